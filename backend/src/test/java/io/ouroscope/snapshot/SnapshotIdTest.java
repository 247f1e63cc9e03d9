package io.ouroscope.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ouroscope.progress.CancelledException;
import io.ouroscope.progress.Progress;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotIdTest {
    private static final int CHUNK = 4 << 20;

    @TempDir
    Path directory;

    @Test
    void theIdIsTheDigestOfTheChunksDigests() throws IOException, NoSuchAlgorithmException {
        byte[] content = TestCore.pattern(3 * CHUNK + 1000, 1);
        Arrays.fill(content, CHUNK, 2 * CHUNK, (byte) 0);
        Path file = Files.write(directory.resolve("a.core"), content);
        MessageDigest all = MessageDigest.getInstance("SHA-256");
        for (int at = 0; at < content.length; at += CHUNK) {
            byte[] chunk = Arrays.copyOfRange(content, at, Math.min(content.length, at + CHUNK));
            all.update(MessageDigest.getInstance("SHA-256").digest(chunk));
        }
        assertThat(SnapshotId.of(file, Progress.NONE)).isEqualTo(HexFormat.of().formatHex(all.digest()));
    }

    @Test
    void holesAndWrittenZerosGiveTheSameId() throws IOException {
        Path sparse = directory.resolve("sparse.core");
        byte[] content = new byte[5 * CHUNK + 77];
        content[3 * CHUNK + 5] = 1;
        try (RandomAccessFile file = new RandomAccessFile(sparse.toFile(), "rw")) {
            file.setLength(content.length);
            file.seek(3L * CHUNK + 5);
            file.write(1);
        }
        Path full = Files.write(directory.resolve("full.core"), content);
        assertThat(SnapshotId.of(sparse, Progress.NONE)).isEqualTo(SnapshotId.of(full, Progress.NONE));
    }

    @Test
    void aHugeSparseFileIsNotRead() throws IOException {
        Path sparse = directory.resolve("sparse.core");
        try (RandomAccessFile file = new RandomAccessFile(sparse.toFile(), "rw")) {
            file.setLength(64L << 30);
            file.seek(5L << 30);
            file.write(1);
        }
        assertThat(SparseChunks.withData(sparse, 64L << 30, CHUNK).cardinality())
                .isEqualTo(1);
        assertThat(SnapshotId.of(sparse, Progress.NONE)).hasSize(64);
    }

    @Test
    void aCompressedSnapshotHasTheIdOfItsContentAndUnpacksSparse() throws IOException {
        byte[] content = new byte[9 * CHUNK + 100];
        System.arraycopy(TestCore.pattern(CHUNK, 7), 0, content, CHUNK + 300, CHUNK);
        Path plain = Files.write(directory.resolve("a.core"), content);
        Path packed = directory.resolve("a.core.zst");
        CompressedSnapshot.compress(plain, packed, 3, Progress.NONE);
        Path again = directory.resolve("again.core");
        SnapshotReceiver.Received unpacked = CompressedSnapshot.unpack(packed, again, Progress.NONE);
        assertThat(again).hasBinaryContent(content);
        assertThat(unpacked.id()).isEqualTo(SnapshotId.of(plain, Progress.NONE));
        assertThat(unpacked.sizeBytes()).isEqualTo(content.length);
        assertThat(SparseChunks.withData(again, content.length, CHUNK).cardinality())
                .isLessThan(4);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(again)))
                .isEqualTo("rw-------");
    }

    @Test
    void aDamagedCompressedFileIsRefusedAndLeavesNothing() throws IOException {
        Path plain = Files.write(directory.resolve("a.core"), TestCore.pattern(CHUNK, 1));
        Path packed = directory.resolve("a.core.zst");
        CompressedSnapshot.compress(plain, packed, 3, Progress.NONE);
        byte[] bytes = Files.readAllBytes(packed);
        Path target = directory.resolve("out/x.core");
        Files.createDirectory(directory.resolve("out"));

        Files.write(packed, Arrays.copyOf(bytes, bytes.length / 2));
        assertThatThrownBy(() -> CompressedSnapshot.unpack(packed, target, Progress.NONE))
                .isInstanceOf(SnapshotFormatException.class)
                .hasMessageContaining("damaged or cut short");

        bytes[bytes.length - 2] ^= 1;
        Files.write(packed, bytes);
        assertThatThrownBy(() -> CompressedSnapshot.unpack(packed, target, Progress.NONE))
                .isInstanceOf(SnapshotFormatException.class);
        assertThat(directory.resolve("out")).isEmptyDirectory();
    }

    @Test
    void cancellingLeavesNothing() throws IOException {
        Path plain = Files.write(directory.resolve("a.core"), TestCore.pattern(3 * CHUNK, 1));
        Path out = Files.createDirectory(directory.resolve("out"));
        assertThatThrownBy(() -> SnapshotId.of(plain, new CancelAfter(CHUNK))).isInstanceOf(CancelledException.class);
        assertThatThrownBy(() -> CompressedSnapshot.compress(plain, out.resolve("a.zst"), 1, new CancelAfter(CHUNK)))
                .isInstanceOf(CancelledException.class);
        CompressedSnapshot.compress(plain, directory.resolve("a.zst"), 1, Progress.NONE);
        assertThatThrownBy(() -> CompressedSnapshot.unpack(
                        directory.resolve("a.zst"), out.resolve("a.core"), new CancelAfter(1)))
                .isInstanceOf(CancelledException.class);
        assertThat(out).isEmptyDirectory();
    }

    /// Cancels once so many units are done.
    private static final class CancelAfter implements Progress {
        private final long units;
        private final AtomicLong done = new AtomicLong();

        CancelAfter(long units) {
            this.units = units;
        }

        @Override
        public void stage(String name, long totalUnits) {}

        @Override
        public void done(long so) {
            done.set(so);
        }

        @Override
        public boolean isCancelled() {
            return done.get() >= units;
        }
    }
}
