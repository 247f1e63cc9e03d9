/// The strings of a process by length and by content: which are equal, and what that costs.
@NullMarked
package io.ouroscope.analysis.strings;

import org.jspecify.annotations.NullMarked;
