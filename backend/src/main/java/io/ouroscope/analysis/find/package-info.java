/// Searches over all memory of a process: bytes, text, pointers.
@NullMarked
package io.ouroscope.analysis.find;

import org.jspecify.annotations.NullMarked;
