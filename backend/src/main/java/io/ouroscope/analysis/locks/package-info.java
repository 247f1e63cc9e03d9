/// Locks: who is inside `with lock`, what each thread waits for, and who has it.
@NullMarked
package io.ouroscope.analysis.locks;

import org.jspecify.annotations.NullMarked;
