package io.ouroscope.snapshot;

import static io.ouroscope.snapshot.TestCore.READ;
import static io.ouroscope.snapshot.TestLibrary.PAGE;
import static org.assertj.core.api.Assertions.assertThat;

import io.ouroscope.memory.Region;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A library mapped at [#BASE]; the core has its first page only, and in some tests its data.
class RefillTest {
    private static final long BASE = 0x7f0000000000L;
    private static final byte[] ID = TestCore.pattern(20, 77);

    @TempDir
    Path directory;

    @Test
    void codeAndReadOnlyDataComeFromTheFileWithTheSameBuildId() throws IOException {
        Path library = TestLibrary.write(directory.resolve("lib.so"), ID, 1);
        byte[] content = Files.readAllBytes(library);
        try (Snapshot snapshot = open(library, firstPage(content), OpenOptions.DEFAULT)) {
            byte[] read = new byte[3 * PAGE];
            snapshot.memory().copy(BASE, read, 0, read.length);
            assertThat(read).isEqualTo(Arrays.copyOf(content, 3 * PAGE));
            assertThat(snapshot.memory().regions())
                    .filteredOn(region -> region.start() >= BASE)
                    .extracting(Region::executable)
                    .containsExactly(false, true, false);
            assertThat(snapshot.refills()).hasSize(2).allSatisfy(refill -> {
                assertThat(refill.source()).isEqualTo(library);
                assertThat(refill.evidence()).startsWith("same build-id ");
            });
        }
    }

    @Test
    void writablePagesAreNeverTakenFromTheFile() throws IOException {
        Path library = TestLibrary.write(directory.resolve("lib.so"), ID, 1);
        try (Snapshot snapshot = open(library, firstPage(Files.readAllBytes(library)), OpenOptions.DEFAULT)) {
            assertThat(snapshot.memory().isReadable(BASE + 3 * PAGE, 1)).isFalse();
            assertThat(snapshot.holes()).singleElement().satisfies(hole -> {
                assertThat(hole.start()).isEqualTo(BASE + 3 * PAGE);
                assertThat(hole.end()).isEqualTo(BASE + 4 * PAGE);
            });
        }
    }

    @Test
    void aFileWithAnotherBuildIdIsNotUsed() throws IOException {
        Path library = TestLibrary.write(directory.resolve("lib.so"), TestCore.pattern(20, 78), 1);
        byte[] mapped = TestLibrary.bytes(ID, 1);
        try (Snapshot snapshot = open(library, firstPage(mapped), OpenOptions.DEFAULT)) {
            assertThat(snapshot.refills()).isEmpty();
            assertThat(reason(snapshot)).contains("build-id differs: expected").contains(", found ");
        }
    }

    @Test
    void aFileWithoutBuildIdIsUsedIfThePagesOfTheCoreAreEqual() throws IOException {
        Path library = TestLibrary.write(directory.resolve("lib.so"), null, 1);
        byte[] content = Files.readAllBytes(library);
        try (Snapshot snapshot = open(library, firstPage(content), OpenOptions.DEFAULT)) {
            assertThat(snapshot.refills()).hasSize(2);
            assertThat(snapshot.refills().getFirst().evidence()).contains("no build-id, but all 4096 bytes");
        }
        byte[] other = firstPage(content);
        other[PAGE - 1] ^= 1;
        try (Snapshot snapshot = open(library, other, OpenOptions.DEFAULT)) {
            assertThat(snapshot.refills()).isEmpty();
            assertThat(reason(snapshot)).contains("its pages differ");
        }
    }

    @Test
    void withoutAnyPageInTheCoreNothingIsTaken() throws IOException {
        Path library = TestLibrary.write(directory.resolve("lib.so"), ID, 1);
        try (Snapshot snapshot = open(library, null, OpenOptions.DEFAULT)) {
            assertThat(snapshot.refills()).isEmpty();
            assertThat(reason(snapshot)).contains("no page of the file is in the core");
        }
    }

    @Test
    void theSystemRootIsLookedAtFirst() throws IOException {
        Path root = directory.resolve("root");
        Path inside = TestLibrary.write(root.resolve("opt/lib.so"), ID, 1);
        byte[] content = Files.readAllBytes(inside);
        try (Snapshot snapshot = open(Path.of("/opt/lib.so"), firstPage(content), new OpenOptions(true, root))) {
            assertThat(snapshot.refills()).extracting(Refill::source).containsOnly(inside);
        }
        try (Snapshot snapshot = open(Path.of("/opt/../../lib.so"), firstPage(content), new OpenOptions(true, root))) {
            assertThat(reason(snapshot)).contains("not on this machine");
        }
    }

    @Test
    void aFileDeletedAndPutBackIsFound() throws IOException {
        Path library = TestLibrary.write(directory.resolve("lib.so"), ID, 1);
        byte[] content = Files.readAllBytes(library);
        try (Snapshot snapshot = open(Path.of(library + " (deleted)"), firstPage(content), OpenOptions.DEFAULT)) {
            assertThat(snapshot.refills()).hasSize(2);
        }
    }

    @Test
    @Timeout(value = 30, unit = TimeUnit.SECONDS)
    void pipesAndDevicesAreNeverOpened() throws IOException, InterruptedException {
        Path pipe = directory.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        for (Path path : new Path[] {pipe, Path.of("/dev/zero"), Path.of("/proc/kcore")}) {
            try (Snapshot snapshot = open(path, firstPage(TestLibrary.bytes(ID, 1)), OpenOptions.DEFAULT)) {
                assertThat(reason(snapshot)).contains("not on this machine");
            }
        }
    }

    @Test
    void refillingCanBeTurnedOff() throws IOException {
        Path library = TestLibrary.write(directory.resolve("lib.so"), ID, 1);
        try (Snapshot snapshot = open(library, firstPage(Files.readAllBytes(library)), OpenOptions.NO_REFILL)) {
            assertThat(snapshot.refills()).isEmpty();
            assertThat(snapshot.holes()).hasSize(3);
        }
    }

    private static byte[] firstPage(byte[] library) {
        return Arrays.copyOf(library, PAGE);
    }

    private static String reason(Snapshot snapshot) {
        return snapshot.holes().getFirst().reason();
    }

    private Snapshot open(Path library, byte @Nullable [] firstPage, OpenOptions options) throws IOException {
        TestCore core = new TestCore().load(0x10000, READ, TestCore.pattern(PAGE, 5));
        for (int page = 0; page < TestLibrary.PAGES; page++) {
            long start = BASE + (long) page * PAGE;
            core.file(start, start + PAGE, (long) page * PAGE, library.toString());
        }
        if (firstPage != null) {
            core.load(BASE, READ, firstPage);
        }
        return Snapshot.open(core.write(directory.resolve("core")), options);
    }
}
