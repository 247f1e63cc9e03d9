/// C structs of CPython by address: which bytes mean what. Stateless readers that know nothing of decoders or
/// previews.
@NullMarked
package io.ouroscope.python.raw;

import org.jspecify.annotations.NullMarked;
