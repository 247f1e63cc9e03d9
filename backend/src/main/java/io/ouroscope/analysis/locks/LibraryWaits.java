package io.ouroscope.analysis.locks;

import io.ouroscope.analysis.threads.SystemCall;
import io.ouroscope.analysis.threads.ThreadInfo;
import io.ouroscope.analysis.threads.Threads;
import io.ouroscope.analysis.waits.How;
import io.ouroscope.analysis.waits.ThingKind;
import io.ouroscope.analysis.waits.WaitBuilder;
import io.ouroscope.analysis.waits.Wake;
import it.unimi.dsi.fastutil.ints.IntOpenHashSet;
import org.jspecify.annotations.Nullable;

/// What a thread waits for when the standard library's own code waits, told by its innermost frames.
final class LibraryWaits {
    private static final String THREADING = "threading.py";
    private static final String QUEUE = "queue.py";
    private static final String FUTURES = "concurrent/futures/_base.py";
    private static final String BOOTSTRAP = "<frozen importlib._bootstrap>";

    private final ObjectReader reader;
    private final WaitBuilder builder;
    private final LockNodes locks;
    private final WorkPools pools;
    private final Threads threads;
    /// Nodes that have their note.
    private final IntOpenHashSet seen = new IntOpenHashSet();

    LibraryWaits(ObjectReader reader, WaitBuilder builder, LockNodes locks, WorkPools pools, Threads threads) {
        this.reader = reader;
        this.builder = builder;
        this.locks = locks;
        this.pools = pools;
        this.threads = threads;
    }

    /// Whether it waits in the selector of asyncio's loop: that is for those who know loops.
    boolean isIdleLoop(ThreadStack stack) {
        return stack.find("_run_once", "asyncio/base_events.py") == 1 && stack.is(0, "select", "selectors.py")
                || stack.is(0, "_run_once", "asyncio/base_events.py");
    }

    /// Adds what the thread waits for, if its frames tell.
    ///
    /// @param lock the lock that the kernel says it sleeps on, 0 if unknown
    boolean explain(ThreadInfo thread, int node, ThreadStack stack, long lock) {
        if (stack.is(0, "wait", THREADING) && reader.isA(stack.local(0, "self"), "threading.Condition")) {
            return lock != 0 && stack.local(0, "waiter") != lock
                    ? explainLock(thread, node, lock)
                    : condition(node, stack);
        }
        if (stack.is(0, "_wait_for_tstate_lock", THREADING) || stack.is(0, "join", THREADING)) {
            return join(node, stack.local(0, "self"));
        }
        if (stack.is(0, "_shutdown", THREADING)) {
            return shutdown(thread, node);
        }
        if (stack.is(0, "acquire", BOOTSTRAP)) {
            long module = stack.local(0, "self");
            if (reader.get(module, "wakeup") == lock || lock == 0) {
                builder.waits(node, locks.importLock(module), How.ACQUIRE);
                return true;
            }
        }
        return false;
    }

    /// Waits for a lock or a C queue itself.
    boolean explainLock(ThreadInfo thread, int node, long lock) {
        if (reader.isA(lock, "_queue.SimpleQueue")) {
            queue(thread, node, lock, How.GET);
            return true;
        }
        if (locks.isFree(lock)) {
            builder.wakes(node, Wake.of(Wake.Kind.READY, "the lock is free"));
        }
        builder.waits(node, locks.lock(lock), How.ACQUIRE);
        return true;
    }

    private void ready(int node, String text) {
        builder.wakes(node, Wake.of(Wake.Kind.READY, text));
    }

    /// Who waits to be notified: by its own `Condition`, or by what is made of one.
    private boolean condition(int node, ThreadStack stack) {
        long condition = stack.local(0, "self");
        int outer = stack.is(1, "wait_for", THREADING) ? 2 : 1;
        long self = stack.local(outer, "self");
        if (stack.is(outer, "wait", THREADING) && reader.isA(self, "threading.Event")) {
            event(node, self, stack, outer + 1);
        } else if (stack.is(outer, "acquire", THREADING) && reader.isA(self, "threading.Semaphore")) {
            if (reader.integer(self, "_value") > 0) {
                ready(node, "a permit is free");
            }
            builder.waits(node, locks.semaphore(self), How.ACQUIRE);
        } else if (reader.isA(self, "threading.Barrier")) {
            int barrier = builder.thing(ThingKind.BARRIER, self, reader.className(self));
            builder.waits(node, barrier, How.WAIT_ON);
            if (seen.add(barrier)) {
                builder.note(
                        barrier,
                        reader.integer(self, "_count") + " of " + reader.integer(self, "_parties") + " have come");
            }
        } else if (reader.isA(self, "queue.Queue") && stack.is(outer, "get", QUEUE)) {
            queue(null, node, self, How.GET);
        } else if (reader.isA(self, "queue.Queue") && stack.is(outer, "put", QUEUE)) {
            queue(null, node, self, How.PUT);
        } else if (reader.isA(self, "queue.Queue") && stack.is(outer, "join", QUEUE)) {
            int queue = builder.thing(ThingKind.QUEUE, self, reader.className(self));
            builder.waits(node, queue, How.JOIN);
            if (reader.integer(self, "unfinished_tasks") == 0) {
                ready(node, "all work of the queue is done");
            } else {
                builder.note(node, reader.integer(self, "unfinished_tasks") + " items not reported as done");
            }
        } else if (reader.isA(self, WorkPools.FUTURE) && stack.is(outer, "result", FUTURES)
                || reader.isA(self, WorkPools.FUTURE) && stack.is(outer, "exception", FUTURES)) {
            work(node, self);
        } else {
            builder.waits(
                    node, builder.thing(ThingKind.CONDITION, condition, reader.className(condition)), How.WAIT_ON);
        }
        return true;
    }

    private void work(int node, long future) {
        if (!pools.isPending(future)) {
            ready(node, "the result is there");
        }
        builder.waits(node, pools.work(future), How.RESULT);
    }

    /// @param outer the number of the frame that waits for the event
    private void event(int node, long event, ThreadStack stack, int outer) {
        if (reader.isTrue(event, "_flag")) {
            ready(node, "the event is set");
        }
        if (stack.is(outer, "start", THREADING) && reader.isA(stack.local(outer, "self"), "threading.Thread")) {
            ready(node, "the thread that it starts is about to begin");
        }
        if (stack.is(outer, "wait", FUTURES)) {
            long all = stack.local(outer, "not_done");
            String when = reader.heap.text(stack.local(outer, "return_when"), 32);
            several(node, all == 0 ? stack.local(outer, "fs") : all, "FIRST_COMPLETED".equals(when));
        } else if (stack.is(outer, "as_completed", FUTURES)) {
            long pending = stack.local(outer, "pending");
            several(node, pending == 0 ? stack.local(outer, "fs") : pending, true);
        } else {
            builder.waits(node, builder.thing(ThingKind.EVENT, event, reader.className(event)), How.WAIT_ON);
        }
    }

    private void several(int node, long futures, boolean any) {
        int pending = 0;
        for (long future : reader.items(futures)) {
            if (reader.isA(future, WorkPools.FUTURE) && pools.isPending(future)) {
                builder.waits(node, pools.work(future), How.WAIT);
                pending++;
            }
        }
        if (any) {
            builder.any(node);
        }
        if (pending == 0) {
            ready(node, "all results are there");
        }
    }

    /// @param thread null if it is known to be no pool's worker
    private void queue(@Nullable ThreadInfo thread, int node, long queue, How how) {
        long count = how == How.GET ? reader.queued(queue).size() : 0;
        if (count > 0) {
            ready(node, "the queue has an item");
        }
        if (thread != null && pools.queue(thread) == queue) {
            builder.wakes(node, Wake.of(Wake.Kind.IDLE, "waits for work of its pool"));
        }
        builder.waits(node, builder.thing(ThingKind.QUEUE, queue, reader.className(queue)), how);
    }

    private boolean join(int node, long joined) {
        if (!reader.isA(joined, "threading.Thread")) {
            return false;
        }
        int other = builder.threadAt(joined);
        if (other >= 0) {
            builder.waits(node, other, How.JOIN);
        } else {
            builder.wakes(
                    node,
                    Wake.of(Wake.Kind.READY, "the thread " + reader.text(joined, "_name") + " has come to its end"));
        }
        return true;
    }

    /// The interpreter ends when all threads have ended that are no daemons.
    private boolean shutdown(ThreadInfo thread, int node) {
        boolean any = false;
        for (ThreadInfo other : threads.list()) {
            if (!other.equals(thread)
                    && other.interpreterId() == thread.interpreterId()
                    && other.object() != 0
                    && !reader.isTrue(other.object(), "_daemonic")) {
                builder.waits(node, builder.thread(other), How.JOIN);
                any = true;
            }
        }
        return any;
    }

    /// Whether it is a worker process of a pool that waits for its next piece of work.
    boolean isPoolProcess(ThreadStack stack) {
        int worker = stack.find("worker", "multiprocessing/pool.py");
        int process = stack.find("_process_worker", "concurrent/futures/process.py");
        int get = stack.find("get", "multiprocessing/queues.py");
        return get >= 0 && (worker == get + 1 || process == get + 1);
    }

    /// A child process that is waited for, by `subprocess` or `multiprocessing`.
    boolean explainProcess(int node, ThreadStack stack, SystemCall call) {
        if (!call.name().equals("wait4")
                && !call.name().equals("waitid")
                && !call.name().equals("poll")) {
            return false;
        }
        for (int frame = 0; frame < 6; frame++) {
            long self = stack.local(frame, "self");
            boolean child = reader.isA(self, "subprocess.Popen") && !call.name().equals("poll")
                    || reader.isA(self, "multiprocessing.popen_fork.Popen");
            if (child) {
                long pid = reader.integer(self, "pid");
                int process = builder.thing(ThingKind.PROCESS, self, "process " + pid);
                builder.wakes(process, Wake.of(Wake.Kind.PROCESS, "process " + pid + " ends"));
                builder.waits(node, process, How.JOIN);
                return true;
            }
        }
        return false;
    }
}
