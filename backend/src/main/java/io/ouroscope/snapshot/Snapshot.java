package io.ouroscope.snapshot;

import io.ouroscope.memory.Memory;
import io.ouroscope.memory.Region;
import io.ouroscope.memory.RegionIndex;
import io.ouroscope.memory.SegmentedMemory;
import io.ouroscope.snapshot.note.CaptureNote;
import io.ouroscope.snapshot.note.CaptureNote.HoleNote;
import io.ouroscope.snapshot.note.CaptureNote.ThreadNote;
import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An ELF core of one x86-64 process, mapped: our captures and those of gcore, the kernel and systemd-coredump.
///
/// Opening costs no more than reading the headers and notes; memory is read where it is looked at, from any number of
/// threads. A file cut short at its end opens, with what is missing listed in [#holes] and [#problems]; what cannot be
/// used at all is refused with a [SnapshotFormatException]. The mapping is of the file as it was: a file that shrinks
/// while it is open ends reads with an `InternalError`.
///
/// Not here: computing the id ([SnapshotId]), unpacking ([CompressedSnapshot]), what the memory means.
public final class Snapshot implements Closeable {
    private static final String LEFT_OUT = "unwritten pages of mapped files are not in this core";

    private final Path file;
    private final Arena arena;
    private final Memory memory;
    private final long sizeBytes;
    private final List<Mapping> mappings;
    private final List<SnapshotThread> threads;
    private final SnapshotInfo info;
    private final @Nullable CaptureNote note;
    private final @Nullable SourceFiles sources;
    private final Map<Long, Long> auxiliary;
    private final List<Hole> holes;
    private final List<Refill> refills;
    private final List<String> problems;

    private Snapshot(Path file, Arena arena, OpenOptions options) throws IOException {
        this.file = file;
        this.arena = arena;
        String name = String.valueOf(file.getFileName());
        MemorySegment bytes = SnapshotFile.map(file, arena);
        sizeBytes = bytes.byteSize();
        ElfFile elf = ElfFile.read(bytes, name);
        if (elf.fileType() != ElfFile.CORE) {
            throw new SnapshotFormatException(name + " is an ELF file, but no core dump (e_type at offset 16 must be "
                    + ElfFile.CORE + " but was " + elf.fileType() + ")");
        }
        Problems found = new Problems();
        CoreNotes notes = CoreNotes.read(bytes, elf, name, found);
        mappings = CoreMappings.of(elf, notes);
        CoreMemory core = CoreMemory.of(bytes, elf, mappings, name, found);
        List<Region> regions = core.regions();
        if (regions.isEmpty()) {
            throw new SnapshotFormatException(name + " holds no memory"
                    + (core.holes.isEmpty() ? "" : ": the file is cut short before its first segment; copy it again"));
        }
        note = notes.capture;
        sources = notes.sources;
        auxiliary = Map.copyOf(notes.auxiliary);
        threads = threads(notes);
        HoleList missing = new HoleList(mappings, core.present);
        List<Hole> unfilled = List.of();
        if (options.refill()) {
            MappedFiles files = new MappedFiles(arena, options.systemRoot());
            Refiller refiller =
                    new Refiller(mappings, core.present, new ModuleMatcher(new RegionIndex(regions), files));
            regions.addAll(refiller.regions);
            refills = List.copyOf(refiller.refills);
            unfilled = refiller.holes;
        } else {
            refills = List.of();
        }
        memory = new SegmentedMemory(regions);
        int firstThread = threads.isEmpty() ? 0 : threads.getFirst().tid();
        info = note != null
                ? SnapshotInfo.of(note)
                : SnapshotInfo.foreign(notes.process, firstThread, new InitialStack(memory, notes.auxiliary));
        refills.forEach(refill -> missing.has(refill.start(), refill.end()));
        core.reserved.forEach(load -> missing.has(load.address(), load.address() + load.memoryBytes()));
        holes = holes(missing, core.holes, unfilled);
        problems = found.sentences();
    }

    public static Snapshot open(Path file) throws IOException {
        return open(file, OpenOptions.DEFAULT);
    }

    /// Maps `file`, which must not be compressed.
    ///
    /// @throws SnapshotFormatException if it is no core that can be read; the message is meant for the user
    public static Snapshot open(Path file, OpenOptions options) throws IOException {
        Arena arena = Arena.ofShared();
        boolean opened = false;
        try {
            Snapshot snapshot = new Snapshot(file, arena, options);
            opened = true;
            return snapshot;
        } finally {
            if (!opened) {
                arena.close();
            }
        }
    }

    private static List<SnapshotThread> threads(CoreNotes notes) {
        Map<Integer, SnapshotThread> byId = new LinkedHashMap<>();
        notes.threads.forEach(thread -> byId.putIfAbsent(thread.tid(), thread));
        if (notes.capture != null) {
            for (ThreadNote note : notes.capture.threads()) {
                SnapshotThread stopped = byId.get(note.tid());
                Registers registers = stopped == null ? null : stopped.registers();
                int signal = stopped == null ? 0 : stopped.signal();
                byId.put(note.tid(), new SnapshotThread(note.tid(), registers, signal, note));
            }
        }
        return List.copyOf(byId.values());
    }

    /// The most telling reason first: each address is listed once, with the first that fits.
    private List<Hole> holes(HoleList missing, List<Hole> core, List<Hole> unfilled) {
        if (note != null) {
            for (HoleNote hole : note.holes()) {
                long start = CoreMappings.address(hole.start());
                missing.add(start, CoreMappings.address(hole.end()), hole.reason());
            }
        }
        core.stream().filter(hole -> hole.reason().equals(CoreMemory.CUT_SHORT)).forEach(missing::add);
        unfilled.forEach(missing::add);
        for (Mapping mapping : note != null ? List.<Mapping>of() : mappings) {
            if (mapping.isFile() && mapping.isReadable()) {
                missing.add(mapping.start(), mapping.end(), LEFT_OUT);
            }
        }
        core.forEach(missing::add);
        return missing.sorted();
    }

    public Path file() {
        return file;
    }

    /// Size of the file.
    public long sizeBytes() {
        return sizeBytes;
    }

    /// All bytes there are, refilled ones included. Valid until [#close].
    public Memory memory() {
        return memory;
    }

    /// What the process had mapped, as far as the core says; sorted, disjoint.
    public List<Mapping> mappings() {
        return mappings;
    }

    /// The thread that began the process, or in a kernel's core the one that ended it, comes first.
    public List<SnapshotThread> threads() {
        return threads;
    }

    public SnapshotInfo info() {
        return info;
    }

    /// What our capture recorded; null for other tools' cores, or if it is damaged.
    public @Nullable CaptureNote note() {
        return note;
    }

    /// The program's source files; null if none were put into it: by other tools, or on request. Valid until
    /// [#close].
    public @Nullable SourceFiles sources() {
        return sources;
    }

    /// The auxiliary vector (getauxval(3)), key to value.
    public Map<Long, Long> auxiliary() {
        return auxiliary;
    }

    /// What the process had in use and the snapshot lacks; sorted, disjoint.
    public List<Hole> holes() {
        return holes;
    }

    /// What was not in the file and was taken from files of this machine.
    public List<Refill> refills() {
        return refills;
    }

    /// What is wrong with the file, in sentences; empty for a whole one.
    public List<String> problems() {
        return problems;
    }

    /// Unmaps the file. Reading its memory afterwards throws `IllegalStateException`.
    @Override
    public void close() {
        arena.close();
    }
}
