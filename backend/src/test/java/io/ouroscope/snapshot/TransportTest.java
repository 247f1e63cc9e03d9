package io.ouroscope.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import io.ouroscope.progress.Progress;
import io.ouroscope.testing.Programs;
import io.ouroscope.testing.Requirements;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileStoreAttributeView;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is sent compressed and received again is the same content with the same id, and what travels with it arrives.
class TransportTest {
    private static final int CHUNK = 4 << 20;
    private static final byte[] HEAD = "{\"notes\":[]}".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path directory;

    @Test
    void aSentSnapshotArrivesWithItsContentIdAndHeadWhereverItsHolesAre() throws IOException {
        long seed = System.nanoTime();
        var random = new Random(seed);
        for (int round = 0; round < 6; round++) {
            Path plain = directory.resolve("a" + round + ".core");
            long size = round == 0 ? CHUNK * 40L : CHUNK * (long) random.nextInt(1, 60) + random.nextInt(CHUNK);
            sparse(plain, size, random);
            byte[] sent = send(plain);
            Path target = Files.createFile(directory.resolve("b" + round + ".core"));
            SnapshotReceiver.Received received = receive(sent, target);
            String what = "round " + round + " of seed " + seed;
            assertThat(received.id()).as(what).isEqualTo(SnapshotId.of(plain, Progress.NONE));
            assertThat(received.sizeBytes()).as(what).isEqualTo(size).isEqualTo(Files.size(target));
            assertThat(received.head()).as(what).isEqualTo(HEAD);
            assertThat(Files.mismatch(plain, target)).as(what).isEqualTo(-1);
        }
    }

    @Test
    void aHoleCostsNeitherReadingNorMuchOfTheStream() throws IOException {
        Path sparse = directory.resolve("sparse.core");
        try (RandomAccessFile file = new RandomAccessFile(sparse.toFile(), "rw")) {
            file.write(elf(100));
            file.setLength(2L << 30);
        }
        byte[] sent = send(sparse);
        assertThat(sent.length).isLessThan(1 << 20);
        Path target = Files.createFile(directory.resolve("again.core"));
        assertThat(receive(sent, target).id()).isEqualTo(SnapshotId.of(sparse, Progress.NONE));
        assertThat(SparseChunks.withData(target, 2L << 30, CHUNK).cardinality()).isLessThan(3);
    }

    @Test
    void otherZstdProgramsPassOverTheHead() throws Exception {
        Path zstd = Programs.onPath("zstd").orElse(null);
        Requirements.need("zstd", zstd != null, "no zstd on the PATH (apt-get install zstd)");
        Path plain = Files.write(directory.resolve("a.core"), elf(3 * CHUNK + 5));
        Path packed = Files.write(directory.resolve("b.core.zst"), send(plain));
        Process unpack = new ProcessBuilder(String.valueOf(zstd), "-q", "-d", packed.toString()).start();
        assertThat(unpack.waitFor()).isZero();
        assertThat(Files.mismatch(plain, directory.resolve("b.core"))).isEqualTo(-1);
    }

    @Test
    void aCompressedFileIsSentAsItIsWithANewHead() throws IOException {
        Path plain = Files.write(directory.resolve("a.core"), elf(CHUNK));
        Path packed = directory.resolve("a.core.zst");
        CompressedSnapshot.compress(plain, packed, 3, Progress.NONE);
        Path again = Files.write(directory.resolve("again.core.zst"), send(packed));
        assertThat(send(again)).isEqualTo(send(packed));
        assertThat(TransportHead.of(again)).isEqualTo(HEAD);
        assertThat(TransportHead.of(packed)).isNull();
        assertThat(receive(send(again), Files.createFile(directory.resolve("b")))
                        .id())
                .isEqualTo(SnapshotId.of(plain, Progress.NONE));
    }

    @Test
    void aPlainCoreIsReceivedAsItIs() throws IOException {
        byte[] content = elf(CHUNK + 7);
        Path plain = Files.write(directory.resolve("a.core"), content);
        SnapshotReceiver.Received received = receive(content, Files.createFile(directory.resolve("b.core")));
        assertThat(received.id()).isEqualTo(SnapshotId.of(plain, Progress.NONE));
        assertThat(received.head()).isNull();
    }

    @Test
    void whatIsNoSnapshotIsRefusedByItsFirstBytes() throws IOException {
        Path target = Files.createFile(directory.resolve("x"));
        for (byte[] other : new byte[][] {{}, {1}, "PK\3\4 and so on".getBytes(StandardCharsets.UTF_8)}) {
            assertThatThrownBy(() -> receive(other, target))
                    .isInstanceOf(SnapshotFormatException.class)
                    .hasMessageStartingWith("x.core is no ELF core");
        }
        assertThatThrownBy(() -> receive(new byte[] {0x1f, (byte) 0x8b, 8, 0}, target))
                .hasMessageContaining("gzip; unpack it first");
    }

    @Test
    void aTornStreamIsRefused() throws IOException {
        byte[] sent = send(Files.write(directory.resolve("a.core"), elf(CHUNK)));
        Path target = Files.createFile(directory.resolve("x"));
        for (int length : new int[] {5, 20, HEAD.length + 25, sent.length / 2, sent.length - 1}) {
            assertThatThrownBy(() -> receive(Arrays.copyOf(sent, length), target))
                    .as("%d of %d bytes", length, sent.length)
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void randomDamageNeverEndsInAnythingButARefusalOrAnotherContent() throws IOException {
        byte[] good = send(Files.write(directory.resolve("a.core"), elf(200_000)));
        Path target = Files.createFile(directory.resolve("x"));
        long seed = System.nanoTime();
        var random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            byte[] bad = good.clone();
            for (int i = 0; i <= random.nextInt(4); i++) {
                bad[random.nextInt(Math.min(bad.length, 400))] = (byte) random.nextInt();
            }
            try {
                receive(bad, target);
            } catch (IOException refused) {
                assertThat(refused).as("seed %d", seed).hasMessageContaining("x.core");
            }
        }
    }

    @Test
    void anEndlessRunOfZerosIsRefusedAtTheLimitAndTakesNoDisk() throws IOException {
        byte[] start = Zstd.compress(elf(CHUNK));
        byte[] zeros = Zstd.compress(new byte[CHUNK]);
        var endless = new InputStream() {
            private long at;

            @Override
            public int read() {
                long now = at++;
                return (now < start.length ? start[(int) now] : zeros[(int) ((now - start.length) % zeros.length)])
                        & 0xff;
            }
        };
        Path target = Files.createFile(directory.resolve("x"));
        assertThatThrownBy(() -> new SnapshotReceiver(
                                "x.core", target, Progress.NONE, 1L << 30, Files.getFileStore(target))
                        .receive(endless))
                .isInstanceOf(SnapshotFormatException.class)
                .hasMessageContaining("would unpack to more than 1.0 GB");
        assertThat(SparseChunks.withData(target, 1L << 30, CHUNK).cardinality()).isLessThan(3);
    }

    @Test
    void whatWouldFillTheDiskIsRefusedInTimeWithWhatIsFree() throws IOException {
        Path target = Files.createFile(directory.resolve("x"));
        long total = 2L << 30;
        var disk = new DiskOfTest(total, total / 20 + (30L << 20), target);
        assertThatThrownBy(() -> new SnapshotReceiver("x.core", target, Progress.NONE, total, disk)
                        .receive(new ByteArrayInputStream(elf(64 << 20))))
                .isInstanceOf(DiskFullException.class)
                .hasMessageContaining("The disk of " + directory + " has no room for x.core: only ")
                .hasMessageContaining("102 MB are left alone after ");
        assertThat(Files.size(target)).as("it stopped early").isBetween(16L << 20, 48L << 20);
    }

    /// A disk on which only `target` takes room.
    private static final class DiskOfTest extends FileStore {
        private final long total;
        private final long free;
        private final Path target;

        DiskOfTest(long total, long free, Path target) {
            this.total = total;
            this.free = free;
            this.target = target;
        }

        @Override
        public long getTotalSpace() {
            return total;
        }

        @Override
        public long getUsableSpace() throws IOException {
            return free - Files.size(target);
        }

        @Override
        public long getUnallocatedSpace() throws IOException {
            return getUsableSpace();
        }

        @Override
        public String name() {
            return "test";
        }

        @Override
        public String type() {
            return "test";
        }

        @Override
        public boolean isReadOnly() {
            return false;
        }

        @Override
        public boolean supportsFileAttributeView(Class<? extends FileAttributeView> type) {
            return false;
        }

        @Override
        public boolean supportsFileAttributeView(String name) {
            return false;
        }

        @Override
        public <V extends FileStoreAttributeView> @Nullable V getFileStoreAttributeView(Class<V> type) {
            return null;
        }

        @Override
        public Object getAttribute(String attribute) {
            throw new UnsupportedOperationException(attribute);
        }
    }

    @Test
    void onlyPartsThatNobodyWritesToAreRemoved() throws IOException {
        Instant now = Instant.parse("2026-11-25T12:00:00Z");
        Path old = part("upload", now.minus(Duration.ofMinutes(61)));
        Path young = part("upload", now.minus(Duration.ofMinutes(59)));
        Path capture = Files.createFile(directory.resolve("app.core.ouroscope-01234567.part"));
        Path own = Files.createFile(directory.resolve(".mine.part"));
        Files.setLastModifiedTime(capture, FileTime.from(now.minus(Duration.ofDays(9))));
        Files.setLastModifiedTime(own, FileTime.from(now.minus(Duration.ofDays(9))));
        PrivateFiles.removeAbandonedParts(directory, now);
        assertThat(old).doesNotExist();
        assertThat(List.of(young, capture, own)).allMatch(Files::exists);
        PrivateFiles.removeAbandonedParts(directory.resolve("not there"), now);
    }

    private Path part(String name, Instant modified) throws IOException {
        Path part = PrivateFiles.createPart(directory.resolve(name));
        return Files.setLastModifiedTime(part, FileTime.from(modified));
    }

    private static SnapshotReceiver.Received receive(byte[] bytes, Path target) throws IOException {
        return new SnapshotReceiver("x.core", target, Progress.NONE).receive(new ByteArrayInputStream(bytes));
    }

    private static byte[] send(Path file) throws IOException {
        var out = new ByteArrayOutputStream();
        CompressedSnapshot.send(file, HEAD, out, Progress.NONE);
        return out.toByteArray();
    }

    private static void sparse(Path file, long size, Random random) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write(elf(64));
        }
        try (RandomAccessFile at = new RandomAccessFile(file.toFile(), "rw")) {
            for (int i = 0; i < 4; i++) {
                at.seek(64 + (long) (random.nextDouble() * (size - 5000)));
                byte[] some = new byte[random.nextInt(1, 4000)];
                random.nextBytes(some);
                at.write(some);
            }
            at.setLength(size);
        }
    }

    private static byte[] elf(int length) {
        byte[] content = TestCore.pattern(length, 3);
        System.arraycopy(new byte[] {0x7f, 'E', 'L', 'F'}, 0, content, 0, 4);
        return content;
    }
}
