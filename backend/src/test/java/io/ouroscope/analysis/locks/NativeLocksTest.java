package io.ouroscope.analysis.locks;

import static org.assertj.core.api.Assertions.assertThat;

import io.ouroscope.analysis.threads.Activity;
import io.ouroscope.analysis.threads.NativeThread;
import io.ouroscope.analysis.threads.SystemCall;
import io.ouroscope.analysis.threads.ThreadInfo;
import io.ouroscope.memory.Memory;
import io.ouroscope.memory.Region;
import io.ouroscope.memory.SegmentedMemory;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Locks of the C library, built word by word; real ones are asked in ThreadWaitsIT.
class NativeLocksTest {
    private static final long BASE = 0x7f00_0000_0000L;
    private static final int LOCK = 256;
    private static final int BLOCK = 1024;
    private static final int SIZE = 4096;
    private static final int WAIT = 0;
    private static final int WAIT_BITSET = 9;
    private static final int PRIVATE = 128;
    private static final int OWNER = 4711;

    private final ByteBuffer bytes = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);
    private final ThreadInfo owner = new ThreadInfo(
            0,
            OWNER,
            "owner",
            0,
            Activity.BLOCKED,
            null,
            null,
            new NativeThread(OWNER, BASE + BLOCK, "owner", "S", "", SystemCall.NONE, ""));

    private List<ThreadInfo> threads = List.of(owner);

    private NativeLocks locks() {
        Memory memory = new SegmentedMemory(
                List.of(new Region(BASE, BASE + SIZE, true, false, "", MemorySegment.ofArray(bytes.array()))));
        return new NativeLocks(memory, new Idents(memory, threads), threads);
    }

    private static SystemCall futex(int offset, int operation, long expected) {
        return new SystemCall(
                SystemCall.FUTEX, List.of(BASE + offset, (long) (operation | PRIVATE), expected, 0L, 0L, 0L));
    }

    private void mutex(int ownerNumber) {
        ints(LOCK, 2, 0, ownerNumber, 1, 0, 0);
    }

    private void ints(int offset, int... values) {
        for (int i = 0; i < values.length; i++) {
            bytes.putInt(offset + 4 * i, values[i]);
        }
    }

    @Test
    void aMutexNamesItsOwner() {
        mutex(OWNER);
        NativeLock lock = locks().of(futex(LOCK, WAIT, 2));
        assertThat(lock.name()).isEqualTo("pthread mutex at 0x7f0000000100");
        assertThat(lock.owner()).isEqualTo(owner);
        assertThat(lock.lost()).isEmpty();
    }

    @Test
    void aMutexWhoseOwnerIsNoThreadIsLost() {
        mutex(OWNER + 1);
        NativeLock lock = locks().of(futex(LOCK, WAIT, 2));
        assertThat(lock.owner()).isNull();
        assertThat(lock.lost()).contains("thread 4712").contains("did not survive a fork");
    }

    @Test
    void inAContainerTheNumberThatTheProcessItselfSeesCounts() {
        bytes.putLong(BLOCK, BASE + BLOCK);
        bytes.putLong(BLOCK + 16, BASE + BLOCK);
        bytes.putInt(BLOCK + Idents.NUMBER_OFFSET, 7);
        mutex(7);
        assertThat(locks().of(futex(LOCK, WAIT, 2)).owner()).isEqualTo(owner);
    }

    @Test
    void whatIsNotQuiteAMutexNamesNobody() {
        int[][] wrong = {
            {1, 0, OWNER, 1, 0}, // not waited for
            {2, 1, OWNER, 1, 0}, // counted and not recursive
            {2, 0, -OWNER, 1, 0}, // no number of a thread
            {2, 0, OWNER, 0, 0}, // owned by nobody who uses it
            {2, 0, OWNER, 1, 0x7fff_0000}, // of no kind
            {2, 0, OWNER, 1, 1}, // recursive and never taken
        };
        for (int[] words : wrong) {
            ints(LOCK, words);
            NativeLock lock = locks().of(futex(LOCK, WAIT, 2));
            assertThat(lock.owner()).as("%s", (Object) words).isNull();
            assertThat(lock.lost()).as("%s", (Object) words).isEmpty();
            assertThat(lock.understood()).as("%s", (Object) words).isFalse();
        }
    }

    @Test
    void aMutexIsNoneForACallThatWaitsInAnotherWay() {
        mutex(OWNER);
        assertThat(locks().of(futex(LOCK, WAIT_BITSET, 2)).owner()).isNull();
        assertThat(locks().of(futex(LOCK, WAIT, 0)).owner()).isNull();
    }

    @Test
    void theLockOfAStreamIsOwnedByAThreadsBlock() {
        bytes.putLong(BLOCK, BASE + BLOCK);
        bytes.putLong(BLOCK + 16, BASE + BLOCK);
        ints(LOCK, 2, 1);
        bytes.putLong(LOCK + 8, BASE + BLOCK);
        NativeLock lock = locks().of(futex(LOCK, WAIT, 2));
        assertThat(lock.words()).isEqualTo("lock of a C stream");
        assertThat(lock.owner()).isEqualTo(owner);
    }

    @Test
    void theEndOfAThreadIsWaitedForAtItsOwnWord() {
        bytes.putInt(BLOCK + Idents.NUMBER_OFFSET, OWNER);
        assertThat(locks().joined(futex(BLOCK + Idents.NUMBER_OFFSET, WAIT_BITSET, OWNER)))
                .isEqualTo(owner);
        ints(LOCK, OWNER);
        assertThat(locks().joined(futex(LOCK, WAIT_BITSET, OWNER)))
                .as("a word with the same value elsewhere")
                .isNull();
    }

    private static ThreadInfo sleeping(SystemCall call) {
        return new ThreadInfo(
                0,
                OWNER,
                "sleeps",
                0,
                Activity.BLOCKED,
                null,
                null,
                new NativeThread(OWNER, BASE + BLOCK, "sleeps", "S", "", call, ""));
    }

    /// Of glibc up to 2.40: `leaving` woken threads of the second group, `waiters` in all.
    private void condition(int leaving, int waiters, int ending) {
        bytes.putLong(LOCK, 1000);
        bytes.putLong(LOCK + 8, 900);
        ints(LOCK + 16, 0, leaving << 1 | 1);
        ints(LOCK + 36, waiters << 3 | ending);
    }

    @Test
    void aSignalWaitsForThreadsThatAForkLeftBehind() {
        SystemCall signal = futex(LOCK + 20, WAIT, 3 << 1 | 1);
        threads = List.of(sleeping(signal));
        condition(3, 4, 0);
        NativeLock lock = locks().of(signal);
        assertThat(lock.address()).isEqualTo(BASE + LOCK);
        assertThat(lock.lost()).contains("signal waits until 3 threads").contains("did not survive a fork");

        condition(3, 2, 0);
        assertThat(locks().of(signal).understood())
                .as("more leave than are in it")
                .isFalse();
        condition(0, 4, 0);
        assertThat(locks().of(signal).lost()).as("all have left").isEmpty();
    }

    @Test
    void aSignalThatWaitsForLivingThreadsIsNotLost() {
        SystemCall signal = futex(LOCK + 20, WAIT, 3);
        condition(1, 1, 0);
        threads = List.of(sleeping(signal), sleeping(futex(LOCK + 40, WAIT_BITSET, 0)));
        assertThat(locks().of(signal).lost()).as("one that sleeps in it").isEmpty();
        threads = List.of(sleeping(signal), sleeping(SystemCall.NONE));
        assertThat(locks().of(signal).lost()).as("one that runs").isEmpty();
        threads = List.of(sleeping(signal), sleeping(futex(LOCK + 400, WAIT_BITSET, 0)));
        assertThat(locks().of(signal).lost())
                .as("one that sleeps elsewhere")
                .contains("signal waits until a thread that it woke before left it, which is no thread");
    }

    @Test
    void theEndOfAConditionVariableWaitsForAllInIt() {
        SystemCall end = futex(LOCK + 36, WAIT, 2 << 3 | 4);
        threads = List.of(sleeping(end));
        condition(0, 2, 4);
        assertThat(locks().of(end).lost()).contains("its end waits until 2 threads left it");
        condition(0, 2, 0);
        assertThat(locks().of(end).understood()).as("nobody ends it").isFalse();
    }

    @Test
    void whatOtherProcessesMayHaveIsNotLost() {
        mutex(OWNER + 1);
        NativeLock mutex = locks().of(shared(futex(LOCK, WAIT, 2)));
        assertThat(mutex.lost()).isEmpty();
        assertThat(mutex.name()).startsWith("pthread mutex that processes share");
        condition(0, 2, 4);
        assertThat(locks().of(shared(futex(LOCK + 36, WAIT, 2 << 3 | 4))).lost())
                .isEmpty();
    }

    private static SystemCall shared(SystemCall call) {
        var arguments = new ArrayList<>(call.arguments());
        arguments.set(1, arguments.get(1) & ~PRIVATE);
        return new SystemCall(call.number(), arguments);
    }

    @Test
    void anyWordsGiveAnAnswer() {
        long seed = Long.getLong("ouroscope.seed", System.nanoTime());
        var random = new Random(seed);
        for (int round = 0; round < 20_000; round++) {
            for (int i = 0; i < 16; i++) {
                bytes.putInt(
                        LOCK + 4 * i,
                        switch (random.nextInt(4)) {
                            case 0 -> 0;
                            case 1 -> random.nextInt(4);
                            case 2 -> random.nextInt();
                            default -> OWNER;
                        });
            }
            // Unaligned, at the edges, outside.
            int offset = random.nextInt(8) == 0 ? random.nextInt(-100, SIZE + 100) : LOCK + random.nextInt(64);
            var call = futex(offset, random.nextInt(16), random.nextInt(4));
            assertThat(locks().of(call)).as("-Douroscope.seed=" + seed).isNotNull();
            locks().joined(call);
        }
    }
}
