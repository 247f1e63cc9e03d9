package io.ouroscope.analysis.primitives;

import io.ouroscope.analysis.primitives.EventLoop.Kind;
import io.ouroscope.analysis.tasks.NodeState;
import io.ouroscope.analysis.tasks.TaskGraph;
import io.ouroscope.analysis.waits.How;
import io.ouroscope.analysis.waits.ThingKind;
import io.ouroscope.analysis.waits.WaitBuilder;
import io.ouroscope.analysis.waits.Wake;
import it.unimi.dsi.fastutil.longs.Long2IntOpenHashMap;
import it.unimi.dsi.fastutil.longs.Long2ObjectOpenHashMap;
import java.util.List;

/// Loops as nodes, and who goes on only with them: a thread that waits in its loop goes on with the loop's main task,
/// the tasks of a loop whose thread is inside a callback go on when that thread does, those of a loop that nobody runs
/// when somebody does.
final class LoopThreads {
    private final Peek peek;
    private final WaitBuilder builder;
    private final TaskGraph tasks;

    /// By the loop's address: the node that a pending task of the loop waits for, -1 if it is scheduled by itself.
    private final Long2IntOpenHashMap held = new Long2IntOpenHashMap();

    private final Long2ObjectOpenHashMap<EventLoop> byAddress = new Long2ObjectOpenHashMap<>();

    LoopThreads(Peek peek, WaitBuilder builder) {
        this.peek = peek;
        this.builder = builder;
        tasks = builder.tasks();
        held.defaultReturnValue(-1);
    }

    void add(List<EventLoop> loops) {
        loops.forEach(this::add);
        for (int node = 0; node < tasks.nodeCount(); node++) {
            if (tasks.isTask(node) && !tasks.isFinished(node)) {
                task(node);
            }
        }
    }

    /// What a task or future of this loop needs besides, to go on: the busy thread, the loop that nobody runs; -1 if
    /// nothing.
    int heldBy(long loop) {
        return held.get(loop);
    }

    /// The node of a loop.
    int node(EventLoop loop) {
        return builder.thing(ThingKind.LOOP, loop.address(), name(loop));
    }

    private void add(EventLoop loop) {
        byAddress.put(loop.address(), loop);
        int node = node(loop);
        switch (loop.state()) {
            case IDLE -> {
                builder.wakes(node, Wake.of(Wake.Kind.IDLE, "waits for descriptors and timers"));
                if (loop.thread() != null) {
                    int thread = builder.thread(loop.thread());
                    int main = builder.task(loop.main());
                    if (main >= 0 && !tasks.isFinished(main)) {
                        builder.waits(thread, main, How.JOIN);
                    } else {
                        builder.wakes(thread, Wake.of(Wake.Kind.IDLE, "runs its event loop"));
                    }
                }
            }
            case BUSY -> {
                if (loop.thread() != null) {
                    int thread = builder.thread(loop.thread());
                    builder.waits(node, thread, How.RUNS_IN);
                    held.put(loop.address(), thread);
                }
            }
            case STOPPED -> {
                builder.note(node, "no thread runs it");
                held.put(loop.address(), node);
            }
            case CLOSED -> {
                builder.note(node, "it is closed");
                held.put(loop.address(), node);
            }
            case UNKNOWN -> {
                builder.actor(loop.address());
                builder.unchecked("Tasks of an event loop of the class " + type(loop)
                        + ", which is not known, may be woken by it.");
            }
        }
    }

    private void task(int node) {
        EventLoop loop = byAddress.get(tasks.loop(node));
        int needed = loop == null ? -1 : held.get(loop.address());
        if (needed >= 0) {
            builder.waits(node, needed, How.RUNS_IN);
        } else if (tasks.state(node) == NodeState.RUNNING) {
            builder.wakes(node, Wake.of(Wake.Kind.RUNNING, ""));
        } else if (!tasks.waits(node)) {
            builder.wakes(node, Wake.of(Wake.Kind.READY, "scheduled by its loop"));
        }
    }

    private String name(EventLoop loop) {
        String type = loop.kind() == Kind.UVLOOP ? "uvloop" : type(loop);
        return loop.thread() == null ? type : type + " of " + loop.thread().name();
    }

    private String type(EventLoop loop) {
        var type = peek.heap.typeOf(loop.address());
        return type == null ? "?" : type.qualname();
    }
}
