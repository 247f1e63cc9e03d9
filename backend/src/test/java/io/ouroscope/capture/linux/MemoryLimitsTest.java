package io.ouroscope.capture.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryLimitsTest {
    private static final long MIB = 1L << 20;

    @TempDir
    Path root;

    private MemoryLimits limits = MemoryLimits.ofMachine();

    @BeforeEach
    void fakeFiles() {
        limits = new MemoryLimits(root.resolve("proc"), root.resolve("cgroup"));
    }

    private void write(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    @Test
    void whatTheMachineHasIsMemAvailable() throws IOException {
        write("proc/meminfo", "MemTotal:       100 kB\nMemAvailable:   2048 kB\n");
        assertThat(limits.availableBytes()).isEqualTo(2 * MIB);
    }

    @Test
    void theTightestAncestorOfVersionTwoLimits() throws IOException {
        write("proc/7/cgroup", "0::/pod/app\n");
        write("cgroup/pod/memory.max", "" + 100 * MIB + "\n");
        write("cgroup/pod/memory.current", "" + 90 * MIB + "\n");
        write("cgroup/pod/memory.stat", "anon 1\ninactive_file " + 5 * MIB + "\n");
        write("cgroup/pod/app/memory.max", "max\n");
        write("cgroup/pod/app/memory.current", "" + 80 * MIB + "\n");
        assertThat(limits.cgroupRoomBytes("7")).isEqualTo(15 * MIB);
    }

    @Test
    void versionOneSaysNoLimitWithAHugeNumber() throws IOException {
        write("proc/self/cgroup", "4:cpu,memory:/a\n0::/\n");
        write("cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
        write("cgroup/memory/memory.usage_in_bytes", "5\n");
        assertThat(limits.cgroupRoomBytes("self")).isEqualTo(MemoryLimits.UNLIMITED);
        write("cgroup/memory/a/memory.limit_in_bytes", "" + 64 * MIB);
        write("cgroup/memory/a/memory.usage_in_bytes", "" + 60 * MIB);
        write("cgroup/memory/a/memory.stat", "inactive_file 1\ntotal_inactive_file " + MIB + "\n");
        assertThat(limits.cgroupRoomBytes("self")).isEqualTo(5 * MIB);
    }

    @Test
    void aGroupOutsideOurNamespaceDoesNotLimit() throws IOException {
        write("proc/7/cgroup", "0::/../../other\n");
        write("cgroup/memory.max", "" + MIB);
        write("cgroup/memory.current", "0");
        assertThat(limits.cgroupRoomBytes("7")).isEqualTo(MemoryLimits.UNLIMITED);
        assertThat(limits.cgroupRoomBytes("8")).isEqualTo(MemoryLimits.UNLIMITED);
    }

    @Test
    void aGroupOverItsLimitHasNoRoom() throws IOException {
        write("proc/7/cgroup", "0::/full\n");
        write("cgroup/full/memory.max", "" + MIB);
        write("cgroup/full/memory.current", "" + 2 * MIB);
        assertThat(limits.cgroupRoomBytes("7")).isZero();
    }
}
