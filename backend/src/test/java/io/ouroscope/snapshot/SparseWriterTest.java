package io.ouroscope.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SparseWriterTest {
    @TempDir
    Path directory;

    @Test
    void whatIsReadBackIsWhatWasWritten() throws IOException {
        long seed = 4;
        Random random = new Random(seed);
        for (int round = 0; round < 20; round++) {
            byte[] memory = new byte[4096 * (1 + random.nextInt(60))];
            for (int page = 0; page < memory.length; page += 4096) {
                if (random.nextBoolean()) {
                    memory[page + random.nextInt(4096)] = 1;
                }
            }
            Path file = directory.resolve("file" + round);
            try (FileChannel channel =
                    FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.allocateDirect(memory.length);
                bytes.put(memory).flip();
                SparseWriter.write(channel, bytes, 4096);
                channel.write(ByteBuffer.wrap(new byte[] {9}), 4096 + memory.length);
            }
            byte[] back = Files.readAllBytes(file);
            assertThat(Arrays.copyOfRange(back, 4096, 4096 + memory.length))
                    .as("seed %d round %d", seed, round)
                    .isEqualTo(memory);
        }
    }
}
