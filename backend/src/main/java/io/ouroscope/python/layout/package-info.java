/// Where the fields of CPython's C structs lie, per version and build flavour: data, one reader, and the few
/// differences in meaning that offsets cannot tell ([Features]).
@NullMarked
package io.ouroscope.python.layout;

import org.jspecify.annotations.NullMarked;
