package io.ouroscope.analysis.primitives;

import io.ouroscope.analysis.primitives.EventLoop.Kind;
import io.ouroscope.analysis.primitives.EventLoop.State;
import io.ouroscope.analysis.threads.StopFacts;
import io.ouroscope.analysis.waits.Instances;
import io.ouroscope.analysis.waits.WaitBuilder;
import io.ouroscope.analysis.waits.Wake;
import io.ouroscope.memory.Memory;
import io.ouroscope.python.decode.PyType;
import it.unimi.dsi.fastutil.longs.LongArrayList;

/// What a loop of uvloop will do by itself: its timers, and what its handles of libuv lead to.
///
/// uvloop's objects are made by Cython; their fields have no names, so what they refer to is told from their words. A
/// timer's tuple of arguments begins with the future it resolves.
final class UvloopWork {
    private static final String TIMER = "uvloop.loop.TimerHandle";
    private static final String HANDLE = "uvloop.loop.UVHandle";
    private static final String CALLBACK = "uvloop.loop.Handle";
    private static final String LISTENS = "uvloop.loop.UVStreamServer";
    private static final String PROCESS = "uvloop.loop.UVProcess";

    // Of uv_handle_t of libuv 1, and of uv_poll_t and uv_stream_t where they have the descriptor.
    private static final int LIBUV_DATA = 0;
    private static final int LIBUV_TYPE = 16;
    private static final int NAMED_PIPE = 7;
    private static final int POLL = 8;
    private static final int TCP = 12;
    private static final int POLL_FD = 152;
    private static final int STREAM_FD = 184;
    private static final int WORDS_LOOKED_AT = 16;

    private final Peek peek;
    private final Instances classes;
    private final WaitBuilder builder;
    private final StopFacts facts;
    private final LoopThreads threads;
    private final LoopWork work;
    private final Connections connections;
    private final Memory memory;

    UvloopWork(
            Peek peek,
            Instances classes,
            WaitBuilder builder,
            StopFacts facts,
            LoopThreads threads,
            LoopWork work,
            Connections connections) {
        this.peek = peek;
        this.classes = classes;
        this.builder = builder;
        this.facts = facts;
        this.threads = threads;
        this.work = work;
        this.connections = connections;
        memory = peek.heap.memory();
    }

    void add(EventLoop loop) {
        if (loop.kind() != Kind.UVLOOP || loop.state() == State.CLOSED) {
            return;
        }
        if (threads.heldBy(loop.address()) < 0) {
            builder.actor(loop.address());
        }
        signals(loop);
        classes.each(TIMER, timer -> timer(loop, timer));
        classes.each(HANDLE, handle -> handle(loop, handle));
        classes.each(CALLBACK, callback -> {
            if (belongs(callback, loop)) {
                act(loop, callback);
                callback(loop, callback);
            }
        });
    }

    /// Of the dicts that a loop has, that with handles has one for each signal.
    private void signals(EventLoop loop) {
        peek.references(loop.address(), dict -> {
            if (peek.typeName(dict).equals("dict")) {
                peek.items(dict, (index, number, handle) -> {
                    if (peek.typeName(handle).equals(CALLBACK)) {
                        Wake wake = LoopWork.signal((int) peek.heap.integer(number, 0));
                        peek.references(
                                handle, part -> peek.callables.visitParts(part, each -> work.wake(loop, each, wake)));
                    }
                    return true;
                });
            }
        });
    }

    private void callback(EventLoop loop, long handle) {
        peek.references(handle, part -> {
            if (peek.typeName(part).equals("tuple")) {
                peek.items(part, (index, key, argument) -> {
                    work.holdWork(loop, argument);
                    return true;
                });
            } else {
                peek.callables.visitParts(part, each -> work.holdWork(loop, each));
            }
        });
    }

    /// A timer that has run or was cancelled has neither callback nor arguments any more.
    private void timer(EventLoop loop, long timer) {
        var arguments = new LongArrayList();
        double[] when = {Double.NaN};
        boolean[] ours = {false};
        peek.references(timer, target -> {
            ours[0] |= target == loop.address();
            switch (peek.typeName(target)) {
                case "tuple" -> arguments.add(target);
                case "float" -> when[0] = peek.number(target);
                case "function", "method", "builtin_function_or_method", "functools.partial" -> arguments.add(target);
                default -> {}
            }
        });
        if (!ours[0] || arguments.isEmpty()) {
            return;
        }
        act(loop, timer);
        Wake wake = work.timer(when[0]);
        for (long each : arguments) {
            if (peek.typeName(each).equals("tuple")) {
                peek.items(each, (index, key, argument) -> {
                    work.wakeByTimer(loop, argument, wake);
                    return true;
                });
            } else {
                peek.callables.visitParts(each, part -> work.wakeByTimer(loop, part, wake));
            }
        }
    }

    private void handle(EventLoop loop, long handle) {
        PyType type = peek.heap.typeOf(handle);
        if (type == null || !belongs(handle, loop)) {
            return;
        }
        act(loop, handle);
        if (classes.isA(type, PROCESS)) {
            ends(loop, handle);
            return;
        }
        int fd = descriptor(handle);
        if (fd >= 0) {
            Wake wake = Wake.peer(facts.described(fd), fd);
            futures(loop, handle, wake);
            if (classes.isA(type, LISTENS)) {
                peek.references(
                        handle, server -> connections.visitServer(server, future -> work.wake(loop, future, wake)));
            }
        }
    }

    /// A process has a list of futures that wait for its end.
    private void ends(EventLoop loop, long process) {
        Wake wake = Wake.of(Wake.Kind.PROCESS, "a child process ends");
        peek.references(process, target -> {
            if (peek.typeName(target).equals("list")) {
                peek.items(target, (index, key, future) -> {
                    work.wake(loop, future, wake);
                    return true;
                });
            }
        });
    }

    private void futures(EventLoop loop, long handle, Wake wake) {
        connections.visitFutures(handle, future -> work.wake(loop, future, wake));
    }

    private void act(EventLoop loop, long object) {
        if (threads.heldBy(loop.address()) < 0) {
            builder.actor(object);
        }
    }

    private boolean belongs(long object, EventLoop loop) {
        boolean[] found = {false};
        peek.references(object, target -> found[0] |= target == loop.address());
        return found[0];
    }

    /// The descriptor of libuv's handle behind a UVHandle, -1 if it has none.
    private int descriptor(long handle) {
        for (int word = 0; word < WORDS_LOOKED_AT; word++) {
            long at = handle + (long) word * Long.BYTES;
            long struct = memory.isReadable(at, Long.BYTES) ? memory.getLong(at) : 0;
            if (struct != 0
                    && memory.isReadable(struct, STREAM_FD + Integer.BYTES)
                    && memory.getLong(struct + LIBUV_DATA) == handle) {
                return switch (memory.getInt(struct + LIBUV_TYPE)) {
                    case POLL -> memory.getInt(struct + POLL_FD);
                    case TCP, NAMED_PIPE -> memory.getInt(struct + STREAM_FD);
                    default -> -1;
                };
            }
        }
        return -1;
    }
}
