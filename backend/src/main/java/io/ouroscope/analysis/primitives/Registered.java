package io.ouroscope.analysis.primitives;

import io.ouroscope.analysis.primitives.EventLoop.Kind;
import io.ouroscope.analysis.primitives.EventLoop.State;
import io.ouroscope.analysis.threads.StopFacts;
import io.ouroscope.analysis.waits.WaitBuilder;
import io.ouroscope.analysis.waits.Wake;

/// The descriptors that a loop of asyncio has registered with its selector: whoever is on the other side wakes what
/// their handles resolve.
///
/// The pipe by which the loop wakes itself is left out: only threads and signals write there, and they are looked at as
/// what they are.
final class Registered {
    private static final String OWN_PIPE = "BaseSelectorEventLoop._read_from_self";
    private static final String ACCEPT = "BaseSelectorEventLoop._accept_connection";
    private static final int READER = 0;
    private static final int WRITER = 1;
    private static final int DATA = 3;

    private final Peek peek;
    private final WaitBuilder builder;
    private final StopFacts facts;
    private final LoopThreads threads;
    private final LoopWork work;
    private final Connections connections;

    Registered(
            Peek peek,
            WaitBuilder builder,
            StopFacts facts,
            LoopThreads threads,
            LoopWork work,
            Connections connections) {
        this.peek = peek;
        this.builder = builder;
        this.facts = facts;
        this.threads = threads;
        this.work = work;
        this.connections = connections;
    }

    void add(EventLoop loop) {
        if (loop.kind() != Kind.ASYNCIO || loop.state() == State.CLOSED) {
            return;
        }
        visit(peek, loop, (fd, reader, writer) -> {
            handle(loop, fd, reader, false);
            handle(loop, fd, writer, true);
        });
    }

    /// Gets a descriptor with the handles of what is to be called when it can be read or written, 0 for none.
    @FunctionalInterface
    interface Visitor {
        void descriptor(int fd, long reader, long writer);
    }

    /// Visits all descriptors that a loop watches, the one included by which it is woken.
    static void visit(Peek peek, EventLoop loop, Visitor visitor) {
        long keys = peek.get(peek.get(loop.address(), "_selector"), "_fd_to_key");
        peek.items(keys, (index, number, key) -> {
            long data = peek.item(key, DATA);
            visitor.descriptor((int) peek.heap.integer(number, -1), peek.item(data, READER), peek.item(data, WRITER));
            return true;
        });
    }

    /// Whether the handle reads what `call_soon_threadsafe` and signals write.
    static boolean isOwnSocket(Peek peek, long handle) {
        return handle != 0 && peek.callables.name(peek.get(handle, "_callback")).equals(OWN_PIPE);
    }

    private void handle(EventLoop loop, int fd, long handle, boolean write) {
        if (handle == 0 || peek.isTrue(handle, "_cancelled")) {
            return;
        }
        long callback = peek.get(handle, "_callback");
        String name = peek.callables.name(callback);
        if (name.equals(OWN_PIPE)) {
            return;
        }
        if (threads.heldBy(loop.address()) < 0) {
            builder.actor(handle);
        }
        Wake wake = Wake.peer(words(fd, write), fd);
        long arguments = peek.get(handle, "_args");
        peek.items(arguments, (index, key, argument) -> {
            work.wake(loop, argument, wake);
            if (name.equals(ACCEPT)) {
                connections.visitServer(argument, future -> work.wake(loop, future, wake));
            }
            return true;
        });
        peek.callables.visitParts(callback, part -> work.wake(loop, part, wake));
        long self = peek.callables.self(callback);
        if (connections.isTransport(self)) {
            connections.visitFutures(self, future -> work.wake(loop, future, wake));
        }
    }

    private String words(int fd, boolean write) {
        return (write ? "room in " : "") + facts.described(fd);
    }
}
