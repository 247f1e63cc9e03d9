package io.ouroscope.snapshot;

import java.lang.foreign.MemorySegment;

/// One `Elf64_Phdr` (elf(5)): a run of memory or of notes, and where its bytes are in the file.
///
/// @param index its place in the table
/// @param position where this header lies in the file, for messages
/// @param offset first byte in the file
/// @param address first address
/// @param fileBytes bytes in the file; the rest of `memoryBytes` is not in this file (and not zero)
record ProgramHeader(
        int index, long position, int type, int flags, long offset, long address, long fileBytes, long memoryBytes) {
    static final int SIZE = 56;
    static final int LOAD = 1;
    static final int NOTE = 4;

    static ProgramHeader read(MemorySegment file, long position, int index) {
        return new ProgramHeader(
                index,
                position,
                Bytes.i32(file, position),
                Bytes.i32(file, position + 4),
                Bytes.i64(file, position + 8),
                Bytes.i64(file, position + 16),
                Bytes.i64(file, position + 32),
                Bytes.i64(file, position + 40));
    }

    boolean executable() {
        return (flags & 1) != 0;
    }

    boolean writable() {
        return (flags & 2) != 0;
    }

    /// Whether the process had any right on it; memory without is reserved address space, no data.
    boolean accessible() {
        return (flags & 7) != 0;
    }
}
