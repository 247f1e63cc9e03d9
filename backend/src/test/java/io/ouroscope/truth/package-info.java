/// Compares what we find in a snapshot with the interpreter's own account of its objects (docs/truth.md).
@NullMarked
package io.ouroscope.truth;

import org.jspecify.annotations.NullMarked;
