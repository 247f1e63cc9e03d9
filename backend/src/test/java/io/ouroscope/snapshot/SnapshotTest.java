package io.ouroscope.snapshot;

import static io.ouroscope.snapshot.TestCore.EXECUTE;
import static io.ouroscope.snapshot.TestCore.READ;
import static io.ouroscope.snapshot.TestCore.WRITE;
import static io.ouroscope.snapshot.TestCore.pattern;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ouroscope.memory.UnreadableAddressException;
import io.ouroscope.snapshot.note.CaptureNote;
import io.ouroscope.snapshot.note.CaptureNote.HoleNote;
import io.ouroscope.snapshot.note.CaptureNote.MappingNote;
import io.ouroscope.snapshot.note.CaptureNote.ThreadNote;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotTest {
    private static final int PAGE = 4096;

    @TempDir
    Path directory;

    @Test
    void memoryIsReadAtItsAddresses() throws IOException {
        byte[] heap = pattern(2 * PAGE, 1);
        TestCore core = new TestCore().load(0x10000, READ | WRITE, heap).load(0x7f0000000000L, READ, pattern(PAGE, 2));
        try (Snapshot snapshot = open(core)) {
            byte[] read = new byte[heap.length];
            snapshot.memory().copy(0x10000, read, 0, read.length);
            assertThat(read).isEqualTo(heap);
            assertThat(snapshot.memory().regions()).hasSize(2);
            assertThat(snapshot.memory().regions().getFirst().writable()).isTrue();
            assertThat(snapshot.memory().isReadable(0x10000 + heap.length, 1)).isFalse();
            assertThat(snapshot.problems()).isEmpty();
            assertThat(snapshot.holes()).isEmpty();
        }
    }

    @Test
    void threadsHaveTheirRegistersAndTheProcessItsName() throws IOException {
        TestCore core = new TestCore()
                .process(1234, "python3", "/usr/bin/python3 -u /app/generate.py --all")
                .thread(1234, 0x401000, 0x7f1000)
                .thread(1235, 0x402000, 0x7f2000)
                .load(0x10000, READ, pattern(PAGE, 1));
        try (Snapshot snapshot = open(core)) {
            assertThat(snapshot.threads()).extracting(SnapshotThread::tid).containsExactly(1234, 1235);
            Registers registers = snapshot.threads().get(1).registers();
            assertThat(registers).isNotNull();
            assertThat(registers.rip()).isEqualTo(0x402000);
            assertThat(registers.fsBase()).isEqualTo(0x7f2000);
            assertThat(snapshot.info().pid()).isEqualTo(1234);
            assertThat(snapshot.info().process()).isEqualTo("generate.py");
            assertThat(snapshot.info().host()).isNull();
        }
    }

    @Test
    void neighboursOfTheSameFileAreOneRegionAndOthersStayApart() throws IOException {
        TestCore core = new TestCore()
                .file(0x10000, 0x12000, 0, "/usr/lib/libone.so")
                .file(0x12000, 0x13000, 0, "/usr/lib/libtwo.so")
                .load(0x10000, READ, pattern(PAGE, 1))
                .load(0x11000, READ, pattern(PAGE, 2))
                .load(0x12000, READ, pattern(PAGE, 3))
                .load(0x13000, READ | EXECUTE, pattern(PAGE, 4));
        try (Snapshot snapshot = open(core)) {
            assertThat(snapshot.memory().regions())
                    .extracting(region -> region.start() + " " + region.path() + " " + region.executable())
                    .containsExactly(
                            0x10000 + " /usr/lib/libone.so false",
                            0x12000 + " /usr/lib/libtwo.so false",
                            0x13000 + "  true");
        }
    }

    @Test
    void bytesThatAreNotInTheFileAreAHoleAndNeverZeros() throws IOException {
        TestCore core = new TestCore()
                .load(0x10000, READ | WRITE, pattern(PAGE, 1), 3 * PAGE)
                .load(0x80000, 0, new byte[0], 16 * PAGE);
        try (Snapshot snapshot = open(core)) {
            assertThat(snapshot.memory().isReadable(0x11000, 1)).isFalse();
            assertThatThrownBy(() -> snapshot.memory().getLong(0x11000)).isInstanceOf(UnreadableAddressException.class);
            assertThat(snapshot.holes()).singleElement().satisfies(hole -> {
                assertThat(hole.start()).isEqualTo(0x11000);
                assertThat(hole.end()).isEqualTo(0x13000);
            });
        }
    }

    @Test
    void segmentsThatOverlapKeepTheBytesOfTheFirst() throws IOException {
        byte[] first = pattern(2 * PAGE, 1);
        byte[] second = pattern(2 * PAGE, 2);
        TestCore core = new TestCore().load(0x11000, READ, second).load(0x10000, READ | WRITE, first);
        try (Snapshot snapshot = open(core)) {
            byte[] read = new byte[3 * PAGE];
            snapshot.memory().copy(0x10000, read, 0, read.length);
            assertThat(Arrays.copyOf(read, 2 * PAGE)).isEqualTo(first);
            assertThat(Arrays.copyOfRange(read, 2 * PAGE, 3 * PAGE))
                    .isEqualTo(Arrays.copyOfRange(second, PAGE, 2 * PAGE));
            assertThat(snapshot.problems()).singleElement().asString().contains("earlier segment");
        }
    }

    @Test
    void moreThan65534SegmentsAreCountedInTheSectionHeader() throws IOException {
        TestCore core = new TestCore().extendedCount();
        for (int i = 0; i < 70_000; i++) {
            core.load(0x10000 + i * 64L, READ, pattern(32, i));
        }
        try (Snapshot snapshot = open(core)) {
            assertThat(snapshot.memory().regions()).hasSize(70_000);
            byte[] last = new byte[32];
            snapshot.memory().copy(0x10000 + 69_999 * 64L, last, 0, 32);
            assertThat(last).isEqualTo(pattern(32, 69_999));
        }
    }

    @Test
    void aCoreCutShortOpensAndListsWhatIsMissing() throws IOException {
        byte[] whole = new TestCore()
                .load(0x10000, READ, pattern(PAGE, 1))
                .load(0x20000, READ, pattern(2 * PAGE, 2))
                .load(0x30000, READ, pattern(PAGE, 3))
                .bytes();
        Path file = Files.write(directory.resolve("core.1234"), Arrays.copyOf(whole, whole.length - 2 * PAGE));
        try (Snapshot snapshot = Snapshot.open(file)) {
            assertThat(snapshot.memory().isReadable(0x20000, PAGE)).isTrue();
            assertThat(snapshot.memory().isReadable(0x20000, PAGE + 1)).isFalse();
            assertThat(snapshot.holes())
                    .containsExactly(
                            new Hole(0x21000, 0x22000, "the file is cut short", ""),
                            new Hole(0x30000, 0x31000, "the file is cut short", ""));
            assertThat(snapshot.problems().getFirst())
                    .startsWith("core.1234: program header 2 at offset ")
                    .contains("reaches beyond the end of the file")
                    .contains("copy it again");
        }
    }

    @Test
    void ourOwnNoteTellsOfHostPauseThreadsAndHoles() throws IOException {
        CaptureNote note = new CaptureNote(
                1,
                "2026-11-22T13:00:00Z",
                1.5,
                "web-7",
                42,
                1,
                0,
                "/usr/bin/python3.11",
                List.of("python3", "-m", "http.server"),
                "3.11.2",
                List.of(
                        new ThreadNote(42, "python3", "S", "ep_poll", true, null, null),
                        new ThreadNote(43, "worker", "D", "", false, "did not stop within 1 s", null)),
                List.of(),
                List.of(
                        new MappingNote("0x10000", "0x11000", "rw-p", "0x0", "[heap]"),
                        new MappingNote("0x20000", "0x21000", "rw-s", "0x0", "/dev/gpu")),
                List.of(new HoleNote("0x20000", "0x21000", "device memory", "/dev/gpu")),
                null,
                null);
        TestCore core = new TestCore().capture(note).thread(42, 1, 2).load(0x10000, READ | WRITE, pattern(PAGE, 1));
        try (Snapshot snapshot = open(core)) {
            assertThat(snapshot.info().host()).isEqualTo("web-7");
            assertThat(snapshot.info().pauseMillis()).isEqualTo(1.5);
            assertThat(snapshot.info().process()).isEqualTo("http.server");
            assertThat(snapshot.memory().regions().getFirst().path()).isEqualTo("[heap]");
            assertThat(snapshot.threads()).hasSize(2);
            assertThat(snapshot.threads().get(1).registers()).isNull();
            assertThat(snapshot.holes()).containsExactly(new Hole(0x20000, 0x21000, "device memory", "/dev/gpu"));
        }
    }

    @Test
    void whatIsNoCoreOfA64BitX86ProcessIsRefusedInPlainWords() throws IOException {
        byte[] good = new TestCore().load(0x10000, READ, pattern(PAGE, 1)).bytes();
        assertThat(refusal(new byte[0])).endsWith("is empty");
        assertThat(refusal("hello, world".getBytes())).contains("is no ELF file");
        assertThat(refusal(poke(good, 4, 1))).contains("32-bit");
        assertThat(refusal(poke(good, 18, 183))).contains("aarch64");
        assertThat(refusal(poke(good, 18, 3))).contains("ELF machine number 3");
        assertThat(refusal(poke(good, 16, 3))).contains("no core dump");
        assertThat(refusal(poke(good, 56, 200))).contains("200 program headers").contains("cut short");
        assertThat(refusal(new byte[] {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0}))
                .contains("zstd -d");
        assertThat(refusal(new TestCore().bytes())).contains("holds no memory");
    }

    @Test
    void aFileWhoseSegmentsShareBytesIsRefused() throws IOException {
        TestCore core = new TestCore().load(0x10000, READ, pattern(PAGE, 1)).load(0x20000, READ, pattern(PAGE, 2));
        byte[] bytes = core.bytes();
        byte[] twice = bytes.clone();
        System.arraycopy(twice, 64 + 56 + 8, twice, 64 + 112 + 8, 8);
        twice[64 + 112 + 32 + 1] = 0x20;
        twice[64 + 112 + 40 + 1] = 0x20;
        assertThat(refusal(twice)).contains("must not share bytes");
    }

    @Test
    void aClosedSnapshotIsUnmapped() throws IOException {
        Snapshot snapshot = open(new TestCore().load(0x10000, READ, pattern(PAGE, 1)));
        snapshot.close();
        assertThatThrownBy(() -> snapshot.memory().getLong(0x10000)).isInstanceOf(IllegalStateException.class);
    }

    private Snapshot open(TestCore core) throws IOException {
        return Snapshot.open(core.write(directory.resolve("core")));
    }

    private String refusal(byte[] content) throws IOException {
        Path file = Files.write(directory.resolve("core.bad"), content);
        try (Snapshot opened = Snapshot.open(file)) {
            return "opened " + opened.file();
        } catch (SnapshotFormatException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static byte[] poke(byte[] bytes, int offset, int value) {
        byte[] changed = bytes.clone();
        changed[offset] = (byte) value;
        return changed;
    }
}
