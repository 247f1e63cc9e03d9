package io.ouroscope.snapshot;

import io.ouroscope.memory.AddressRanges;
import io.ouroscope.snapshot.note.CaptureNote.MappingNote;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The mappings of the process, put together from what a core says: our note has them all; elsewhere NT_FILE names the
/// files, the segments give permissions, and the auxiliary vector tells which are the stack and the vdso.
final class CoreMappings {
    /// Keys of the auxiliary vector (elf.h): two that point into the vdso's start and into the stack.
    private static final long AT_SYSINFO_EHDR = 33;

    private static final long AT_RANDOM = 25;

    private CoreMappings() {}

    /// Sorted by start; where the core contradicts itself, the mapping that begins first keeps the range.
    static List<Mapping> of(ElfFile elf, CoreNotes notes) {
        List<Mapping> all = new ArrayList<>();
        if (notes.capture != null && !notes.capture.mappings().isEmpty()) {
            for (MappingNote mapping : notes.capture.mappings()) {
                all.add(new Mapping(
                        address(mapping.start()),
                        address(mapping.end()),
                        mapping.permissions(),
                        address(mapping.offset()),
                        mapping.path()));
            }
        } else {
            all.addAll(foreign(elf, notes));
        }
        return disjoint(all);
    }

    private static List<Mapping> foreign(ElfFile elf, CoreNotes notes) {
        AddressRanges named = new AddressRanges();
        AddressRanges writable = new AddressRanges();
        AddressRanges readable = new AddressRanges();
        notes.files.forEach(file -> named.add(file.start(), file.end()));
        List<Mapping> all = new ArrayList<>();
        for (ProgramHeader header : elf.headers()) {
            if (header.type() != ProgramHeader.LOAD) {
                continue;
            }
            long end = header.address() + header.memoryBytes();
            (header.writable() ? writable : readable).add(header.address(), end);
            for (AddressRanges.Range part : named.missing(header.address(), end)) {
                String path = kernelName(notes.auxiliary, part);
                all.add(new Mapping(part.start(), part.end(), permissions(header), 0, path));
            }
            named.add(header.address(), end);
        }
        for (Mapping file : notes.files) {
            String permissions = writable.intersects(file.start(), file.end())
                    ? "rw-p"
                    : readable.intersects(file.start(), file.end()) ? "r--p" : null;
            all.add(new Mapping(file.start(), file.end(), permissions, file.offset(), file.path()));
        }
        return all;
    }

    private static String kernelName(Map<Long, Long> auxiliary, AddressRanges.Range range) {
        if (inside(auxiliary.get(AT_SYSINFO_EHDR), range)) {
            return "[vdso]";
        }
        return inside(auxiliary.get(AT_RANDOM), range) ? "[stack]" : "";
    }

    private static boolean inside(@Nullable Long address, AddressRanges.Range range) {
        return address != null
                && Long.compareUnsigned(address, range.start()) >= 0
                && Long.compareUnsigned(address, range.end()) < 0;
    }

    private static String permissions(ProgramHeader header) {
        return ((header.flags() & 4) != 0 ? "r" : "-")
                + (header.writable() ? "w" : "-")
                + (header.executable() ? "x" : "-")
                + "p";
    }

    private static List<Mapping> disjoint(List<Mapping> all) {
        all.sort(Comparator.comparing(Mapping::start, Long::compareUnsigned));
        List<Mapping> kept = new ArrayList<>();
        long end = 0;
        for (Mapping mapping : all) {
            if (Long.compareUnsigned(mapping.start(), mapping.end()) < 0
                    && Long.compareUnsigned(mapping.start(), end) >= 0) {
                kept.add(mapping);
                end = mapping.end();
            }
        }
        return List.copyOf(kept);
    }

    /// Hexadecimal with or without `0x`; rubbish reads as 0, and an empty range is dropped.
    static long address(String text) {
        try {
            return Long.parseUnsignedLong(text.startsWith("0x") ? text.substring(2) : text, 16);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
