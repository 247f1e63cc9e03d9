/// What a capture records beside memory and registers: the JSON note of owner `OUROSCOPE` in the core file.
@NullMarked
package io.ouroscope.snapshot.note;

import org.jspecify.annotations.NullMarked;
