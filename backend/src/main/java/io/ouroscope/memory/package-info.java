/// The bytes of a process, by address. The lowest layer: knows nothing of files, of ELF or of Python.
@NullMarked
package io.ouroscope.memory;

import org.jspecify.annotations.NullMarked;
