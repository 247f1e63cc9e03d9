package io.ouroscope.analysis.locks;

import io.ouroscope.analysis.tasks.AwaitChain;
import io.ouroscope.analysis.tasks.Place;
import io.ouroscope.analysis.threads.ThreadInfo;
import io.ouroscope.analysis.threads.Threads;
import io.ouroscope.analysis.waits.How;
import io.ouroscope.analysis.waits.ThingKind;
import io.ouroscope.analysis.waits.WaitBuilder;
import io.ouroscope.analysis.waits.WaitSource;
import io.ouroscope.analysis.waits.Wake;
import io.ouroscope.python.decode.PyType;
import io.ouroscope.python.discovery.PythonProcess;
import io.ouroscope.python.frame.Frames;
import io.ouroscope.python.raw.GeneratorState;
import it.unimi.dsi.fastutil.longs.Long2IntLinkedOpenHashMap;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import it.unimi.dsi.fastutil.longs.LongList;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.LongConsumer;

/// Tasks of trio and what they wait for: each other in nurseries, locks, events, channels, deadlines, descriptors.
///
/// Trio notes who waits where: a parking lot its tasks, a lock its owner, a nursery its children. A task that is noted
/// nowhere waits for something that we do not know, and may be woken.
public final class TrioWaits implements WaitSource {
    /// Scopes within scopes; a chain that is longer is no chain.
    private static final int MOST_SCOPES = 10_000;

    private static final String SCHEDULER = "trio/_core/_run.py";

    private final PythonProcess process;
    private final Threads threads;
    private final IntPredicate present;

    /// @param present which objects of the census count; the remains of freed ones do not
    public TrioWaits(PythonProcess process, Threads threads, IntPredicate present) {
        this.process = process;
        this.threads = threads;
        this.present = present;
    }

    @Override
    public void addTo(WaitBuilder builder) {
        new Run(builder).run();
    }

    private final class Run {
        private final WaitBuilder builder;
        private final ObjectReader reader;
        private final Frames frames;
        private final AwaitChain chains;
        /// Tasks with their nodes.
        private final Long2IntLinkedOpenHashMap tasks = new Long2IntLinkedOpenHashMap();

        Run(WaitBuilder builder) {
            this.builder = builder;
            reader = new ObjectReader(process.heap(), process.census(), present);
            frames = new Frames(process.heap());
            chains = new AwaitChain(process.heap());
            tasks.defaultReturnValue(-1);
        }

        void run() {
            List<Long> runners = new ArrayList<>();
            each("Runner", runners::add);
            runners.forEach(this::tasks);
            if (tasks.isEmpty()) {
                return;
            }
            each("Nursery", this::nursery);
            each("Lock", this::lock);
            each("StrictFIFOLock", this::lock);
            each("Event", this::event);
            each("Semaphore", semaphore -> parked(semaphore, ThingKind.SEMAPHORE, How.ACQUIRE));
            each("CapacityLimiter", limiter -> parked(limiter, ThingKind.SEMAPHORE, How.ACQUIRE));
            each("Condition", condition -> parked(condition, ThingKind.CONDITION, How.WAIT_ON));
            each("MemoryChannelState", this::channel);
            runners.forEach(this::scheduled);
            tasks.forEach(this::otherwise);
        }

        /// Visits the objects of trio's class of that name, in whichever of its modules it is said to be.
        private void each(String name, LongConsumer visitor) {
            for (PyType type : process.census().types()) {
                boolean trio = type.module().equals("trio") || type.module().startsWith("trio.");
                if (trio && type.qualname().equals(name)) {
                    reader.each(type.name(), visitor);
                }
            }
        }

        private void tasks(long runner) {
            for (long task : reader.items(reader.get(runner, "tasks"))) {
                if (frames.state(reader.get(task, "coro")) != GeneratorState.FINISHED) {
                    int node = builder.thing(ThingKind.TRIO_TASK, task, reader.text(task, "name"));
                    tasks.put(task, node);
                    builder.place(node, place(reader.get(task, "coro")));
                }
            }
        }

        /// The innermost frame that is not trio's own.
        private Place place(long coroutine) {
            LongArrayList chain = chains.of(coroutine);
            Place place = Place.UNKNOWN;
            for (int i = chain.size() - 1; i >= 0; i--) {
                long generator = chain.getLong(i);
                String file = frames.file(generator);
                if (place.equals(Place.UNKNOWN) || !file.contains("/trio/")) {
                    place = new Place(file, frames.line(generator), frames.qualname(generator));
                }
                if (!file.contains("/trio/")) {
                    return place;
                }
            }
            return place;
        }

        private void nursery(long nursery) {
            int parent = tasks.get(reader.get(nursery, "_parent_task"));
            if (parent < 0) {
                return;
            }
            int node = builder.thing(ThingKind.NURSERY, nursery, "nursery");
            if (reader.isTrue(nursery, "_parent_waiting_in_aexit")) {
                builder.waits(parent, node, How.TASK_GROUP);
            }
            for (long child : reader.items(reader.get(nursery, "_children"))) {
                if (tasks.get(child) >= 0) {
                    builder.waits(node, tasks.get(child), How.JOIN);
                }
            }
            if (reader.isTrue(nursery, "_nested_child_running")) {
                builder.waits(node, parent, How.JOIN);
            }
        }

        private void lock(long lock) {
            int owner = tasks.get(reader.get(lock, "_owner"));
            parked(lock, ThingKind.LOCK, How.ACQUIRE);
            if (owner >= 0) {
                int node = builder.thing(ThingKind.LOCK, lock, reader.className(lock));
                builder.waits(node, owner, How.HELD_BY);
            }
        }

        private void event(long event) {
            waiting(event, ThingKind.EVENT, How.WAIT_ON, reader.items(reader.get(event, "_tasks")));
        }

        private void channel(long channel) {
            waiting(channel, ThingKind.QUEUE, How.GET, reader.keys(reader.get(channel, "receive_tasks")));
            waiting(channel, ThingKind.QUEUE, How.PUT, reader.keys(reader.get(channel, "send_tasks")));
        }

        private void parked(long object, ThingKind kind, How how) {
            waiting(object, kind, how, reader.keys(reader.get(reader.get(object, "_lot"), "_parked")));
        }

        private void waiting(long object, ThingKind kind, How how, LongList waiters) {
            for (long task : waiters) {
                if (tasks.get(task) >= 0) {
                    builder.waits(tasks.get(task), builder.thing(kind, object, reader.className(object)), how);
                }
            }
        }

        /// What the scheduler will run by itself, and whether its thread can.
        private void scheduled(long runner) {
            for (long task : reader.items(reader.get(runner, "runq"))) {
                if (tasks.get(task) >= 0) {
                    builder.wakes(tasks.get(task), Wake.of(Wake.Kind.READY, "scheduled"));
                }
            }
            registered(reader.get(runner, "io_manager"));
            for (ThreadInfo thread : threads.list()) {
                var stack = new ThreadStack(threads, thread);
                int frame = stack.find("run", SCHEDULER);
                if (frame < 0 || stack.local(frame, "runner") != runner) {
                    continue;
                }
                int node = builder.thread(thread);
                int main = tasks.get(reader.get(runner, "main_task"));
                if (stack.is(0, "get_events", "trio/_core/_io_epoll.py") && main >= 0) {
                    builder.waits(node, main, How.JOIN);
                } else {
                    tasks.values().forEach(task -> builder.waits(task, node, How.RUNS_IN));
                }
            }
        }

        private void registered(long manager) {
            reader.visit(reader.get(manager, "_registered"), (fd, waiters) -> {
                for (String side : List.of("read_task", "write_task")) {
                    long task = reader.get(waiters, side);
                    if (tasks.get(task) < 0) {
                        continue;
                    }
                    boolean own = reader.text(task, "name").contains("run_sync_soon");
                    builder.wakes(
                            tasks.get(task),
                            own
                                    ? Wake.of(Wake.Kind.IDLE, "waits for calls from other threads")
                                    : Wake.peer(
                                            "fd " + reader.heap.integer(fd, -1), (int) reader.heap.integer(fd, -1)));
                }
            });
        }

        private void otherwise(long task, int node) {
            if (ends(task)) {
                builder.wakes(node, Wake.of(Wake.Kind.TIMER, "a deadline or a cancellation"));
            } else if (!builder.isExplained(node)) {
                builder.wakes(node, Wake.of(Wake.Kind.UNKNOWN, "what trio's task waits for is not known"));
                builder.unchecked(
                        "A task of trio waits for something that is not known: " + reader.text(task, "name") + ".");
            }
        }

        /// Whether it is inside a scope that has a deadline or is cancelled.
        private boolean ends(long task) {
            var seen = new LongOpenHashSet();
            long status = reader.get(task, "_cancel_status");
            while (status != 0 && seen.size() < MOST_SCOPES && seen.add(status)) {
                long scope = reader.get(status, "_scope");
                if (reader.isTrue(scope, "_cancel_called") || isFinite(reader.get(scope, "_deadline"))) {
                    return true;
                }
                status = reader.get(status, "_parent");
            }
            return false;
        }

        private boolean isFinite(long number) {
            PyType type = number == 0 ? null : process.heap().typeOf(number);
            if (type == null || !type.isSubtypeOf("float")) {
                return type != null && type.isSubtypeOf("int");
            }
            int offset = process.heap().layout().offset("PyFloatObject", "ob_fval");
            return process.heap().memory().isReadable(number + offset, Long.BYTES)
                    && Double.isFinite(
                            Double.longBitsToDouble(process.heap().memory().getLong(number + offset)));
        }
    }
}
