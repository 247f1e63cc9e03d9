package io.ouroscope.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LargeCoreTest {
    private static final long SIZE = 100L << 30;

    @TempDir
    Path directory;

    /// The file is sparse, as captures of processes with much untouched memory are: it takes a few kilobytes of disk.
    @Test
    void aCoreOfAHundredGigabytesOpensWithoutBeingRead() throws IOException {
        byte[] small = new TestCore()
                .load(0x7f0000000000L, TestCore.READ | TestCore.WRITE, new byte[16], 16)
                .bytes();
        Path file = Files.write(directory.resolve("large.core"), small);
        int sizes = 64 + 56 + 32;
        ByteBuffer size = TestCore.buffer(16).putLong(SIZE).putLong(SIZE).flip();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(size, sizes);
            long offset = small.length - 16;
            channel.write(ByteBuffer.wrap(new byte[] {42}), offset + SIZE - 1);
        }
        try (Snapshot snapshot = Snapshot.open(file)) {
            assertThat(snapshot.problems()).isEmpty();
            assertThat(snapshot.memory().getByte(0x7f0000000000L + SIZE - 1)).isEqualTo((byte) 42);
            assertThat(snapshot.memory().getLong(0x7f0000000000L + (SIZE >> 1))).isZero();
        }
    }
}
