/// What a running Ouroscope holds: the store of snapshots, the ones that are open, and the jobs that work on them.
@NullMarked
package io.ouroscope.workspace;

import org.jspecify.annotations.NullMarked;
