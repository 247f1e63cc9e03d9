/// The interpreter itself: its interpreter states, thread states, what its collector and types keep there, and the
/// objects that all these hold, which is where being alive begins.
@NullMarked
package io.ouroscope.python.runtime;

import org.jspecify.annotations.NullMarked;
