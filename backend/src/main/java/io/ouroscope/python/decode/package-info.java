/// What we know of each Python type: whether an object is valid, its value, its references, its size. One file per
/// type, all listed in [Decoders].
@NullMarked
package io.ouroscope.python.decode;

import org.jspecify.annotations.NullMarked;
