package io.ouroscope.analysis.primitives;

import io.ouroscope.analysis.locks.Holder;
import io.ouroscope.analysis.locks.StackExits;
import io.ouroscope.analysis.waits.How;
import io.ouroscope.analysis.waits.Instances;
import io.ouroscope.analysis.waits.Sureness;
import io.ouroscope.analysis.waits.WaitBuilder;
import io.ouroscope.analysis.waits.Wake;
import io.ouroscope.python.decode.PyType;
import it.unimi.dsi.fastutil.longs.Long2IntOpenHashMap;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/// Locks, events, conditions, semaphores, barriers and queues of asyncio, and the futures in their lists of waiters.
///
/// All of them are made alike: who waits appends a future to a deque and awaits it; whoever wakes it sets its result
/// and the future is taken out, at once or when the woken task runs. What is made of another one (a queue has an event
/// for `join`, a barrier has a condition, a condition has a lock) has one node with it where nobody else can use it.
final class Primitives {
    private final Peek peek;
    private final Instances classes;
    private final WaitBuilder builder;
    private final StackExits exits;
    private final Long2IntOpenHashMap nodes = new Long2IntOpenHashMap();
    /// Parts of barriers and queues, which wait under the name of the whole.
    private final LongOpenHashSet parts = new LongOpenHashSet();

    private final BitSet waiters = new BitSet();
    private final Map<PyType, String> names = new HashMap<>();

    Primitives(Peek peek, Instances classes, WaitBuilder builder, StackExits exits) {
        this.peek = peek;
        this.classes = classes;
        this.builder = builder;
        this.exits = exits;
        nodes.defaultReturnValue(-1);
    }

    void add() {
        for (int i = Primitive.ALL.size() - 1; i >= 0; i--) {
            Primitive primitive = Primitive.ALL.get(i);
            classes.each(primitive.type(), object -> add(object, primitive));
        }
    }

    /// The node of a lock, event, queue …, -1 if none is there.
    int node(long object) {
        return nodes.get(object);
    }

    /// Whether a future is one of a primitive's waiters: nothing but that primitive wakes it.
    boolean isWaiter(int future) {
        return waiters.get(future);
    }

    private void add(long object, Primitive primitive) {
        if (parts.contains(object)) {
            return;
        }
        int node = builder.thing(primitive.kind(), object, name(object, primitive));
        nodes.put(object, node);
        switch (primitive.kind()) {
            case LOCK -> lock(object, node);
            case SEMAPHORE -> semaphore(object, node);
            case BARRIER -> barrier(object, node);
            case QUEUE -> queue(object, node);
            default -> wait(peek.get(object, "_waiters"), node, How.WAIT_ON);
        }
    }

    private String name(long object, Primitive primitive) {
        PyType type = peek.heap.typeOf(object);
        return type == null
                ? primitive.name()
                : names.computeIfAbsent(
                        type,
                        each -> each.name().startsWith("asyncio.") ? "asyncio." + each.qualname() : each.shortName());
    }

    private void lock(long lock, int node) {
        boolean woken = wait(peek.get(lock, "_waiters"), node, How.ACQUIRE);
        if (peek.isTrue(lock, "_locked")) {
            builder.note(node, "locked");
            held(lock, node);
        } else if (woken) {
            builder.wakes(node, Wake.of(Wake.Kind.READY, "given back, the first who waits is woken"));
        } else {
            builder.note(node, "not locked");
        }
    }

    private void semaphore(long semaphore, int node) {
        boolean woken = wait(peek.get(semaphore, "_waiters"), node, How.ACQUIRE);
        long free = peek.integer(semaphore, "_value", 0);
        long all = peek.integer(semaphore, "_bound_value", -1);
        builder.note(node, free + (all < 0 ? "" : " of " + all) + " free");
        if (woken) {
            builder.wakes(node, Wake.of(Wake.Kind.READY, "the first who waits is woken"));
        } else if (free == 0) {
            int holders = held(semaphore, node);
            builder.any(node);
            if (holders > 0 && holders < (all < 0 ? Long.MAX_VALUE : all)) {
                builder.open(node);
            }
        }
    }

    /// Adds who is inside `async with`, as far as that is told by the stacks.
    ///
    /// @return how many are known
    private int held(long object, int node) {
        int known = 0;
        for (Holder holder : exits.holders(object)) {
            int who = holder.task() != 0
                    ? builder.task(holder.task())
                    : holder.thread() != null ? builder.thread(holder.thread()) : -1;
            if (who >= 0) {
                builder.waits(node, who, How.HELD_BY, Sureness.INFERRED);
                known++;
            }
        }
        return known;
    }

    /// Who comes to a barrier waits on its condition.
    private void barrier(long barrier, int node) {
        long condition = peek.get(barrier, "_cond");
        parts.add(condition);
        wait(peek.get(condition, "_waiters"), node, How.WAIT_ON);
        builder.note(
                node,
                peek.integer(barrier, "_count", 0) + " of " + peek.integer(barrier, "_parties", 0) + " are there");
    }

    private void queue(long queue, int node) {
        wait(peek.get(queue, "_getters"), node, How.GET);
        wait(peek.get(queue, "_putters"), node, How.PUT);
        long finished = peek.get(queue, "_finished");
        parts.add(finished);
        wait(peek.get(finished, "_waiters"), node, How.JOIN);
        long items = peek.heap.itemCount(peek.get(queue, "_queue"));
        long most = peek.integer(queue, "_maxsize", 0);
        builder.note(
                node,
                (items < 0 ? "" : items + (most > 0 ? " of " + most : "") + (items == 1 ? " item, " : " items, "))
                        + peek.integer(queue, "_unfinished_tasks", 0) + " unfinished");
    }

    /// @return whether the first who waits was woken and has not run yet
    private boolean wait(long list, int node, How how) {
        boolean[] woken = {false};
        peek.items(list, (index, key, future) -> {
            int waiter = builder.task(future);
            if (waiter >= 0 && builder.tasks().isFinished(waiter)) {
                woken[0] |= index == 0;
            } else if (waiter >= 0 && !builder.tasks().waits(waiter)) {
                waiters.set(waiter);
                builder.waits(waiter, node, how);
            }
            return true;
        });
        return woken[0];
    }
}
