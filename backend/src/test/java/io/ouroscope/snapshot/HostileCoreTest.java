package io.ouroscope.snapshot;

import static io.ouroscope.snapshot.TestCore.READ;
import static io.ouroscope.snapshot.TestCore.WRITE;
import static io.ouroscope.snapshot.TestCore.pattern;

import io.ouroscope.memory.Region;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Random damage to a good core: it opens or is refused in words, and nothing else happens.
class HostileCoreTest {
    private static final int MUTATIONS = 4_000;
    private static final long[] INTERESTING = {
        0, 1, -1, 56, 64, 4095, 4096, 0x7fffffffL, 0xffffffffL, Long.MAX_VALUE, Long.MIN_VALUE, 0xfffffffffffff000L
    };

    @TempDir
    Path directory;

    @Test
    void damagedCoresOpenOrAreRefused() throws IOException {
        byte[] good = good();
        long seed = Long.getLong("ouroscope.seed", 20261122L);
        Random random = new Random(seed);
        Path file = directory.resolve("core");
        for (int i = 0; i < MUTATIONS; i++) {
            Files.write(file, damage(good, random));
            try (Snapshot snapshot = Snapshot.open(file)) {
                for (Region region : snapshot.memory().regions()) {
                    snapshot.memory().getByte(region.start());
                    snapshot.memory().getByte(region.end() - 1);
                }
                snapshot.holes().forEach(Hole::sizeBytes);
            } catch (SnapshotFormatException e) {
                // Refused in words, as it should be.
            } catch (RuntimeException | Error e) {
                throw new AssertionError("Mutation " + i + " with -Douroscope.seed=" + seed, e);
            }
        }
    }

    private static byte[] good() {
        return new TestCore()
                .process(7, "python3", "python3 x.py")
                .thread(7, 1, 2)
                .thread(8, 3, 4)
                .note("CORE", 6, pattern(64, 9))
                .file(0x10000, 0x14000, 0, "/usr/bin/python3")
                .file(0x14000, 0x15000, 4096, "/usr/bin/python3")
                .load(0x10000, READ, pattern(4096, 1), 0x4000)
                .load(0x20000, READ | WRITE, pattern(4096, 2))
                .load(0x30000, READ | WRITE, pattern(4096, 3))
                .bytes();
    }

    private static byte[] damage(byte[] good, Random random) {
        byte[] bytes = good.clone();
        int end = bytes.length - 3 * 4096;
        for (int n = random.nextInt(1, 5); n > 0; n--) {
            int at = random.nextInt(4, end - 8);
            switch (random.nextInt(3)) {
                case 0 -> bytes[at] = (byte) random.nextInt();
                case 1 -> {
                    long value = INTERESTING[random.nextInt(INTERESTING.length)] + random.nextInt(-8, 9);
                    TestCore.buffer(8).putLong(value).rewind().get(bytes, at & ~7, 8);
                }
                default -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            }
        }
        return random.nextInt(4) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes;
    }
}
