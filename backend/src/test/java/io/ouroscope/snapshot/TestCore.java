package io.ouroscope.snapshot;

import io.ouroscope.snapshot.note.CaptureNote;
import io.ouroscope.snapshot.note.NoteCodec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Builds small ELF cores byte by byte. Notes come first in the file, then the segments, in the order they were added.
public final class TestCore {
    public static final int READ = 4;
    public static final int WRITE = 2;
    public static final int EXECUTE = 1;
    private static final int HEADER = 64;

    private record Load(long address, int flags, byte[] content, long memoryBytes) {}

    private record MappedFile(long start, long end, long offset, String path) {}

    private final List<Load> loads = new ArrayList<>();
    private final List<MappedFile> files = new ArrayList<>();
    private final ByteArrayOutputStream notes = new ByteArrayOutputStream();
    private boolean extendedCount;

    public TestCore load(long address, int flags, byte[] content) {
        return load(address, flags, content, content.length);
    }

    public TestCore load(long address, int flags, byte[] content, long memoryBytes) {
        loads.add(new Load(address, flags, content, memoryBytes));
        return this;
    }

    public TestCore file(long start, long end, long offset, String path) {
        files.add(new MappedFile(start, end, offset, path));
        return this;
    }

    public TestCore thread(int tid, long rip, long fsBase) {
        ByteBuffer status = buffer(336);
        status.putInt(32, tid).putLong(112 + 16 * 8, rip).putLong(112 + 21 * 8, fsBase);
        return note("CORE", 1, status.array());
    }

    public TestCore process(int pid, String program, String arguments) {
        ByteBuffer info = buffer(136);
        info.putInt(16, 1000).putInt(24, pid).putInt(28, 1);
        info.put(40, program.getBytes(StandardCharsets.UTF_8));
        info.put(56, arguments.getBytes(StandardCharsets.UTF_8));
        return note("CORE", 3, info.array());
    }

    public TestCore capture(CaptureNote note) {
        return note(CaptureNote.OWNER, CaptureNote.NOTE_TYPE, NoteCodec.encode(note));
    }

    public TestCore note(String owner, int type, byte[] content) {
        byte[] name = (owner + "\0").getBytes(StandardCharsets.UTF_8);
        notes.writeBytes(buffer(12)
                .putInt(name.length)
                .putInt(content.length)
                .putInt(type)
                .array());
        notes.writeBytes(padded(name));
        notes.writeBytes(padded(content));
        return this;
    }

    /// Counts the program headers in section header 0, as cores with more than 65,534 segments do.
    public TestCore extendedCount() {
        extendedCount = true;
        return this;
    }

    public byte[] bytes() {
        if (!files.isEmpty()) {
            note("CORE", 0x46494c45, fileNote());
        }
        int count = loads.size() + 1;
        long position = HEADER + (extendedCount ? HEADER : 0) + 56L * count;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(header(count));
        if (extendedCount) {
            out.writeBytes(buffer(HEADER).putInt(44, count).array());
        }
        out.writeBytes(programHeader(4, 4, position, 0, notes.size(), 0));
        long offset = position + notes.size();
        for (Load load : loads) {
            out.writeBytes(programHeader(1, load.flags, offset, load.address, load.content.length, load.memoryBytes));
            offset += load.content.length;
        }
        out.writeBytes(notes.toByteArray());
        loads.forEach(load -> out.writeBytes(load.content));
        return out.toByteArray();
    }

    public Path write(Path file) throws IOException {
        return Files.write(file, bytes());
    }

    private byte[] header(int count) {
        ByteBuffer header = buffer(HEADER);
        header.putInt(0, 0x464c457f).put(4, (byte) 2).put(5, (byte) 1).put(6, (byte) 1);
        header.putShort(16, (short) 4).putShort(18, (short) 62).putInt(20, 1);
        header.putLong(32, HEADER + (extendedCount ? HEADER : 0)).putLong(40, extendedCount ? HEADER : 0);
        header.putShort(52, (short) HEADER).putShort(54, (short) 56);
        header.putShort(56, extendedCount ? (short) 0xffff : (short) count);
        header.putShort(58, (short) HEADER);
        return header.array();
    }

    private byte[] fileNote() {
        ByteBuffer ranges = buffer(16 + 24 * files.size()).putLong(files.size()).putLong(4096);
        ByteArrayOutputStream names = new ByteArrayOutputStream();
        for (MappedFile file : files) {
            ranges.putLong(file.start).putLong(file.end).putLong(file.offset / 4096);
            names.writeBytes((file.path + "\0").getBytes(StandardCharsets.UTF_8));
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(ranges.array());
        all.writeBytes(names.toByteArray());
        return all.toByteArray();
    }

    static byte[] programHeader(int type, int flags, long offset, long address, long fileBytes, long memoryBytes) {
        return buffer(56)
                .putInt(type)
                .putInt(flags)
                .putLong(offset)
                .putLong(address)
                .putLong(0)
                .putLong(fileBytes)
                .putLong(memoryBytes)
                .putLong(1)
                .array();
    }

    private static byte[] padded(byte[] bytes) {
        return java.util.Arrays.copyOf(bytes, bytes.length + 3 & ~3);
    }

    static ByteBuffer buffer(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    /// `size` bytes that differ from place to place, the same for the same `seed`.
    public static byte[] pattern(int size, int seed) {
        byte[] bytes = new byte[size];
        new java.util.Random(seed).nextBytes(bytes);
        return bytes;
    }
}
