/// Tests of the graph algorithms against brute force on random graphs.
@NullMarked
package io.ouroscope.graph;

import org.jspecify.annotations.NullMarked;
