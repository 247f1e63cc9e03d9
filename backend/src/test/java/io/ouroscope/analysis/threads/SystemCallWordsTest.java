package io.ouroscope.analysis.threads;

import static org.assertj.core.api.Assertions.assertThat;

import io.ouroscope.memory.Region;
import io.ouroscope.memory.SegmentedMemory;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SystemCallWordsTest {
    private static final long AT = 0x7f00_0000_1000L;
    private static final long NOW = 5_000_000_000L;

    private final ByteBuffer bytes = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);

    @Test
    void filesAreNamedAndTimeoutsAreInWords() {
        assertThat(words(0, 12, AT, 4096)).isEqualTo("read fd 12 → socket 10.0.0.7:443, at most 4,096 bytes");
        assertThat(words(232, 5, AT, 64, -1)).isEqualTo("wait for events on fd 5, no timeout");
        assertThat(words(232, 5, AT, 64, 0xffffffffL)).isEqualTo("wait for events on fd 5, no timeout");
        assertThat(words(232, 5, AT, 64, 1500)).isEqualTo("wait for events on fd 5, timeout 1.5 s");
        assertThat(words(232, 5, AT, 64, 0)).isEqualTo("wait for events on fd 5, at once");
    }

    @Test
    void theDescriptorsOfPollAreReadFromMemory() {
        bytes.putInt(0, 12).putInt(8, 3);
        assertThat(words(7, AT, 2, 250)).isEqualTo("poll fd 12 → socket 10.0.0.7:443, fd 3, timeout 250 ms");
        assertThat(words(7, AT + 4096, 2, -1)).isEqualTo("poll the descriptors at 0x7f0000002000, no timeout");
        assertThat(words(7, AT, 100, -1)).endsWith(", fd 0 and 88 more, no timeout");
        assertThat(words(7, AT, 0, -1)).isEqualTo("poll nothing, no timeout");
    }

    @Test
    void selectOnNothingIsASleep() {
        bytes.putLong(0, 2).putLong(8, 500_000);
        assertThat(words(23, 0, 0, 0, 0, AT)).isEqualTo("sleep 2.5 s");
        bytes.put(16, (byte) 0b1000).put(17, (byte) 0b10000);
        assertThat(words(23, 16, AT + 16, 0, AT + 32, 0))
                .isEqualTo("select to read fd 3, fd 12 → socket 10.0.0.7:443, no timeout");
    }

    @Test
    void aSleepUntilATimeSaysHowMuchIsLeft() {
        bytes.putLong(0, 65).putLong(8, 250_000_000);
        assertThat(words(230, 1, 1, AT, 0)).isEqualTo("sleep until 1 min after the snapshot");
        assertThat(words(230, 1, 0, AT, 0)).isEqualTo("sleep 1 min 5 s");
        assertThat(words(35, AT, 0)).isEqualTo("sleep 1 min 5 s");
        assertThat(words(35, 0x10, 0)).isEqualTo("sleep as said at 0x10");
    }

    @Test
    void addressesOfSocketsAreRead() {
        bytes.putShort(0, (short) 2)
                .put(2, (byte) 1)
                .put(3, (byte) 187)
                .put(4, (byte) 10)
                .put(7, (byte) 9);
        assertThat(words(42, 12, AT, 16)).isEqualTo("connect fd 12 → socket 10.0.0.7:443 to 10.0.0.9:443");
        bytes.putShort(64, (short) 1).put(66, "/run/x\0".getBytes(StandardCharsets.UTF_8));
        assertThat(words(42, 3, AT + 64, 110)).isEqualTo("connect fd 3 to /run/x");
        assertThat(words(42, 3, AT, 1000)).isEqualTo("connect fd 3 to the address at 0x7f0000001000");
    }

    @Test
    void aFutexNamesItsLock() {
        assertThat(words(202, 0x500, 393, 0, 0)).isEqualTo("futex wait on 0x500 (lock object 0x4f0), no timeout");
        assertThat(words(202, 0x600, 128, 0, 0)).isEqualTo("futex wait on 0x600, no timeout");
        assertThat(words(202, 0x600, 129, 1, 0)).isEqualTo("futex wake waiters of 0x600");
    }

    @Test
    void childrenAreNamed() {
        assertThat(words(61, 77)).isEqualTo("wait for child process 77 to end");
        assertThat(words(61, 0xffffffffL)).isEqualTo("wait for any child process to end");
        assertThat(words(247, 3, 12)).isEqualTo("wait for the process of fd 12 → socket 10.0.0.7:443 to end");
    }

    @Test
    void everyCallOfTheTableHasWordsWhateverItsArgumentsAre() {
        long seed = 42;
        var random = new Random(seed);
        for (int number : SystemCallTable.all().keySet()) {
            for (int round = 0; round < 200; round++) {
                random.nextBytes(bytes.array());
                long[] arguments =
                        LongStream.generate(() -> argument(random)).limit(6).toArray();
                assertThat(words(number, arguments))
                        .as("seed %d, call %d, round %d", seed, number, round)
                        .isNotBlank()
                        .hasSizeLessThan(3000);
            }
        }
    }

    private static long argument(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> random.nextLong();
            case 1 -> random.nextInt(200) - 100;
            case 2 -> AT + random.nextInt(5000);
            default -> 0;
        };
    }

    private String words(int number, long... arguments) {
        List<Long> six = LongStream.concat(LongStream.of(arguments), LongStream.of(0, 0, 0, 0, 0, 0))
                .limit(6)
                .boxed()
                .toList();
        var memory = new SegmentedMemory(
                List.of(new Region(AT, AT + bytes.capacity(), true, false, "", MemorySegment.ofArray(bytes.array()))));
        var facts = new StopFacts(Map.of(12, "socket 10.0.0.7:443"), Map.of(), NOW, 0, Map.of());
        return new SystemCallWords(memory, facts, word -> word == 0x500 ? 0x4f0 : 0)
                .of(new SystemCall(number, six)).stream().map(CallWord::text).collect(Collectors.joining());
    }
}
