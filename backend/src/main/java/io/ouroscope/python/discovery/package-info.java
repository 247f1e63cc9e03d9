/// Finds the interpreter in raw memory: the base type, the version, all types, all objects. Needs no symbols.
@NullMarked
package io.ouroscope.python.discovery;

import org.jspecify.annotations.NullMarked;
