package io.ouroscope.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.ouroscope.capture.linux.MemoryLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryBudgetTest {
    private static final long MIB = 1L << 20;

    @TempDir
    Path root;

    private MemoryBudget budget(long availableMib, long maxMemoryBytes) throws IOException {
        write("proc/meminfo", "MemAvailable: " + availableMib * 1024 + " kB\n");
        return new MemoryBudget(new MemoryLimits(root.resolve("proc"), root.resolve("cgroup")), maxMemoryBytes);
    }

    private void write(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private void group(String process, String name, long limitMib, long usageMib) throws IOException {
        write("proc/" + process + "/cgroup", "0::/" + name + "\n");
        write("cgroup/" + name + "/memory.max", "" + limitMib * MIB);
        write("cgroup/" + name + "/memory.current", "" + usageMib * MIB);
    }

    @Test
    void aCopyThatFitsGetsRoomForSomeGrowth() throws IOException {
        assertThat(budget(2000, Long.MAX_VALUE).bufferBytes(7, 1000 * MIB)).isBetween(1050 * MIB, 1100 * MIB);
    }

    @Test
    void aCopyThatWouldTakeNearlyAllThatIsFreeGoesToDisk() throws IOException {
        assertThat(budget(1100, Long.MAX_VALUE).bufferBytes(7, 1000 * MIB)).isZero();
        assertThat(budget(100, Long.MAX_VALUE).bufferBytes(7, 30 * MIB)).isZero();
    }

    @Test
    void theUsersLimitHolds() throws IOException {
        assertThat(budget(2000, 10 * MIB).bufferBytes(7, 11 * MIB)).isZero();
        assertThat(budget(2000, 10 * MIB).bufferBytes(7, 10 * MIB)).isEqualTo(10 * MIB);
        assertThat(budget(2000, 0).bufferBytes(7, 1)).isZero();
    }

    @Test
    void ourOwnControlGroupLimits() throws IOException {
        group("self", "us", 500, 200);
        assertThat(budget(2000, Long.MAX_VALUE).bufferBytes(7, 400 * MIB)).isZero();
        assertThat(budget(2000, Long.MAX_VALUE).bufferBytes(7, 100 * MIB)).isPositive();
    }

    @Test
    void theTargetsControlGroupLimitsIfWeAreInIt() throws IOException {
        group("7", "pod", 500, 450);
        group("self", "pod", 500, 450);
        assertThat(budget(2000, Long.MAX_VALUE).bufferBytes(7, 100 * MIB)).isZero();
        group("self", "elsewhere", 5000, 0);
        assertThat(budget(2000, Long.MAX_VALUE).bufferBytes(7, 100 * MIB)).isPositive();
    }
}
