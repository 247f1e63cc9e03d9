package io.ouroscope.snapshot;

import io.ouroscope.memory.AddressRanges;
import io.ouroscope.memory.AddressRanges.Range;
import io.ouroscope.memory.Region;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Which addresses a core has bytes for, as regions, and which of its segments' addresses it lacks.
///
/// Segments that overlap in memory keep the bytes of the one that begins first. No byte of the file may serve twice:
/// a file whose segments together claim more than it has is hostile (a small file would become endless memory).
final class CoreMemory {
    static final String CUT_SHORT = "the file is cut short";

    private final MemorySegment file;
    private final String name;
    private final Problems problems;
    private final List<Piece> pieces = new ArrayList<>();
    final AddressRanges present = new AddressRanges();
    final List<Hole> holes = new ArrayList<>();

    /// Addresses without any right: nothing is missing there.
    final List<ProgramHeader> reserved = new ArrayList<>();
    private long cutSegments;

    private record Piece(long start, long end, boolean writable, boolean executable, String path, long offset) {

        boolean continues(Piece before) {
            return before.end == start
                    && before.offset + (before.end - before.start) == offset
                    && before.writable == writable
                    && before.executable == executable
                    && before.path.equals(path);
        }
    }

    private CoreMemory(MemorySegment file, String name, Problems problems) {
        this.file = file;
        this.name = name;
        this.problems = problems;
    }

    static CoreMemory of(MemorySegment file, ElfFile elf, List<Mapping> mappings, String name, Problems problems)
            throws SnapshotFormatException {
        CoreMemory memory = new CoreMemory(file, name, problems);
        List<ProgramHeader> loads = new ArrayList<>();
        for (ProgramHeader header : elf.headers()) {
            if (header.type() == ProgramHeader.LOAD && memory.isSound(header)) {
                loads.add(header);
            }
        }
        loads.sort(Comparator.comparing(ProgramHeader::address, Long::compareUnsigned));
        memory.checkClaims(loads);
        MappingCursor cursor = new MappingCursor(mappings);
        for (ProgramHeader load : loads) {
            memory.add(load, cursor);
        }
        if (memory.cutSegments > 1) {
            problems.add(name + ": " + (memory.cutSegments - 1) + " more segments are cut short or missing");
        }
        return memory;
    }

    private boolean isSound(ProgramHeader header) {
        long last = header.address() + header.memoryBytes();
        if (header.memoryBytes() < 0 || Long.compareUnsigned(last, header.address()) < 0) {
            problems.add(at(header) + ": [" + Bytes.hex(header.address()) + ", +" + Bytes.hex(header.memoryBytes())
                    + ") must lie below 2^64; it was left out");
            return false;
        }
        if (header.offset() < 0 || header.fileBytes() < 0) {
            problems.add(at(header) + ": offset and size in the file must be below 2^63; it was left out");
            return false;
        }
        return header.memoryBytes() > 0;
    }

    private void checkClaims(List<ProgramHeader> loads) throws SnapshotFormatException {
        long claimed = 0;
        for (ProgramHeader load : loads) {
            claimed += presentBytes(load);
            if (claimed > file.byteSize()) {
                throw new SnapshotFormatException(
                        at(load) + ": the segments up to here claim " + claimed + " bytes of a file of "
                                + file.byteSize() + ": they must not share bytes; the file is damaged");
            }
        }
    }

    private long presentBytes(ProgramHeader load) {
        long inFile = Math.max(0, Math.min(load.fileBytes(), file.byteSize() - load.offset()));
        return Math.min(inFile, load.memoryBytes());
    }

    private void add(ProgramHeader load, MappingCursor mappings) {
        long start = load.address();
        long dataEnd = start + presentBytes(load);
        long fileEnd = start + Math.min(load.fileBytes(), load.memoryBytes());
        if (dataEnd != fileEnd) {
            cut(load, dataEnd, fileEnd);
        }
        if (present.intersects(start, dataEnd)) {
            problems.add(at(load) + ": addresses from " + Bytes.hex(start)
                    + " are in an earlier segment too; the bytes of that one are used");
        }
        for (Range part : present.missing(start, dataEnd)) {
            for (Mapping piece : mappings.split(part)) {
                long offset = load.offset() + (piece.start() - start);
                pieces.add(new Piece(
                        piece.start(), piece.end(), load.writable(), load.executable(), piece.path(), offset));
            }
        }
        present.add(start, dataEnd);
        long end = start + load.memoryBytes();
        if (!load.accessible()) {
            reserved.add(load);
        } else if (fileEnd != end) {
            holes.add(new Hole(fileEnd, end, "left out by the program that wrote this core", ""));
        }
    }

    private void cut(ProgramHeader load, long dataEnd, long fileEnd) {
        holes.add(new Hole(dataEnd, fileEnd, CUT_SHORT, ""));
        if (cutSegments++ == 0) {
            problems.add(at(load) + " reaches beyond the end of the file (" + (load.offset() + load.fileBytes()) + " > "
                    + file.byteSize() + " bytes): the file is cut short; copy it again");
        }
    }

    private String at(ProgramHeader header) {
        return name + ": program header " + header.index() + " at offset " + header.position();
    }

    /// Regions in address order; neighbours that go on in memory and in the file are one.
    List<Region> regions() {
        pieces.sort(Comparator.comparing(Piece::start, Long::compareUnsigned));
        List<Region> regions = new ArrayList<>();
        int first = 0;
        for (int i = 0; i < pieces.size(); i++) {
            if (i + 1 == pieces.size() || !pieces.get(i + 1).continues(pieces.get(i))) {
                Piece begin = pieces.get(first);
                long end = pieces.get(i).end;
                MemorySegment bytes = file.asSlice(begin.offset, end - begin.start);
                regions.add(new Region(begin.start, end, begin.writable, begin.executable, begin.path, bytes));
                first = i + 1;
            }
        }
        return regions;
    }
}
