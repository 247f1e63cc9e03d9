package io.ouroscope.snapshot;

import java.lang.foreign.MemorySegment;

/// Walks the notes (`Elf64_Nhdr`, elf(5)) of one PT_NOTE segment, four-byte aligned as Linux writes them.
final class ElfNotes {
    private static final int HEADER_SIZE = 12;

    /// Takes one note: its owner, its type and its content.
    interface Visitor {
        void note(String owner, int type, MemorySegment content);
    }

    private ElfNotes() {}

    /// Whether the notes ended where the segment ends; false if one reaches beyond it, which is then not visited.
    static boolean visit(MemorySegment notes, Visitor visitor) {
        long position = 0;
        long size = notes.byteSize();
        while (size - position >= HEADER_SIZE) {
            long ownerBytes = Bytes.u32(notes, position);
            long contentBytes = Bytes.u32(notes, position + 4);
            int type = Bytes.i32(notes, position + 8);
            long owner = position + HEADER_SIZE;
            long content = owner + align(ownerBytes);
            if (content > size || contentBytes > size - content) {
                return false;
            }
            if (ownerBytes > 0) {
                String name = Bytes.text(notes, owner, (int) Math.min(ownerBytes, 64));
                visitor.note(name, type, notes.asSlice(content, contentBytes));
            }
            position = content + align(contentBytes);
        }
        return true;
    }

    private static long align(long bytes) {
        return bytes + 3 & ~3L;
    }
}
