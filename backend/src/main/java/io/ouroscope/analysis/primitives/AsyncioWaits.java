package io.ouroscope.analysis.primitives;

import io.ouroscope.analysis.locks.StackExits;
import io.ouroscope.analysis.threads.StopFacts;
import io.ouroscope.analysis.threads.Threads;
import io.ouroscope.analysis.waits.Instances;
import io.ouroscope.analysis.waits.WaitBuilder;
import io.ouroscope.analysis.waits.WaitSource;
import io.ouroscope.python.discovery.PythonProcess;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;

/// All that asyncio's tasks wait for besides each other, and all that wakes them.
///
/// First the loops and their threads, then locks, events and queues, whose waiters nothing else wakes, then what the
/// loops do by themselves. Every list is read once.
public final class AsyncioWaits implements WaitSource {
    /// What Cython calls the types of its coroutines; since 3 in a module of its own for each version.
    private static final Pattern COMPILED = Pattern.compile("_cython_\\w+\\.\\w*coroutine|iterable_coroutine");

    private final PythonProcess process;
    private final Threads threads;
    private final StopFacts facts;
    private final StackExits exits;
    private final IntPredicate present;

    /// @param exits who is inside `async with lock`
    /// @param present which objects of the census count; the remains of freed ones do not
    public AsyncioWaits(
            PythonProcess process, Threads threads, StackExits exits, StopFacts facts, IntPredicate present) {
        this.process = process;
        this.threads = threads;
        this.facts = facts;
        this.exits = exits;
        this.present = present;
    }

    @Override
    public void addTo(WaitBuilder builder) {
        var peek = new Peek(process.heap());
        var classes = new Instances(process.heap(), process.census(), present);
        List<EventLoop> loops = LoopFinder.find(peek, classes, threads, builder.tasks());
        var held = new LoopThreads(peek, builder);
        held.add(loops);
        var primitives = new Primitives(peek, classes, builder, exits);
        primitives.add();
        var bridges = new Bridges(peek, classes, builder);
        bridges.add();
        var work = new LoopWork(peek, builder, facts, held, primitives, bridges, new Timeouts(peek, classes));
        var connections = new Connections(peek, classes, builder, primitives);
        var descriptors = new Registered(peek, builder, facts, held, work, connections);
        var uvloop = new UvloopWork(peek, classes, builder, facts, held, work, connections);
        var lost = new LostWakeups(peek, builder, threads, facts);
        for (EventLoop loop : loops) {
            lost.add(loop);
            work.add(loop);
            descriptors.add(loop);
            uvloop.add(loop);
        }
        new Subprocesses(peek, classes, builder).add();
        tellCompiled(classes, builder);
    }

    /// What a coroutine compiled by Cython stands inside and refers to has no names and no `with` blocks that could be
    /// told.
    private void tellCompiled(Instances classes, WaitBuilder builder) {
        int count = classes.count(COMPILED);
        if (count > 0) {
            builder.unchecked((count == 1 ? "A coroutine" : count + " coroutines")
                    + " compiled by Cython may wait: what holds locks inside is not seen.");
        }
    }
}
