/// Tests of the index files.
@NullMarked
package io.ouroscope.index;

import org.jspecify.annotations.NullMarked;
