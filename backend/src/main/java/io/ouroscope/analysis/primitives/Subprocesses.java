package io.ouroscope.analysis.primitives;

import io.ouroscope.analysis.waits.How;
import io.ouroscope.analysis.waits.Instances;
import io.ouroscope.analysis.waits.ThingKind;
import io.ouroscope.analysis.waits.WaitBuilder;
import io.ouroscope.analysis.waits.Wake;

/// Tasks that wait until a child process of asyncio ends.
final class Subprocesses {
    private static final String TRANSPORT = "asyncio.base_subprocess.BaseSubprocessTransport";

    private final Peek peek;
    private final Instances classes;
    private final WaitBuilder builder;

    Subprocesses(Peek peek, Instances classes, WaitBuilder builder) {
        this.peek = peek;
        this.classes = classes;
        this.builder = builder;
    }

    void add() {
        classes.each(TRANSPORT, this::add);
    }

    /// The process has one node with others that wait for it: that of its `Popen`.
    private void add(long transport) {
        if (peek.get(transport, "_returncode") != 0) {
            return;
        }
        long waiters = peek.get(transport, "_exit_waiters");
        long process = peek.get(transport, "_proc");
        long pid = peek.integer(transport, "_pid", 0);
        if (process == 0 || peek.heap.itemCount(waiters) <= 0) {
            return;
        }
        int node = builder.thing(ThingKind.PROCESS, process, "process " + pid);
        builder.wakes(node, Wake.of(Wake.Kind.PROCESS, "process " + pid + " ends"));
        peek.items(waiters, (index, key, future) -> {
            int waiter = builder.task(future);
            if (waiter >= 0 && !builder.tasks().isFinished(waiter)) {
                builder.waits(waiter, node, How.JOIN);
            }
            return true;
        });
    }
}
