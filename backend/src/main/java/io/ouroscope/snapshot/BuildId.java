package io.ouroscope.snapshot;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// The GNU build-id of a program or library: a digest the linker puts into a note, equal only for equal builds.
final class BuildId {
    private static final int TYPE = 3;

    private BuildId() {}

    /// The build-id in hexadecimal, or null if `elf`'s notes lie outside `bytes` or have none.
    ///
    /// @param bytes the file, or its beginning
    static @Nullable String of(MemorySegment bytes, ElfFile elf) {
        String[] found = new String[1];
        for (ProgramHeader header : elf.headers()) {
            if (header.type() == ProgramHeader.NOTE && Bytes.within(bytes, header.offset(), header.fileBytes())) {
                ElfNotes.visit(bytes.asSlice(header.offset(), header.fileBytes()), (owner, type, content) -> {
                    if (owner.equals("GNU") && type == TYPE && content.byteSize() > 0 && content.byteSize() <= 64) {
                        found[0] = HexFormat.of().formatHex(content.toArray(ValueLayout.JAVA_BYTE));
                    }
                });
            }
        }
        return found[0];
    }
}
