package io.ouroscope.snapshot;

import io.ouroscope.memory.AddressRanges;
import io.ouroscope.memory.AddressRanges.Range;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A program or library of the process, held to be the same as a file of this machine.
///
/// Knows which addresses may be taken from the file: those of its read-only segments, and only where the process had
/// mapped the file as its program headers say. Pages of writable segments, relocated read-only data among them, are
/// never taken: the process's own differ.
///
/// @param bias what was added to the file's addresses when it was loaded
record ModuleMatch(Path source, MemorySegment bytes, ElfFile elf, long bias, String evidence) {
    private static final long PAGE = 4096;

    /// The bias of a file whose first byte was mapped at `start`, or null if no segment holds its first byte.
    static @Nullable Long bias(ElfFile elf, long start) {
        for (ProgramHeader header : elf.headers()) {
            if (header.type() == ProgramHeader.LOAD && header.offset() < PAGE && header.offset() >= 0) {
                return start - (header.address() & -PAGE);
            }
        }
        return null;
    }

    /// The parts of `range`, which lies in `mapping`, that the file can give.
    List<Range> available(Mapping mapping, Range range) {
        AddressRanges readOnly = new AddressRanges();
        AddressRanges writable = new AddressRanges();
        for (ProgramHeader header : elf.headers()) {
            if (header.type() == ProgramHeader.LOAD && header.memoryBytes() > 0) {
                long start = bias + (header.address() & -PAGE);
                long end = bias + (header.address() + header.memoryBytes() + PAGE - 1 & -PAGE);
                if (header.writable()) {
                    writable.add(start, end);
                } else if (isMappedAsLinked(mapping, header)) {
                    readOnly.add(start, end);
                }
            }
        }
        List<Range> parts = new ArrayList<>();
        for (Range part : readOnly.within(range.start(), range.end())) {
            for (Range clean : writable.missing(part.start(), part.end())) {
                long offset = offset(mapping, clean.start());
                if (offset >= 0 && offset < bytes.byteSize()) {
                    long available = Math.min(clean.sizeBytes(), bytes.byteSize() - offset);
                    parts.add(new Range(clean.start(), clean.start() + available));
                }
            }
        }
        return parts;
    }

    private boolean isMappedAsLinked(Mapping mapping, ProgramHeader header) {
        return mapping.offset() - mapping.start() == header.offset() - (bias + header.address());
    }

    boolean isExecutable(long address) {
        for (ProgramHeader header : elf.headers()) {
            long start = bias + (header.address() & -PAGE);
            long end = bias + (header.address() + header.memoryBytes() + PAGE - 1 & -PAGE);
            if (header.type() == ProgramHeader.LOAD && header.executable() && address >= start && address < end) {
                return true;
            }
        }
        return false;
    }

    static long offset(Mapping mapping, long address) {
        return mapping.offset() + (address - mapping.start());
    }
}
