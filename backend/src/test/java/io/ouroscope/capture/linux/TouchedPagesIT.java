package io.ouroscope.capture.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ouroscope.progress.CancelledException;
import io.ouroscope.testing.Interpreters;
import io.ouroscope.testing.LivePython;
import io.ouroscope.testing.Requirements;
import java.io.IOException;
import java.nio.file.Path;
import java.util.BitSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TouchedPagesIT {
    /// A terabyte that is reserved and has three touched pages, and a heap as any.
    private static final String RESERVED = """
            import mmap, time
            size = 1 << 40
            MAP_NORESERVE = 0x4000
            reserved = mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | MAP_NORESERVE)
            for at in (0, size // 2, size - 1):
                reserved[at] = 1
            heap = [str(i) for i in range(100_000)]
            print("READY")
            time.sleep(600)
            """;

    @TempDir
    Path directory;

    private Path python = Path.of("python3");

    @BeforeEach
    void needs() {
        Requirements.needCapture();
        python = Interpreters.onePerMinor(11, 12, 13).get(0).path();
    }

    @Test
    void bothWaysOfAskingTheKernelTellTheSame() throws IOException {
        try (LivePython live = LivePython.start(python, directory, RESERVED)) {
            live.awaitLine("READY");
            int compared = 0;
            try (TouchedPages touched = new TouchedPages(live.pid(), () -> false)) {
                for (Mapping mapping : ProcFiles.mappings(live.pid())) {
                    if (mapping.isPrivateAnonymous() && mapping.start() >= 0 && mapping.sizeBytes() < 1L << 32) {
                        BitSet fast = new BitSet();
                        touched.forEach(mapping, (start, end) -> set(fast, mapping, start, end));
                        BitSet slow = new BitSet();
                        touched.entryByEntry(
                                mapping.start(), mapping.end(), (start, end) -> set(slow, mapping, start, end));
                        assertThat(fast).as(mapping.toString()).isEqualTo(slow);
                        compared += slow.cardinality();
                    }
                }
            }
            assertThat(compared).isGreaterThan(1000);
        }
    }

    @Test
    void lookingThroughAMappingEndsWhenAskedTo() throws IOException {
        try (LivePython live = LivePython.start(python, directory, RESERVED)) {
            live.awaitLine("READY");
            Mapping reserved = ProcFiles.mappings(live.pid()).stream()
                    .filter(mapping -> mapping.sizeBytes() >= 1L << 40)
                    .findFirst()
                    .orElseThrow();
            try (TouchedPages touched = new TouchedPages(live.pid(), () -> true)) {
                assertThatThrownBy(() -> touched.forEach(reserved, (start, end) -> {}))
                        .isInstanceOf(CancelledException.class);
                assertThatThrownBy(() -> OpenFiles.read(live.pid(), () -> true)).isInstanceOf(CancelledException.class);
            }
        }
    }

    private static void set(BitSet pages, Mapping mapping, long start, long end) {
        pages.set((int) ((start - mapping.start()) / 4096), (int) ((end - mapping.start()) / 4096));
    }
}
