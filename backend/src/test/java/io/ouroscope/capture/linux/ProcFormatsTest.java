package io.ouroscope.capture.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ProcFormatsTest {
    private static List<Mapping> parse(String maps) {
        return Mapping.parse(maps.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aMappingLineIsRead() {
        List<Mapping> mappings = parse("""
                55d0c0a00000-55d0c0a01000 r--p 00001000 fe:00 1234                       /usr/bin/my python (deleted)
                7f0000000000-7f0000001000 rw-p 00000000 00:00 0\u0020
                ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0                  [vsyscall]
                """);
        assertThat(mappings)
                .containsExactly(
                        new Mapping(
                                0x55d0c0a00000L,
                                0x55d0c0a01000L,
                                "r--p",
                                0x1000,
                                "fe:00",
                                1234,
                                "/usr/bin/my python (deleted)"),
                        new Mapping(0x7f0000000000L, 0x7f0000001000L, "rw-p", 0, "00:00", 0, ""),
                        new Mapping(0xffffffffff600000L, 0xffffffffff601000L, "--xp", 0, "00:00", 0, "[vsyscall]"));
        assertThat(mappings.get(0).isFileBacked()).isTrue();
        assertThat(mappings.get(1).isPrivateAnonymous()).isTrue();
        assertThat(mappings.get(2).elfFlags()).isEqualTo(1);
    }

    @Test
    void linesOfAnUnknownFormatAreLeftOut() {
        assertThat(parse("")).isEmpty();
        assertThat(parse("nonsense\n-\n1-2 rw 0 0:0 0\nx-y rw-p 0 0:0 0\n")).isEmpty();
        assertThat(parse("1000-2000 rw-p 0 0:0 0")).hasSize(1);
    }

    @Test
    void onlyPrivateMemoryWithoutAFileIsAnonymous() {
        assertThat(parse("1000-2000 rw-s 0 0:1 77 /dev/zero (deleted)\n").get(0).isPrivateAnonymous())
                .isFalse();
        assertThat(parse("1000-2000 rw-p 0 0:0 0 [heap]\n").get(0).isPrivateAnonymous())
                .isTrue();
        assertThat(parse("1000-2000 rw-p 0 0:0 0 /anon_hugepage (deleted)\n")
                        .get(0)
                        .isPrivateAnonymous())
                .isFalse();
    }

    @Test
    void aNameWithBracketsAndBlanksDoesNotShiftTheFieldsOfStat() {
        String fields = "S 1 2 3 0 -1 4194304 1 0 0 0 1 2 3 4 20 5 7 0 4242 1000000 99 18446744073709551615 1 1";
        ProcStat stat = Objects.requireNonNull(ProcStat.parse("77 (a) b (c)) " + fields));
        assertThat(stat.pid()).isEqualTo(77);
        assertThat(stat.name()).isEqualTo("a) b (c)");
        assertThat(stat.state()).isEqualTo("S");
        assertThat(stat.parentPid()).isEqualTo(1);
        assertThat(stat.nice()).isEqualTo(5);
        assertThat(stat.threads()).isEqualTo(7);
        assertThat(stat.startTicks()).isEqualTo(4242);
        assertThat(stat.residentPages()).isEqualTo(99);
        assertThat(ProcStat.parse("")).isNull();
    }

    @Test
    void statusTellsWhoAProcessIsAndWhoTracesIt() {
        ProcStatus status = Objects.requireNonNull(ProcStatus.parse("""
                Name:\tpython3
                TracerPid:\t55
                Uid:\t1000\t1001\t1002\t1003
                Gid:\t100\t100\t100\t4294967294
                CapEff:\t0000000000080000
                Seccomp:\t2
                """));
        assertThat(status.uid()).isEqualTo(1000);
        assertThat(status.effectiveUid()).isEqualTo(1001);
        assertThat(status.tracerPid()).isEqualTo(55);
        assertThat(status.hasPtraceCapability()).isTrue();
        assertThat(status.seccomp()).isEqualTo(2);
        assertThat(ProcStatus.parse("Name:\tx\n")).isNull();
    }
}
