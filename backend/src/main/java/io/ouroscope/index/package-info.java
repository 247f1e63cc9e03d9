/// What is derived from a snapshot, as columns of numbers in one memory-mapped file: kept, reopened, never on the heap.
@NullMarked
package io.ouroscope.index;

import org.jspecify.annotations.NullMarked;
