package io.ouroscope.analysis.primitives;

import io.ouroscope.analysis.primitives.EventLoop.Kind;
import io.ouroscope.analysis.primitives.EventLoop.State;
import io.ouroscope.analysis.threads.CallTimes;
import io.ouroscope.analysis.threads.NativeThread;
import io.ouroscope.analysis.threads.StopFacts;
import io.ouroscope.analysis.threads.ThreadInfo;
import io.ouroscope.analysis.threads.Threads;
import io.ouroscope.analysis.waits.LostWakeup;
import io.ouroscope.analysis.waits.WaitBuilder;
import io.ouroscope.python.frame.StackFrame;
import java.util.Set;

/// Finds loops of asyncio that sleep with work at hand.
///
/// A loop looks whether callbacks are ready before it sleeps. What another thread or a signal handler adds later runs
/// only when something wakes it: `call_soon_threadsafe` writes to a socket that the loop itself reads, `call_soon`,
/// `set_result` or `put_nowait` do not. So a loop that sleeps without a timeout, has callbacks that are ready, and
/// nothing to read anywhere, was not woken.
final class LostWakeups {
    private static final Set<String> WAKING = Set.of("call_soon_threadsafe", "_write_to_self");
    private static final int FRAMES_LOOKED_AT = 6;

    private final Peek peek;
    private final WaitBuilder builder;
    private final Threads threads;
    private final StopFacts facts;
    private final CallTimes times;

    LostWakeups(Peek peek, WaitBuilder builder, Threads threads, StopFacts facts) {
        this.peek = peek;
        this.builder = builder;
        this.threads = threads;
        this.facts = facts;
        times = new CallTimes(peek.heap.memory(), facts);
    }

    void add(EventLoop loop) {
        ThreadInfo thread = loop.thread();
        if (loop.kind() != Kind.ASYNCIO || loop.state() != State.IDLE || thread == null || !sleepsForEver(thread)) {
            return;
        }
        int ready = ready(loop);
        if (ready == 0 || somebodyWakes(thread)) {
            return;
        }
        int[] watched = {0};
        boolean[] quiet = {true};
        boolean[] ownSocket = {false};
        Registered.visit(peek, loop, (fd, reader, writer) -> {
            // A descriptor that can be written to would wake the loop at once.
            long unread = facts.unreadBytes().getOrDefault(fd, 0L);
            quiet[0] &= reader == 0 || unread == 0;
            if (Registered.isOwnSocket(peek, reader)) {
                ownSocket[0] = facts.unreadBytes().containsKey(fd);
            } else {
                watched[0]++;
            }
        });
        if (quiet[0] && ownSocket[0]) {
            builder.lostWakeup(new LostWakeup(builder.thread(thread), loop.address(), ready, watched[0]));
        }
    }

    private boolean sleepsForEver(ThreadInfo thread) {
        NativeThread kernel = thread.kernel();
        return kernel != null && kernel.state().equals("S") && !kernel.call().isNone() && !times.ends(kernel.call());
    }

    private int ready(EventLoop loop) {
        int[] ready = {0};
        peek.items(peek.get(loop.address(), "_ready"), (index, key, handle) -> {
            ready[0] += peek.isTrue(handle, "_cancelled") ? 0 : 1;
            return true;
        });
        return ready[0];
    }

    /// Whether another thread is between scheduling a callback and writing to the loop's socket.
    private boolean somebodyWakes(ThreadInfo sleeper) {
        return threads.list().stream()
                .filter(thread -> thread.state() != null && !thread.equals(sleeper))
                .flatMap(thread -> threads.stack(thread, 0, FRAMES_LOOKED_AT).frames().stream())
                .map(StackFrame::function)
                .anyMatch(WAKING::contains);
    }
}
