package io.ouroscope.analysis.files;

import io.ouroscope.analysis.threads.NativeThread;
import io.ouroscope.analysis.threads.SystemCall;
import io.ouroscope.analysis.threads.ThreadInfo;
import io.ouroscope.memory.Memory;
import it.unimi.dsi.fastutil.ints.Int2ObjectMap;
import it.unimi.dsi.fastutil.ints.Int2ObjectOpenHashMap;
import java.util.ArrayList;
import java.util.List;

/// Which threads are in a system call for which descriptors: that of its first argument, or those that `poll` and
/// `select` have in memory.
public final class WaitedFiles {
    /// `struct pollfd`: an int, two shorts.
    private static final int POLLFD_BYTES = 8;

    private static final int MOST_POLLED = 100_000;
    private static final int POLLIN = 1;
    private static final int POLLPRI = 2;
    private static final int POLLOUT = 4;
    /// The sets of `select` in their order, and what `poll` calls them.
    private static final int[] SELECT_EVENTS = {POLLIN, POLLOUT, POLLPRI};

    private final Memory memory;
    private final Int2ObjectMap<List<Waiter>> waiters = new Int2ObjectOpenHashMap<>();

    private WaitedFiles(Memory memory) {
        this.memory = memory;
    }

    public static WaitedFiles of(Memory memory, List<ThreadInfo> threads) {
        var files = new WaitedFiles(memory);
        for (ThreadInfo thread : threads) {
            NativeThread kernel = thread.kernel();
            if (kernel != null && !kernel.call().isNone()) {
                files.add(thread, kernel.call());
            }
        }
        return files;
    }

    /// The threads that wait for this descriptor.
    public List<Waiter> of(int fd) {
        return waiters.getOrDefault(fd, List.of());
    }

    private void add(ThreadInfo thread, SystemCall call) {
        switch (call.name()) {
            case "poll", "ppoll" -> polled(thread, call);
            case "select", "pselect6" -> selected(thread, call);
            default -> {
                if (call.file() >= 0) {
                    add(call.file(), new Waiter(thread, call.name(), 0));
                }
            }
        }
    }

    private void polled(ThreadInfo thread, SystemCall call) {
        long list = call.argument(0);
        long count = Math.min(call.argument(1), MOST_POLLED);
        for (int i = 0; i < count && memory.isReadable(list + (long) i * POLLFD_BYTES, POLLFD_BYTES); i++) {
            long at = list + (long) i * POLLFD_BYTES;
            add(memory.getInt(at), new Waiter(thread, call.name(), memory.getUnsignedShort(at + 4)));
        }
    }

    private void selected(ThreadInfo thread, SystemCall call) {
        int files = Math.clamp(call.argument(0), 0, MOST_POLLED);
        for (int set = 0; set < SELECT_EVENTS.length; set++) {
            long bits = call.argument(set + 1);
            for (int fd = 0; fd < files && bits != 0 && memory.isReadable(bits + fd / 8, 1); fd++) {
                if ((memory.getByte(bits + fd / 8) >>> fd % 8 & 1) != 0) {
                    add(fd, new Waiter(thread, call.name(), SELECT_EVENTS[set]));
                }
            }
        }
    }

    private void add(int fd, Waiter waiter) {
        waiters.computeIfAbsent(fd, each -> new ArrayList<>()).add(waiter);
    }
}
