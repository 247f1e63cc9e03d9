package io.ouroscope.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.ouroscope.snapshot.CoreWriter.MappedFile;
import io.ouroscope.snapshot.CoreWriter.ProcessInfo;
import io.ouroscope.snapshot.CoreWriter.Segment;
import io.ouroscope.snapshot.CoreWriter.ThreadRegisters;
import io.ouroscope.snapshot.note.CaptureNote;
import io.ouroscope.snapshot.note.CaptureNote.ThreadNote;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CoreWriterTest {
    private static final ProcessInfo PROCESS = new ProcessInfo(
            42, 1, 42, 42, 1000, 1000, 'S', 0, 0, "a name longer than it may be", "python3 é".repeat(20));
    private static final CaptureNote NOTE = new CaptureNote(
            1,
            "2026-11-22T13:00:00Z",
            1.5,
            "host",
            42,
            1,
            1000,
            "/usr/bin/python3",
            List.of("python3", "a.py"),
            null,
            List.of(new ThreadNote(42, "python3", "S", "", true, null, null)),
            List.of(),
            List.of(),
            List.of(),
            null,
            null);

    @TempDir
    Path directory;

    private Path write(List<Segment> segments, long reserve, byte[] memory) throws IOException {
        Path file = directory.resolve("written.core");
        Files.deleteIfExists(file);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            CoreWriter writer = new CoreWriter(channel);
            long offset = writer.reserve(reserve);
            assertThat(offset).isEqualTo(CoreWriter.PAGE_BYTES);
            channel.write(ByteBuffer.wrap(memory), offset);
            byte[] registers = new byte[216];
            registers[16 * 8] = 0x55;
            writer.finish(
                    segments,
                    PROCESS,
                    List.of(new ThreadRegisters(42, registers, new byte[512])),
                    new byte[16],
                    List.of(new MappedFile(0x10000, 0x11000, 0x3000, "/lib/x.so")),
                    NOTE,
                    null);
        }
        return file;
    }

    @Test
    void memoryRegistersAndNoteReadBack() throws IOException {
        byte[] memory = new byte[4096];
        memory[7] = 77;
        Path file = write(
                List.of(new Segment(0x10000, 0x12000, 6, 4096), new Segment(0x12000, 0x13000, 4, Segment.NOT_IN_FILE)),
                8192,
                memory);
        try (Snapshot snapshot = Snapshot.open(file)) {
            assertThat(snapshot.memory().getByte(0x10007)).isEqualTo((byte) 77);
            assertThat(snapshot.memory().getLong(0x11000)).isZero();
            assertThat(snapshot.memory().isReadable(0x12000, 1)).isFalse();
            assertThat(snapshot.note()).isEqualTo(NOTE);
            assertThat(snapshot.threads()).hasSize(1);
            assertThat(snapshot.threads().get(0).tid()).isEqualTo(42);
            assertThat(snapshot.threads().get(0).registers()).isNotNull();
            assertThat(snapshot.problems()).isEmpty();
        }
    }

    @Test
    void moreSegmentsThanTheHeaderCanCountAreWritten() throws IOException {
        int count = 70_000;
        List<Segment> segments = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long start = 0x10000 + 0x2000L * i;
            segments.add(new Segment(start, start + 0x1000, 6, i == count - 1 ? 4096 : Segment.NOT_IN_FILE));
        }
        byte[] memory = new byte[4096];
        memory[4095] = 5;
        Path file = write(segments, 4096, memory);
        try (Snapshot snapshot = Snapshot.open(file)) {
            assertThat(snapshot.memory().getByte(0x10000 + 0x2000L * (count - 1) + 4095))
                    .isEqualTo((byte) 5);
            assertThat(snapshot.memory().isReadable(0x10000, 1)).isFalse();
        }
    }

    @Test
    void aFileThatWasNotFinishedIsNoElfFile() throws IOException {
        Path file = directory.resolve("unfinished.core");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[4096]), new CoreWriter(channel).reserve(4096));
        }
        byte[] beginning = new byte[4];
        try (var in = Files.newInputStream(file)) {
            assertThat(in.read(beginning)).isEqualTo(4);
        }
        assertThat(beginning).containsOnly(0);
    }
}
