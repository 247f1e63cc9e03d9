package io.ouroscope.analysis.primitives;

import io.ouroscope.analysis.waits.Instances;
import io.ouroscope.analysis.waits.WaitBuilder;
import io.ouroscope.python.decode.PyType;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import java.util.function.LongConsumer;

/// From a transport to the futures that its descriptor resolves: those that its protocol, the protocol above that
/// (TLS), its streams and what these have as attributes keep.
///
/// This gives waits their words; whether something can wake them at all is told by what the loop's handles reach. Only
/// where asyncio itself has no strong reference, from a protocol to its StreamReader, is it more than words.
final class Connections {
    private static final String READER_WEAKLY = "_stream_reader_wr";
    private static final String TRANSPORT = "asyncio.transports.BaseTransport";
    private static final String SERVER = "asyncio.base_events.Server";
    private static final String LOOP = "asyncio.events.AbstractEventLoop";
    private static final String UVLOOP_SERVER = "uvloop.loop.Server";
    private static final int DEEPEST = 4;
    /// Objects looked at for one transport, and for all.
    private static final int MOST_OBJECTS = 40;

    private static final int MOST_OBJECTS_IN_ALL = 400_000;

    private final Peek peek;
    private final Instances classes;
    private final WaitBuilder builder;
    private final Primitives primitives;
    private int looked;

    Connections(Peek peek, Instances classes, WaitBuilder builder, Primitives primitives) {
        this.peek = peek;
        this.classes = classes;
        this.builder = builder;
        this.primitives = primitives;
    }

    /// `serve_forever` waits for a future that nothing but closing resolves; the server lives by its connections.
    void visitServer(long server, LongConsumer visitor) {
        PyType type = peek.heap.typeOf(server);
        if (type != null && classes.isA(type, SERVER)) {
            visitor.accept(peek.get(server, "_serving_forever_fut"));
        } else if (type != null && classes.isA(type, UVLOOP_SERVER)) {
            peek.references(server, visitor);
        }
    }

    boolean isTransport(long object) {
        PyType type = object == 0 ? null : peek.heap.typeOf(object);
        return type != null && classes.isA(type, TRANSPORT);
    }

    /// Visits the futures that a descriptor resolves, from its transport on.
    void visitFutures(long transport, LongConsumer visitor) {
        var seen = new LongOpenHashSet();
        var objects = new LongArrayList();
        var depths = new LongArrayList();
        seen.add(transport);
        objects.add(transport);
        depths.add(0);
        for (int i = 0; i < objects.size() && i < MOST_OBJECTS && looked < MOST_OBJECTS_IN_ALL; i++) {
            looked++;
            int depth = (int) depths.getLong(i);
            visitValues(objects.getLong(i), value -> {
                if (!seen.add(value)) {
                    return;
                }
                int future = builder.task(value);
                if (future >= 0) {
                    if (!builder.tasks().isTask(future)
                            && !builder.tasks().waits(future)
                            && !primitives.isWaiter(future)) {
                        visitor.accept(value);
                    }
                } else if (depth < DEEPEST && isPart(value)) {
                    objects.add(value);
                    depths.add(depth + 1L);
                }
            });
        }
    }

    private void visitValues(long object, LongConsumer visitor) {
        if (peek.typeName(object).equals("collections.deque")) {
            peek.items(object, (index, key, value) -> {
                visitor.accept(value);
                return true;
            });
            return;
        }
        PyType type = peek.heap.typeOf(object);
        if (type != null && isOfUvloop(type)) {
            peek.references(object, target -> {
                visitor.accept(target);
                if (peek.typeName(target).equals("list")) {
                    peek.items(target, (index, key, value) -> {
                        visitor.accept(value);
                        return true;
                    });
                }
            });
            return;
        }
        peek.heap.attributes(object, (attribute, value) -> {
            visitor.accept(attribute.equals(READER_WEAKLY) ? peek.referent(value) : value);
            return true;
        });
    }

    /// Protocols, streams and the like: not loops, servers or what tasks wait for by itself.
    private boolean isPart(long object) {
        PyType type = object == 0 ? null : peek.heap.typeOf(object);
        if (type == null || primitives.node(object) >= 0) {
            return false;
        }
        return type.typeName().equals("collections.deque")
                || (type.isPythonMade() || isOfUvloop(type))
                        && !type.isMetatype()
                        && !classes.isA(type, LOOP)
                        && !classes.isA(type, SERVER)
                        && !classes.isA(type, UVLOOP_SERVER);
    }

    private static boolean isOfUvloop(PyType type) {
        return !type.isPythonMade() && type.module().equals("uvloop.loop");
    }
}
