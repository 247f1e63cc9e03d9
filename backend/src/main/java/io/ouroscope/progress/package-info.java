/// How long work reports where it is and learns that it is no longer wanted.
@NullMarked
package io.ouroscope.progress;

import org.jspecify.annotations.NullMarked;
