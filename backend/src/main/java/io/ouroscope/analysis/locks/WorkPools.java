package io.ouroscope.analysis.locks;

import io.ouroscope.analysis.threads.ThreadInfo;
import io.ouroscope.analysis.threads.Threads;
import io.ouroscope.analysis.waits.How;
import io.ouroscope.analysis.waits.ThingKind;
import io.ouroscope.analysis.waits.WaitBuilder;
import io.ouroscope.analysis.waits.Wake;
import io.ouroscope.python.frame.Frame;
import io.ouroscope.python.frame.StackFrame;
import it.unimi.dsi.fastutil.longs.Long2LongOpenHashMap;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import java.util.HashMap;
import java.util.Map;

/// Work of `concurrent.futures`: which thread runs it, or which pool's threads it waits for.
final class WorkPools {
    static final String FUTURE = "concurrent.futures._base.Future";
    private static final String THREAD_POOL = "concurrent.futures.thread.ThreadPoolExecutor";
    private static final String PROCESS_POOL = "concurrent.futures.process.ProcessPoolExecutor";
    private static final String FILE = "concurrent/futures/thread.py";

    private final ObjectReader reader;
    private final WaitBuilder builder;
    private final Threads threads;
    /// The pool's node by the address of its queue of work.
    private final Map<Long, Integer> pools = new HashMap<>();
    private final Long2LongOpenHashMap queueOfThread = new Long2LongOpenHashMap();
    private final LongOpenHashSet explained = new LongOpenHashSet();

    WorkPools(ObjectReader reader, WaitBuilder builder, Threads threads) {
        this.reader = reader;
        this.builder = builder;
        this.threads = threads;
    }

    void add() {
        reader.each(THREAD_POOL, pool -> pool(pool, reader.get(pool, "_work_queue")));
        threads.list().forEach(this::worker);
        pools.forEach(this::queued);
        reader.each(PROCESS_POOL, this::processes);
    }

    private int pool(long pool, long queue) {
        return pools.computeIfAbsent(queue == 0 ? pool : queue, each -> {
            String prefix = reader.text(pool, "_thread_name_prefix");
            String name = reader.className(pool) + (prefix.isEmpty() ? "" : " " + prefix);
            return builder.thing(ThingKind.POOL, pool, reader.isA(pool, THREAD_POOL) ? name : "a pool that is gone");
        });
    }

    /// A thread that runs `_worker` belongs to a pool, also when the pool itself is gone.
    private void worker(ThreadInfo thread) {
        StackFrame[] found = {null};
        threads.visitStack(thread, frame -> {
            if (frame.function().equals("_worker") && frame.file().endsWith(FILE)) {
                found[0] = frame;
            }
        });
        Frame frame = found[0] == null ? null : threads.frames().at(found[0].frame());
        if (frame == null) {
            return;
        }
        long queue = local(frame, "work_queue");
        if (queue == 0) {
            return;
        }
        int pool = pool(queue, queue);
        builder.waits(pool, builder.thread(thread), How.WORKER);
        builder.any(pool);
        queueOfThread.put(thread.address(), queue);
        long item = local(frame, "work_item");
        long future = reader.get(item, "future");
        if (future != 0) {
            builder.waits(work(future), builder.thread(thread), How.COMPUTED_BY);
            explained.add(future);
        }
    }

    private static long local(Frame frame, String name) {
        return frame.locals().stream()
                .filter(local -> local.name().equals(name))
                .mapToLong(Frame.Local::value)
                .findFirst()
                .orElse(0);
    }

    private void queued(long queue, int pool) {
        for (long item : reader.queued(queue)) {
            long future = reader.get(item, "future");
            if (future != 0 && reader.isA(future, FUTURE) && explained.add(future)) {
                builder.waits(work(future), pool, How.WORKER);
            }
        }
    }

    private void processes(long pool) {
        int node = builder.thing(ThingKind.POOL, pool, reader.className(pool));
        builder.wakes(node, Wake.of(Wake.Kind.PROCESS, "its processes " + processNames(pool)));
        for (long item : reader.items(reader.get(pool, "_pending_work_items"))) {
            long future = reader.get(item, "future");
            if (future != 0 && isPending(future) && explained.add(future)) {
                builder.waits(work(future), node, How.COMPUTED_BY);
            }
        }
    }

    private String processNames(long pool) {
        var names = new StringBuilder();
        for (long process : reader.items(reader.get(pool, "_processes"))) {
            long pid = reader.integer(reader.get(process, "_popen"), "pid");
            if (pid != 0 && names.length() < 100) {
                names.append(names.isEmpty() ? "" : ", ").append(pid);
            }
        }
        return names.toString();
    }

    /// The node of a future of `concurrent.futures`.
    int work(long future) {
        return builder.thing(ThingKind.WORK, future, reader.className(future));
    }

    boolean isPending(long future) {
        String state = reader.text(future, "_state");
        return state.equals("PENDING") || state.equals("RUNNING");
    }

    /// Whether the thread is one of a pool.
    boolean isWorker(ThreadInfo thread) {
        return queueOfThread.containsKey(thread.address());
    }

    /// The queue of work of this thread's pool, 0 if it is of none.
    long queue(ThreadInfo thread) {
        return queueOfThread.get(thread.address());
    }
}
