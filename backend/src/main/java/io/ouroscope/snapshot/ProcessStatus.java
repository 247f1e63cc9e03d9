package io.ouroscope.snapshot;

import java.lang.foreign.MemorySegment;

/// NT_PRPSINFO of an x86-64 core (`struct elf_prpsinfo`, linux/elfcore.h).
///
/// @param program kernel name, at most 15 characters
/// @param arguments beginning of the command line, at most 80 characters
record ProcessStatus(int pid, int parentPid, int userId, String program, String arguments) {
    static final int SIZE = 136;

    static ProcessStatus read(MemorySegment note) {
        return new ProcessStatus(
                Bytes.i32(note, 24),
                Bytes.i32(note, 28),
                Bytes.i32(note, 16),
                Bytes.text(note, 40, 16),
                Bytes.text(note, 56, 80));
    }
}
