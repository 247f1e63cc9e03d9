/// Tests of the task graph: first on graphs drawn in code, then on live interpreters.
@NullMarked
package io.ouroscope.analysis.tasks;

import org.jspecify.annotations.NullMarked;
