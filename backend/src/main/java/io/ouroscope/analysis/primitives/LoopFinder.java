package io.ouroscope.analysis.primitives;

import io.ouroscope.analysis.primitives.EventLoop.Kind;
import io.ouroscope.analysis.primitives.EventLoop.State;
import io.ouroscope.analysis.tasks.TaskGraph;
import io.ouroscope.analysis.threads.NativeThread;
import io.ouroscope.analysis.threads.ThreadInfo;
import io.ouroscope.analysis.threads.Threads;
import io.ouroscope.analysis.waits.Instances;
import io.ouroscope.memory.Memory;
import io.ouroscope.python.frame.Frame;
import io.ouroscope.python.frame.Frames;
import io.ouroscope.python.frame.StackFrame;
import io.ouroscope.python.frame.ValueStack;
import it.unimi.dsi.fastutil.longs.LongLinkedOpenHashSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// Finds all event loops, the threads that run them, and what these do: wait for descriptors or run a callback.
///
/// asyncio's loops note the thread and show themselves by their frames. A loop of uvloop has no frames of its own; its
/// thread is the one whose ident is among the first words behind the address of libuv's loop, and that thread is idle
/// when it sleeps in a system call on the descriptor that libuv's loop has for `epoll`.
final class LoopFinder {
    private static final String ASYNCIO = "asyncio.base_events.BaseEventLoop";
    private static final String UVLOOP = "uvloop.Loop";
    /// Frames from the innermost on in which a loop that waits shows itself.
    private static final int FRAMES_LOOKED_AT = 40;
    private static final Set<String> POLLS =
            Set.of("epoll_wait", "epoll_pwait", "epoll_pwait2", "io_uring_enter", "poll", "ppoll");

    // Of uv_loop_t of libuv 1: `data` leads back to the object, `backend_fd` is the descriptor of epoll.
    private static final int LIBUV_DATA = 0;
    private static final int LIBUV_BACKEND_FD = 64;
    /// How far into the object libuv's loop, and behind that the thread's ident, are looked for.
    private static final int WORDS_LOOKED_AT = 32;

    private final Peek peek;
    private final Instances classes;
    private final Threads threads;
    private final TaskGraph tasks;
    private final Memory memory;
    private final List<EventLoop> loops = new ArrayList<>();

    private LoopFinder(Peek peek, Instances classes, Threads threads, TaskGraph tasks) {
        this.peek = peek;
        this.classes = classes;
        this.threads = threads;
        this.tasks = tasks;
        memory = peek.heap.memory();
    }

    static List<EventLoop> find(Peek peek, Instances classes, Threads threads, TaskGraph tasks) {
        var finder = new LoopFinder(peek, classes, threads, tasks);
        var known = new LongLinkedOpenHashSet();
        finder.each(ASYNCIO, known, loop -> finder.loops.add(finder.asyncio(loop)));
        finder.each(UVLOOP, known, loop -> finder.loops.add(finder.uvloop(loop)));
        for (int node = 0; node < tasks.nodeCount(); node++) {
            long loop = tasks.loop(node);
            if (loop != 0 && !tasks.isFinished(node) && known.add(loop)) {
                finder.loops.add(new EventLoop(loop, Kind.OTHER, State.UNKNOWN, null, 0));
            }
        }
        return List.copyOf(finder.loops);
    }

    private void each(String type, LongLinkedOpenHashSet known, LongConsumer visitor) {
        classes.each(type, loop -> {
            if (known.add(loop)) {
                visitor.accept(loop);
            }
        });
    }

    private EventLoop asyncio(long loop) {
        if (peek.isTrue(loop, "_closed")) {
            return new EventLoop(loop, Kind.ASYNCIO, State.CLOSED, null, 0);
        }
        long ident = peek.integer(loop, "_thread_id", 0);
        ThreadInfo thread = ident == 0 ? null : threadOf(ident);
        if (thread == null) {
            return new EventLoop(loop, Kind.ASYNCIO, State.STOPPED, null, 0);
        }
        List<StackFrame> stack = threads.stack(thread, 0, FRAMES_LOOKED_AT).frames();
        State state = State.BUSY;
        long main = 0;
        for (StackFrame frame : stack) {
            if (!isOfAsyncio(frame)) {
                continue;
            }
            if (frame.function().equals("_run") && frame.file().endsWith("events.py")) {
                break;
            }
            if (frame.function().equals("_run_once") && isOf(frame, loop)) {
                state = State.IDLE;
            }
            if (frame.function().equals("run_until_complete") && isOf(frame, loop)) {
                main = local(frame, "future");
                break;
            }
        }
        return new EventLoop(loop, Kind.ASYNCIO, state, thread, main);
    }

    private boolean isOf(StackFrame frame, long loop) {
        return local(frame, "self") == loop;
    }

    private static boolean isOfAsyncio(StackFrame frame) {
        // nest_asyncio replaces these methods.
        return frame.file().contains("/asyncio/") || frame.file().endsWith("/nest_asyncio.py");
    }

    private @Nullable ThreadInfo threadOf(long ident) {
        for (ThreadInfo thread : threads.list()) {
            if (thread.state() != null && thread.state().threadId() == ident) {
                return thread;
            }
        }
        return null;
    }

    private EventLoop uvloop(long loop) {
        long libuv = 0;
        for (int word = 0; word < WORDS_LOOKED_AT; word++) {
            long at = loop + (long) word * Long.BYTES;
            long value = memory.isReadable(at, Long.BYTES) ? memory.getLong(at) : 0;
            if (libuv == 0 && value != 0 && memory.isReadable(value, LIBUV_BACKEND_FD + Integer.BYTES)) {
                libuv = memory.getLong(value + LIBUV_DATA) == loop ? value : 0;
            } else if (libuv != 0 && value != 0) {
                ThreadInfo thread = threadOf(value);
                if (thread != null) {
                    return uvloop(loop, thread, memory.getInt(libuv + LIBUV_BACKEND_FD));
                }
            }
        }
        return new EventLoop(loop, Kind.UVLOOP, libuv == 0 ? State.CLOSED : State.STOPPED, null, 0);
    }

    private EventLoop uvloop(long loop, ThreadInfo thread, int epoll) {
        NativeThread kernel = thread.kernel();
        boolean idle = kernel != null
                && POLLS.contains(kernel.call().name())
                && (kernel.call().file() < 0 || kernel.call().file() == epoll);
        long main = idle ? mainOf(thread, loop) : 0;
        return new EventLoop(loop, Kind.UVLOOP, idle ? State.IDLE : State.BUSY, thread, main);
    }

    /// `run_until_complete` is called with the task, or with a coroutine that it makes a task of.
    private long mainOf(ThreadInfo thread, long loop) {
        List<StackFrame> stack = threads.stack(thread, 0, 1).frames();
        if (stack.isEmpty() || stack.getFirst().isBroken()) {
            return 0;
        }
        var candidates = new LongLinkedOpenHashSet();
        Frames frames = threads.frames();
        for (ValueStack.Value value : frames.values(stack.getFirst().frame()).values()) {
            candidates.add(value.object());
        }
        Frame frame = frames.at(stack.getFirst().frame());
        if (frame != null) {
            frame.locals().forEach(local -> candidates.add(local.value()));
        }
        for (long candidate : candidates) {
            int node = tasks.node(candidate);
            if (node >= 0 && tasks.loop(node) == loop) {
                return candidate;
            }
        }
        for (int node = 0; node < tasks.nodeCount(); node++) {
            if (tasks.isTask(node) && tasks.loop(node) == loop && candidates.contains(tasks.coroutine(node))) {
                return tasks.address(node);
            }
        }
        return 0;
    }

    private long local(StackFrame frame, String name) {
        Frame read = frame.isBroken() ? null : threads.frames().at(frame.frame());
        if (read == null) {
            return 0;
        }
        return read.locals().stream()
                .filter(local -> local.name().equals(name))
                .mapToLong(Frame.Local::value)
                .findFirst()
                .orElse(0);
    }
}
