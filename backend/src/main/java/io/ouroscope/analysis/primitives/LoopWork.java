package io.ouroscope.analysis.primitives;

import io.ouroscope.analysis.primitives.EventLoop.Kind;
import io.ouroscope.analysis.primitives.EventLoop.State;
import io.ouroscope.analysis.threads.Spans;
import io.ouroscope.analysis.threads.StopFacts;
import io.ouroscope.analysis.waits.How;
import io.ouroscope.analysis.waits.ThingKind;
import io.ouroscope.analysis.waits.WaitBuilder;
import io.ouroscope.analysis.waits.Wake;
import java.util.Map;

/// What a loop of asyncio will do next by itself: callbacks that are ready, timers, signals.
///
/// Of a loop that waits, all that is free to run. Of one whose thread is inside a callback, or that nobody runs, it
/// goes on only with that thread or loop.
final class LoopWork {
    private static final double NANOS_PER_SECOND = 1e9;
    /// Longer times are as good as for ever, and would not fit.
    private static final double MOST_SECONDS = 1e9;

    private static final Map<Integer, String> SIGNALS =
            Map.of(1, "SIGHUP", 2, "SIGINT", 3, "SIGQUIT", 10, "SIGUSR1", 12, "SIGUSR2", 15, "SIGTERM", 17, "SIGCHLD");

    private final Peek peek;
    private final WaitBuilder builder;
    private final StopFacts facts;
    private final LoopThreads threads;
    private final Primitives primitives;
    private final Bridges bridges;
    private final Timeouts timeouts;

    LoopWork(
            Peek peek,
            WaitBuilder builder,
            StopFacts facts,
            LoopThreads threads,
            Primitives primitives,
            Bridges bridges,
            Timeouts timeouts) {
        this.peek = peek;
        this.builder = builder;
        this.facts = facts;
        this.threads = threads;
        this.primitives = primitives;
        this.bridges = bridges;
        this.timeouts = timeouts;
    }

    void add(EventLoop loop) {
        if (loop.kind() != Kind.ASYNCIO || loop.state() == State.CLOSED) {
            return;
        }
        peek.items(peek.get(loop.address(), "_ready"), (index, key, handle) -> {
            ready(loop, handle);
            return true;
        });
        peek.items(peek.get(loop.address(), "_scheduled"), (index, key, handle) -> {
            timer(loop, handle);
            return true;
        });
        peek.items(peek.get(loop.address(), "_signal_handlers"), (index, key, handle) -> {
            signal(loop, handle, (int) peek.heap.integer(key, 0));
            return true;
        });
    }

    private void ready(EventLoop loop, long handle) {
        if (peek.isTrue(handle, "_cancelled")) {
            return;
        }
        act(loop, handle);
        Wake wake = Wake.of(Wake.Kind.READY, "scheduled by its loop");
        long callback = peek.get(handle, "_callback");
        wake(loop, peek.callables.self(callback), wake);
        wakeArguments(loop, handle, wake);
        holdWork(loop, handle, callback);
    }

    private void timer(EventLoop loop, long handle) {
        if (peek.isTrue(handle, "_cancelled")) {
            return;
        }
        act(loop, handle);
        Wake wake = timer(peek.number(peek.get(handle, "_when")));
        long callback = peek.get(handle, "_callback");
        peek.callables.visitParts(callback, part -> wakeByTimer(loop, part, wake));
        wakeArguments(loop, handle, wake);
        holdWork(loop, handle, callback);
    }

    /// @param when on the clock of the loop, the monotonic one
    Wake timer(double when) {
        return timer(when, facts);
    }

    static Wake timer(double when, StopFacts facts) {
        double now = facts.monotonicNanos() / NANOS_PER_SECOND;
        if (facts.monotonicNanos() == 0 || !(Math.abs(when - now) < MOST_SECONDS)) {
            return Wake.of(Wake.Kind.TIMER, "a running timer");
        }
        double seconds = when - now;
        return seconds <= 0
                ? Wake.timer("a timer that is due", seconds)
                : Wake.timer("timer in " + Spans.text((long) (seconds * NANOS_PER_SECOND)), seconds);
    }

    private void signal(EventLoop loop, long handle, int number) {
        if (peek.isTrue(handle, "_cancelled")) {
            return;
        }
        act(loop, handle);
        Wake wake = signal(number);
        long callback = peek.get(handle, "_callback");
        peek.callables.visitParts(callback, part -> wake(loop, part, wake));
        wakeArguments(loop, handle, wake);
    }

    static Wake signal(int number) {
        return Wake.of(Wake.Kind.SIGNAL, SIGNALS.getOrDefault(number, "signal " + number));
    }

    private void act(EventLoop loop, long handle) {
        if (threads.heldBy(loop.address()) < 0) {
            builder.actor(handle);
        }
    }

    private void wakeArguments(EventLoop loop, long handle, Wake wake) {
        peek.items(peek.get(handle, "_args"), (index, key, argument) -> {
            wake(loop, argument, wake);
            return true;
        });
    }

    /// A task, future or primitive that the loop itself will wake, once it comes to that.
    void wake(EventLoop loop, long object, Wake wake) {
        if (object == 0) {
            return;
        }
        int future = builder.task(object);
        if (future >= 0 && builder.tasks().isFinished(future)) {
            return;
        }
        int node = future >= 0 ? future : primitives.node(object);
        if (node >= 0 && !isLock(builder.kind(node))) {
            int held = threads.heldBy(loop.address());
            if (held < 0 || builder.kind(node) == ThingKind.TASK) {
                builder.wakes(node, wake);
            } else {
                builder.wakes(node, wake, held);
            }
        }
    }

    /// A callback that merely has a lock may do anything with it.
    private static boolean isLock(ThingKind kind) {
        return kind == ThingKind.LOCK || kind == ThingKind.SEMAPHORE;
    }

    /// The same for what a timer's callback has: also the tasks that a timeout ends.
    void wakeByTimer(EventLoop loop, long object, Wake wake) {
        wake(loop, object, wake);
        timeouts.visitTasks(object, task -> wake(loop, task, wake));
    }

    /// What `run_coroutine_threadsafe` asked of a loop that does not come to it: nothing else will do that work.
    private void holdWork(EventLoop loop, long handle, long callback) {
        peek.callables.visitParts(callback, part -> holdWork(loop, part));
        peek.items(peek.get(handle, "_args"), (index, key, argument) -> {
            holdWork(loop, argument);
            return true;
        });
    }

    void holdWork(EventLoop loop, long work) {
        if (threads.heldBy(loop.address()) >= 0 && bridges.isPendingWork(work)) {
            builder.waits(bridges.node(work), threads.node(loop), How.RUNS_IN);
        }
    }
}
