package io.ouroscope.analysis.locks;

import io.ouroscope.analysis.threads.ThreadInfo;
import org.jspecify.annotations.Nullable;

/// A lock of C code, as far as its memory tells.
///
/// @param address where it begins
/// @param words what it is: `pthread mutex`, `condition variable of C`
/// @param library name of the file whose variable it is, empty if it is none
/// @param owner the thread that has it, null if nobody is known to
/// @param lost who had it and is no thread of this process, empty if there is no such
/// @param understood whether it is certain what it is and who will give it back
record NativeLock(
        long address,
        String words,
        String library,
        @Nullable ThreadInfo owner,
        String lost,
        boolean understood) {

    String name() {
        return words + (library.isEmpty() ? "" : " of " + library) + " at 0x" + Long.toHexString(address);
    }
}
