/// Python frames for people: function, file, line and local variables of suspended coroutines and of frame objects.
@NullMarked
package io.ouroscope.python.frame;

import org.jspecify.annotations.NullMarked;
