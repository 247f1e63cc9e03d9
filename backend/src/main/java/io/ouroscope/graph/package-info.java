/// Algorithms on directed graphs of dense `int` nodes. Knows nothing of Python and nothing of memory, so that brute
/// force on random graphs can test all of it. Everything is iterative: a path of a million nodes needs no deep stack.
@NullMarked
package io.ouroscope.graph;

import org.jspecify.annotations.NullMarked;
