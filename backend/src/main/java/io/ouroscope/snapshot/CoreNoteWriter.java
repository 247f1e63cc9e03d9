package io.ouroscope.snapshot;

import io.ouroscope.snapshot.CoreWriter.MappedFile;
import io.ouroscope.snapshot.CoreWriter.ProcessInfo;
import io.ouroscope.snapshot.CoreWriter.ThreadRegisters;
import io.ouroscope.snapshot.note.CaptureNote;
import io.ouroscope.snapshot.note.NoteCodec;
import io.ouroscope.snapshot.note.SourceNote;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The PT_NOTE segment that [CoreWriter] writes: what a debugger wants to know, and our own note.
///
/// Structures of `linux/elfcore.h` for x86-64; NT_FILE as `fs/binfmt_elf.c` lays it out.
final class CoreNoteWriter {
    private static final int NT_PRSTATUS = 1;
    private static final int NT_FPREGSET = 2;
    private static final int NT_PRPSINFO = 3;
    private static final int NT_AUXV = 6;
    private static final int NT_FILE = 0x46494c45;

    private static final int PRSTATUS_BYTES = 336;
    private static final int PRSTATUS_PID = 32;
    private static final int PRSTATUS_REGISTERS = 112;
    private static final int PRSTATUS_FPVALID = 328;
    private static final int PRPSINFO_BYTES = 136;
    private static final int PRPSINFO_NAME_BYTES = 16;
    private static final int PRPSINFO_ARGUMENTS_BYTES = 80;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private CoreNoteWriter() {}

    static byte[] encode(
            ProcessInfo process,
            List<ThreadRegisters> threads,
            byte[] auxiliaryVector,
            List<MappedFile> mappedFiles,
            CaptureNote note,
            byte @Nullable [] sources) {
        CoreNoteWriter notes = new CoreNoteWriter();
        for (int i = 0; i < Math.max(1, threads.size()); i++) {
            ThreadRegisters thread = i < threads.size() ? threads.get(i) : null;
            if (thread != null) {
                notes.add("CORE", NT_PRSTATUS, status(process, thread));
            }
            if (i == 0) {
                // what belongs to the process stands after the first thread's registers, as the kernel writes it
                notes.add("CORE", NT_PRPSINFO, info(process));
                notes.add("CORE", NT_AUXV, auxiliaryVector);
                notes.add("CORE", NT_FILE, files(mappedFiles));
            }
            byte[] floatingPoint = thread == null ? null : thread.floatingPoint();
            if (floatingPoint != null) {
                notes.add("CORE", NT_FPREGSET, floatingPoint);
            }
        }
        notes.add(CaptureNote.OWNER, CaptureNote.NOTE_TYPE, NoteCodec.encode(note));
        if (sources != null) {
            notes.add(CaptureNote.OWNER, SourceNote.NOTE_TYPE, sources);
        }
        return notes.out.toByteArray();
    }

    private void add(String owner, int type, byte[] content) {
        byte[] name = (owner + "\0").getBytes(StandardCharsets.US_ASCII);
        int contentAt = (int) CoreWriter.align(12 + name.length, 4);
        ByteBuffer note = CoreWriter.buffer((int) CoreWriter.align(contentAt + content.length, 4));
        note.putInt(name.length).putInt(content.length).putInt(type).put(name);
        note.position(contentAt).put(content);
        out.writeBytes(note.array());
    }

    private static byte[] status(ProcessInfo process, ThreadRegisters thread) {
        ByteBuffer status = CoreWriter.buffer(PRSTATUS_BYTES);
        status.position(PRSTATUS_PID).putInt(thread.tid()).putInt(process.parentPid());
        status.putInt(process.processGroup()).putInt(process.session());
        status.put(PRSTATUS_REGISTERS, Arrays.copyOf(thread.registers(), PRSTATUS_FPVALID - PRSTATUS_REGISTERS));
        status.putInt(PRSTATUS_FPVALID, thread.floatingPoint() == null ? 0 : 1);
        return status.array();
    }

    private static byte[] info(ProcessInfo process) {
        ByteBuffer info = CoreWriter.buffer(PRPSINFO_BYTES);
        info.put((byte) 0).put((byte) process.state()).put((byte) (process.state() == 'Z' ? 1 : 0));
        info.put((byte) process.nice()).putInt(0).putLong(process.flags());
        info.putInt(process.uid()).putInt(process.gid()).putInt(process.pid()).putInt(process.parentPid());
        info.putInt(process.processGroup()).putInt(process.session());
        info.put(text(process.name(), PRPSINFO_NAME_BYTES)).put(text(process.arguments(), PRPSINFO_ARGUMENTS_BYTES));
        return info.array();
    }

    /// `text` in `bytes` bytes, cut if need be, ended by zero.
    private static byte[] text(String text, int bytes) {
        byte[] all = text.getBytes(StandardCharsets.UTF_8);
        return Arrays.copyOf(Arrays.copyOf(all, Math.min(all.length, bytes - 1)), bytes);
    }

    private static byte[] files(List<MappedFile> files) {
        ByteArrayOutputStream names = new ByteArrayOutputStream();
        ByteBuffer table = CoreWriter.buffer(16 + 24 * files.size());
        table.putLong(files.size()).putLong(CoreWriter.PAGE_BYTES);
        for (MappedFile file : files) {
            table.putLong(file.start()).putLong(file.end()).putLong(file.offset() / CoreWriter.PAGE_BYTES);
            names.writeBytes((file.path() + "\0").getBytes(StandardCharsets.UTF_8));
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(table.array());
        all.writeBytes(names.toByteArray());
        return all.toByteArray();
    }
}
