package io.ouroscope.analysis.locks;

import io.ouroscope.analysis.threads.NativeThread;
import io.ouroscope.analysis.threads.SystemCall;
import io.ouroscope.analysis.threads.ThreadInfo;
import io.ouroscope.memory.Memory;
import io.ouroscope.memory.Region;
import io.ouroscope.memory.RegionIndex;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// From the word that a thread sleeps on in the kernel to the lock of glibc that it is part of.
///
/// Layouts of x86-64 (struct_mutex.h, struct_rwlock.h, pthreadtypes.h, stdio-lock.h). The word's expected value and
/// the kind of the call tell apart what can be there: a lock that is taken and waited for is 2 and waited for with
/// FUTEX_WAIT; semaphores, condition variables, read-write locks and joins wait with FUTEX_WAIT_BITSET. Each is
/// believed only where all its other fields fit; else it is a lock that is not understood.
final class NativeLocks {
    private static final int OPERATIONS = 0x7f;
    /// Nobody waits or wakes in other processes.
    private static final int PRIVATE = 0x80;
    private static final int WAIT = 0;
    private static final int LOCK_PI = 6;
    private static final int WAIT_BITSET = 9;
    private static final int LOCK_PI_CLOCK = 13;
    /// Of a word that holds the owner itself (linux/futex.h).
    private static final int OWNER_MASK = 0x3fffffff;

    private static final int TAKEN_WITH_WAITERS = 2;
    private static final int LARGEST_KIND = 0x3ff;
    private static final String CONDITION = "condition variable of C";
    private static final int RECURSIVE = 1;
    private static final int MOST_USERS = 1 << 16;
    private static final int MOST_WAITERS = 1 << 20;
    private static final int RWLOCK_WAITED_FOR = 2;
    /// Where the words of a condition variable's two groups are: up to glibc 2.40, and since 2.41.
    private static final int[][] CONDITION_WORDS = {{40, 44, 36}, {32, 36, 28}};

    static final int CONDITION_BYTES = 48;
    /// Where it counts those of each group that are awake and not yet gone, up to glibc 2.40. The lowest bit says that
    /// a signal waits for the last of them.
    private static final int[] LEAVING_WORDS = {16, 20};
    /// In the word that counts all that wait: that its end (`pthread_cond_destroy`) waits for the last of them.
    private static final int ENDING = 4;

    private final Memory memory;
    private final Idents idents;
    private final List<ThreadInfo> threads;
    private final RegionIndex regions;

    NativeLocks(Memory memory, Idents idents, List<ThreadInfo> threads) {
        this.memory = memory;
        this.idents = idents;
        this.threads = threads;
        regions = new RegionIndex(memory.regions());
    }

    private NativeLock lock(long address, String words, @Nullable ThreadInfo owner, String lost, boolean understood) {
        return new NativeLock(address, words, library(address), owner, lost, understood);
    }

    /// The file whose variable it is, empty for a lock in other memory. A variable without a value in the file may be
    /// in anonymous memory right behind it, but so may anything else.
    private String library(long address) {
        Region region = regions.at(address);
        String path = region == null ? "" : region.path();
        return path.startsWith("/") ? path.substring(path.lastIndexOf('/') + 1) : "";
    }

    /// The thread whose end is waited for in `pthread_join`, null if it is none.
    @Nullable
    ThreadInfo joined(SystemCall call) {
        long word = call.argument(0);
        int expected = (int) call.argument(2);
        return (operation(call) == WAIT_BITSET || operation(call) == WAIT)
                        && memory.isReadable(word, Integer.BYTES)
                        && expected != 0
                        && memory.getInt(word) == expected
                        && isNumberOf(word, expected)
                ? idents.byNumber(expected)
                : null;
    }

    /// The word is that thread's own.
    private boolean isNumberOf(long word, int number) {
        ThreadInfo thread = idents.byNumber(number);
        if (thread == null) {
            return false;
        }
        long block = thread.kernel() != null && thread.kernel().pointer() != 0
                ? thread.kernel().pointer()
                : thread.state() == null ? 0 : thread.state().threadId();
        return word - block == Idents.NUMBER_OFFSET;
    }

    /// @param call a futex call that waits
    NativeLock of(SystemCall call) {
        long word = call.argument(0);
        int expected = (int) call.argument(2);
        if ((word & 3) == 0 && memory.isReadable(word, Integer.BYTES)) {
            NativeLock found = switch (operation(call)) {
                case WAIT ->
                    expected == TAKEN_WITH_WAITERS
                            ? taken(word)
                            : expected < 0 ? holdsOwner(word) : left(word, expected);
                case LOCK_PI, LOCK_PI_CLOCK -> holdsOwner(word);
                case WAIT_BITSET -> waited(word, expected);
                default -> null;
            };
            if (found != null) {
                boolean others = !found.lost().isEmpty() && (call.argument(1) & PRIVATE) == 0;
                return others ? lock(found.address(), found.words() + " that processes share", null, "", false) : found;
            }
        }
        return lock(word, "native lock", null, "", false);
    }

    private static int operation(SystemCall call) {
        return (int) call.argument(1) & OPERATIONS;
    }

    private @Nullable NativeLock taken(long word) {
        if (memory.getInt(word) != TAKEN_WITH_WAITERS || !memory.isReadable(word, 40)) {
            return null;
        }
        int count = memory.getInt(word + 4);
        int owner = memory.getInt(word + 8);
        int users = memory.getInt(word + 12);
        int kind = memory.getInt(word + 16);
        boolean counts = (kind & 3) == RECURSIVE ? count > 0 : count == 0;
        if (Idents.canBeNumber(owner)
                && users > 0
                && users < MOST_USERS
                && kind >= 0
                && kind <= LARGEST_KIND
                && counts) {
            return owned(word, "pthread mutex", owner);
        }
        long block = memory.getLong(word + 8);
        // How often it is taken begins at 0 or 1, depending on the release.
        if (count >= 0 && idents.isBlock(block)) {
            ThreadInfo thread = idents.byIdent(block);
            return lock(
                    word,
                    "lock of a C stream",
                    thread,
                    thread == null ? lost("thread 0x" + Long.toHexString(block)) : "",
                    true);
        }
        // malloc's arenas and other locks inside glibc have nothing but the word.
        return lock(word, "lock without an owner in C code", null, "", false);
    }

    private NativeLock owned(long address, String words, int owner) {
        ThreadInfo thread = idents.byNumber(owner);
        return lock(address, words, thread, thread == null ? lost("thread " + owner) : "", true);
    }

    static String lost(String owner) {
        return "held by " + owner + ", " + areLost(1);
    }

    static String areLost(int threads) {
        return threads == 1
                ? "which is no thread of this process: it has ended, or did not survive a fork"
                : "which are no threads of this process: they have ended, or did not survive a fork";
    }

    /// Robust mutexes and those that inherit priority.
    private @Nullable NativeLock holdsOwner(long word) {
        int owner = memory.getInt(word) & OWNER_MASK;
        return Idents.canBeNumber(owner) ? owned(word, "pthread mutex", owner) : null;
    }

    private @Nullable NativeLock waited(long word, int expected) {
        NativeLock lock = (expected & RWLOCK_WAITED_FOR) != 0 && (expected & ~3) == 0 ? readWrite(word) : null;
        lock = lock != null ? lock : condition(word);
        return lock != null ? lock : semaphore(word, expected);
    }

    /// Readers wait on the third word, writers on the third or fourth.
    private @Nullable NativeLock readWrite(long word) {
        for (int offset : new int[] {8, 12}) {
            long base = word - offset;
            if ((base & 7) != 0 || !memory.isReadable(base, 56)) {
                continue;
            }
            int readers = memory.getInt(base) >>> 3;
            int writers = memory.getInt(base + 4);
            int owner = memory.getInt(base + 24);
            boolean fits = readers < MOST_WAITERS
                    && writers >= 0
                    && writers < MOST_WAITERS
                    && (memory.getInt(base + 8) & ~3) == 0
                    && (memory.getInt(base + 12) & ~3) == 0
                    && memory.getLong(base + 16) == 0
                    && memory.getInt(base + 28) >>> 1 == 0
                    && memory.getInt(base + 48) >>> 2 == 0;
            if (fits && Idents.canBeNumber(owner)) {
                return owned(base, "read-write lock of C, written to", owner);
            }
            if (fits && owner == 0 && readers > 0) {
                return lock(
                        base,
                        "read-write lock of C, which " + readers + (readers == 1 ? " thread reads" : " threads read"),
                        null,
                        "",
                        false);
            }
        }
        return null;
    }

    private @Nullable NativeLock condition(long word) {
        for (int[] words : CONDITION_WORDS) {
            for (int group = 0; group < 2; group++) {
                long base = word - words[group];
                if (isCondition(base, words)) {
                    return lock(base, CONDITION, null, "", false);
                }
            }
        }
        return null;
    }

    private boolean isCondition(long base, int[] words) {
        if ((base & 7) != 0 || !memory.isReadable(base, CONDITION_BYTES)) {
            return false;
        }
        long sequence = memory.getLong(base) >>> 1;
        long first = memory.getLong(base + 8) >>> 1;
        int waiters = memory.getInt(base + words[2]) >>> 3;
        return waiters > 0 && waiters < MOST_WAITERS && sequence > 0 && sequence >= first && sequence >>> 40 == 0;
    }

    /// A condition variable whose waiting threads are waited for: by a signal, until those that an earlier one woke
    /// have left, or by its end, until all have. Threads that a fork left behind never leave.
    private @Nullable NativeLock left(long word, int expected) {
        int[] old = CONDITION_WORDS[0];
        for (int offset : LEAVING_WORDS) {
            int count = memory.getInt(word) >>> 1;
            if ((expected & 1) != 0 && (memory.getInt(word) & 1) != 0 && isCondition(word - offset, old)) {
                return count <= memory.getInt(word - offset + old[2]) >>> 3
                        ? left(word - offset, old, count, "its signal waits until %s that it woke before left it, ")
                        : null;
            }
        }
        for (int[] words : CONDITION_WORDS) {
            long base = word - words[2];
            if ((expected & ENDING) != 0 && (memory.getInt(word) & ENDING) != 0 && isCondition(base, words)) {
                return left(base, words, memory.getInt(word) >>> 3, "its end waits until %s left it, ");
            }
        }
        return null;
    }

    private NativeLock left(long base, int[] words, int count, String which) {
        int gone = count
                - (int) threads.stream()
                        .filter(thread -> canBeIn(thread, base, words))
                        .count();
        String lost = gone <= 0 ? "" : which.formatted(gone == 1 ? "a thread" : gone + " threads") + areLost(gone);
        return lock(base, CONDITION, null, lost, gone > 0);
    }

    /// One that sleeps in the variable, or runs, or of which nothing is known.
    private static boolean canBeIn(ThreadInfo thread, long base, int[] words) {
        NativeThread kernel = thread.kernel();
        if (kernel == null) {
            return false;
        }
        SystemCall call = kernel.call();
        long offset = call.argument(0) - base;
        return call.isNone() || call.number() == SystemCall.FUTEX && (offset == words[0] || offset == words[1]);
    }

    private @Nullable NativeLock semaphore(long word, int expected) {
        if ((word & 7) != 0 || !memory.isReadable(word, 16)) {
            return null;
        }
        int waiters = memory.getInt(word + 4);
        int shared = memory.getInt(word + 8);
        return expected == 0
                        && memory.getInt(word) == 0
                        && waiters > 0
                        && waiters < MOST_WAITERS
                        && (shared == 0 || shared == 128)
                ? lock(word, "semaphore of C", null, "", false)
                : null;
    }
}
