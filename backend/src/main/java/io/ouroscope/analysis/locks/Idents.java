package io.ouroscope.analysis.locks;

import io.ouroscope.analysis.threads.NativeThread;
import io.ouroscope.analysis.threads.ThreadInfo;
import io.ouroscope.memory.Memory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Threads by what locks note of their owners: `threading.get_ident()`, which is glibc's `pthread_self()`, or the
/// kernel's number as the process itself sees it.
final class Idents {
    /// Where glibc keeps the kernel's number in a thread's own block on x86-64 (struct pthread in nptl/descr.h).
    static final int NUMBER_OFFSET = 0x2d0;
    /// The block's first word and this one are its own address (tcbhead_t in sysdeps/x86_64/nptl/tls.h).
    private static final int SELF_OFFSET = 16;

    private static final int LARGEST_NUMBER = 1 << 22;

    private final Memory memory;
    private final Map<Long, ThreadInfo> byIdent = new HashMap<>();
    private final Map<Integer, ThreadInfo> byNumber = new HashMap<>();

    Idents(Memory memory, List<ThreadInfo> threads) {
        this.memory = memory;
        for (ThreadInfo thread : threads) {
            if (thread.state() != null && thread.state().threadId() != 0) {
                byIdent.put(thread.state().threadId(), thread);
                number(thread.state().threadId(), thread);
            }
            NativeThread kernel = thread.kernel();
            if (kernel != null && kernel.pointer() != 0) {
                byIdent.putIfAbsent(kernel.pointer(), thread);
                number(kernel.pointer(), thread);
            }
            if (thread.nativeId() > 0 && thread.nativeId() <= LARGEST_NUMBER) {
                byNumber.putIfAbsent((int) thread.nativeId(), thread);
            }
        }
    }

    /// In a container the kernel's numbers differ inside and outside; what locks note is the inside one.
    private void number(long block, ThreadInfo thread) {
        if (isBlock(block)) {
            int number = memory.getInt(block + NUMBER_OFFSET);
            if (number > 0 && number <= LARGEST_NUMBER) {
                byNumber.put(number, thread);
            }
        }
    }

    /// Whether a thread's own block is, or was, at this address.
    boolean isBlock(long address) {
        return (address & 7) == 0
                && memory.isReadable(address, NUMBER_OFFSET + Integer.BYTES)
                && memory.getLong(address) == address
                && memory.getLong(address + SELF_OFFSET) == address;
    }

    /// The living thread with this `threading.get_ident()`, null if there is none.
    @Nullable
    ThreadInfo byIdent(long ident) {
        return byIdent.get(ident);
    }

    /// The living thread with this kernel number, null if there is none.
    @Nullable
    ThreadInfo byNumber(int number) {
        return byNumber.get(number);
    }

    static boolean canBeNumber(int number) {
        return number > 0 && number <= LARGEST_NUMBER;
    }
}
