package io.ouroscope.snapshot;

import io.ouroscope.snapshot.note.CaptureNote;
import io.ouroscope.snapshot.note.NoteCodec;
import io.ouroscope.snapshot.note.SourceNote;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The notes of a core, collected: threads, process, mapped files, auxiliary vector, and our own note.
///
/// Filled by one pass; what is damaged becomes a line in `problems` and is left out. Floating-point registers are
/// passed over: nothing Python holds is only there.
final class CoreNotes {
    private static final String KERNEL_OWNER = "CORE";
    /// Note types of linux/elfcore.h and elf.h.
    private static final int PRSTATUS = 1;

    private static final int PRPSINFO = 3;
    private static final int AUXV = 6;
    private static final int FILE = 0x46494c45;
    /// `struct elf_prstatus` of x86-64: the signal at 12, the thread at 32, the registers at 112.
    private static final int PRSTATUS_SIZE = 336;

    private static final int PRSTATUS_REGISTERS = 112;
    /// A note with 100,000 threads and as many files has 30 MB; beyond this it is no note of ours.
    private static final long LARGEST_CAPTURE_NOTE = 512L << 20;

    final List<SnapshotThread> threads = new ArrayList<>();
    final List<Mapping> files = new ArrayList<>();
    final Map<Long, Long> auxiliary = new LinkedHashMap<>();
    final Problems problems;

    @Nullable
    ProcessStatus process;

    @Nullable
    CaptureNote capture;

    @Nullable
    SourceFiles sources;

    private CoreNotes(Problems problems) {
        this.problems = problems;
    }

    static CoreNotes read(MemorySegment file, ElfFile elf, String name, Problems problems) {
        CoreNotes notes = new CoreNotes(problems);
        for (ProgramHeader header : elf.headers()) {
            if (header.type() != ProgramHeader.NOTE) {
                continue;
            }
            long available = Math.max(0, file.byteSize() - Math.max(0, header.offset()));
            boolean whole = Bytes.within(file, header.offset(), header.fileBytes());
            if (!whole) {
                problems.add(name + ": the notes (program header " + header.index() + ", at offset "
                        + Long.toUnsignedString(header.offset()) + ") reach beyond the end of the file ("
                        + file.byteSize() + " bytes): the file is cut short; copy it again. Threads and names of "
                        + "mapped files may be missing");
            }
            if (header.offset() < 0 || header.offset() >= file.byteSize()) {
                continue;
            }
            long size = whole ? header.fileBytes() : available;
            boolean regular = ElfNotes.visit(file.asSlice(header.offset(), size), notes::take);
            if (!regular && whole) {
                problems.add(name + ": a note of program header " + header.index() + " reaches beyond the notes; "
                        + "what follows it was not read");
            }
        }
        return notes;
    }

    private void take(String owner, int type, MemorySegment content) {
        if (owner.equals(CaptureNote.OWNER) && type == CaptureNote.NOTE_TYPE) {
            capture(content);
        } else if (owner.equals(CaptureNote.OWNER) && type == SourceNote.NOTE_TYPE) {
            sources(content);
        } else if (owner.equals(KERNEL_OWNER)) {
            switch (type) {
                case PRSTATUS -> thread(content);
                case PRPSINFO -> process(content);
                case AUXV -> auxiliary(content);
                case FILE -> files(content);
                default -> {}
            }
        }
    }

    private void thread(MemorySegment content) {
        if (content.byteSize() < PRSTATUS_SIZE) {
            problems.add("NT_PRSTATUS must have " + PRSTATUS_SIZE + " bytes but has " + content.byteSize()
                    + "; the thread was left out");
            return;
        }
        threads.add(new SnapshotThread(
                Bytes.i32(content, 32), Registers.read(content, PRSTATUS_REGISTERS), Bytes.u16(content, 12), null));
    }

    private void process(MemorySegment content) {
        if (content.byteSize() >= ProcessStatus.SIZE) {
            process = ProcessStatus.read(content);
        }
    }

    private void auxiliary(MemorySegment content) {
        for (long at = 0; at + 16 <= content.byteSize() && auxiliary.size() < 1024; at += 16) {
            long key = Bytes.i64(content, at);
            if (key == 0) {
                return;
            }
            auxiliary.put(key, Bytes.i64(content, at + 8));
        }
    }

    /// NT_FILE: count, unit of the offsets, then per file start, end, offset; then the names, NUL-terminated.
    private void files(MemorySegment content) {
        long size = content.byteSize();
        long count = size < 16 ? -1 : Bytes.i64(content, 0);
        if (count < 0 || count > (size - 16) / 24) {
            problems.add("NT_FILE claims " + Long.toUnsignedString(count) + " mapped files but has only " + size
                    + " bytes; the names of mapped files are unknown");
            return;
        }
        long unit = Bytes.i64(content, 8);
        long name = 16 + count * 24;
        for (long i = 0; i < count; i++) {
            if (name >= size) {
                problems.add("NT_FILE names only " + i + " of " + count + " mapped files");
                return;
            }
            String path = Bytes.text(content, name, (int) Math.min(size - name, 1 << 16));
            long at = 16 + i * 24;
            long start = Bytes.i64(content, at);
            long end = Bytes.i64(content, at + 8);
            if (Long.compareUnsigned(start, end) < 0) {
                files.add(new Mapping(start, end, null, Bytes.i64(content, at + 16) * unit, path));
            }
            name = nextName(content, name);
        }
    }

    private static long nextName(MemorySegment content, long position) {
        long at = position;
        while (at < content.byteSize() && content.get(ValueLayout.JAVA_BYTE, at) != 0) {
            at++;
        }
        return at + 1;
    }

    private void capture(MemorySegment content) {
        if (content.byteSize() > LARGEST_CAPTURE_NOTE) {
            problems.add("The capture note has " + content.byteSize() + " bytes, more than " + LARGEST_CAPTURE_NOTE
                    + "; it was not read");
            return;
        }
        try {
            capture = NoteCodec.decode(content.toArray(ValueLayout.JAVA_BYTE));
        } catch (IOException e) {
            problems.add("The capture note is damaged and was not read: " + e.getMessage());
        }
    }

    private void sources(MemorySegment content) {
        try {
            sources = SourceFiles.of(content);
        } catch (IOException e) {
            problems.add("The note with source files is damaged, no lines of them can be shown: " + e.getMessage());
        }
    }
}
