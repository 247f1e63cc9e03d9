package io.ouroscope.analysis.locks;

import io.ouroscope.analysis.locks.GreenletWaits.Suspended;
import io.ouroscope.analysis.waits.How;
import io.ouroscope.analysis.waits.Referrers;
import io.ouroscope.analysis.waits.Sureness;
import io.ouroscope.analysis.waits.ThingKind;
import io.ouroscope.analysis.waits.WaitBuilder;
import io.ouroscope.analysis.waits.Wake;
import io.ouroscope.memory.UnreadableAddressException;
import io.ouroscope.python.decode.PyType;
import io.ouroscope.python.discovery.PythonProcess;
import io.ouroscope.python.frame.Frames;
import io.ouroscope.python.frame.OpenWiths;
import io.ouroscope.python.frame.ValueStack;
import io.ouroscope.python.raw.Structs;
import it.unimi.dsi.fastutil.longs.Long2IntLinkedOpenHashMap;
import it.unimi.dsi.fastutil.longs.Long2ObjectMap;
import it.unimi.dsi.fastutil.longs.Long2ObjectMaps;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.LongConsumer;

/// What the greenlets of gevent and eventlet wait for, told by who could switch to them.
///
/// A greenlet that waits has left its `switch` with what will call it: in the list of a semaphore or event, with a
/// `Waiter` that stands in a queue, in the watcher of a timer or socket. gevent's classes are compiled, their fields
/// have no names; so it is asked who refers to the greenlet's `switch`, and who to that. One that is found anywhere
/// else, or nowhere, may be switched to by whoever has it.
final class HubWaits {
    private static final int MOST_REFERRERS = 10_000;
    private static final String LINKABLE = "gevent._gevent_c_abstract_linkable.AbstractLinkable";
    private static final String PURE_LINKABLE = "gevent._abstract_linkable.AbstractLinkable";

    /// Modules whose objects the hub's loop uses by itself.
    private static final List<String> LOOPS = List.of("gevent.libev", "gevent.libuv", "gevent._ffi", "eventlet.hubs");

    private final ObjectReader reader;
    private final Referrers referrers;
    private final WaitBuilder builder;
    private final PythonProcess process;
    private final IntPredicate present;
    private final Structs structs;
    private final Frames frames;
    private final OpenWiths withs;
    private final int functionSelf;
    private final int methodSelf;
    /// By semaphore that is waited for or held, how many `with` blocks are inside of it.
    private final Long2IntLinkedOpenHashMap held = new Long2IntLinkedOpenHashMap();
    private Long2ObjectMap<Suspended> greenlets = Long2ObjectMaps.emptyMap();

    HubWaits(PythonProcess process, Referrers referrers, IntPredicate present, WaitBuilder builder) {
        this.process = process;
        this.referrers = referrers;
        this.present = present;
        this.builder = builder;
        reader = new ObjectReader(process.heap(), process.census(), present);
        structs = process.heap().structs();
        frames = new Frames(process.heap());
        withs = new OpenWiths(process.heap());
        functionSelf = process.heap().layout().offset("PyCFunctionObject", "m_self");
        methodSelf = process.heap().layout().offset("PyMethodObject", "im_self");
    }

    /// @param suspended greenlets that have a node
    /// @return of how many it is not known what will switch to them
    int explain(Long2ObjectMap<Suspended> suspended) {
        greenlets = suspended;
        int unknown = 0;
        for (long greenlet : suspended.keySet()) {
            int node = node(greenlet);
            var search = new Search(greenlet, node);
            search.run();
            if (!builder.isExplained(node)) {
                search.unknown();
                unknown++;
            }
        }
        if (!suspended.isEmpty()) {
            suspended.forEach((greenlet, each) -> stack(greenlet, each.innermost()));
            held.forEach(this::openUnlessHeld);
            watchers();
        }
        return unknown;
    }

    private int node(long greenlet) {
        return builder.thing(ThingKind.GREENLET, greenlet, name(greenlet));
    }

    private String type(long object) {
        PyType type = object == 0 ? null : process.heap().typeOf(object);
        return type == null ? "" : type.name();
    }

    /// Timers, sockets and callbacks that the hub's loop has: it uses them by itself.
    private void watchers() {
        for (PyType type : process.census().types()) {
            if (isOfLoop(type.name()) && !type.isMetatype()) {
                for (int node : process.census().nodesOf(type)) {
                    if (present.test(node)) {
                        builder.actor(process.census().address(node));
                    }
                }
            }
        }
    }

    private static boolean isOfLoop(String type) {
        return LOOPS.stream().anyMatch(type::startsWith);
    }

    private static boolean isTimer(String type) {
        return isOfLoop(type) && type.endsWith(".timer");
    }

    /// What lies on the saved stack is in use once the greenlet goes on; inside whose `with` it stands, that it holds.
    private void stack(long greenlet, long innermost) {
        int node = node(greenlet);
        frames.visitStack(innermost, 0, frame -> {
            if (frame.isBroken()) {
                return;
            }
            try {
                long code = structs.frames.code(frame.frame());
                int locals = structs.isObject(code) ? structs.code.slotCount(code) : 0;
                for (int slot = 0; slot < locals; slot++) {
                    belongs(node, structs.frames.slot(frame.frame(), slot));
                }
                for (ValueStack.Value value : frames.values(frame.frame()).values()) {
                    belongs(node, value.object());
                }
            } catch (UnreadableAddressException torn) {
                // What was read of the frame stands.
            }
            withs.of(frame.frame()).forEach(object -> holds(node, object));
        });
    }

    private void belongs(int node, long object) {
        if (structs.isObject(object)) {
            builder.belongs(node, object);
        }
    }

    private void holds(int holder, long object) {
        if (!isSemaphore(object)) {
            return;
        }
        int semaphore = semaphore(object);
        held.mergeInt(object, 1, Integer::sum);
        builder.waits(semaphore, holder, How.HELD_BY, Sureness.INFERRED);
    }

    /// Where it is known how many permits there are, and each is held inside a `with`, nobody else has one to give
    /// back; else whoever reaches the semaphore may.
    private void openUnlessHeld(long object, int holders) {
        long permits = permits(object);
        if (!isLock(object) && (permits <= 0 || holders < permits)) {
            builder.open(semaphore(object));
        }
    }

    /// How many permits a bounded semaphore began with; 0 if unknown, as of all others. gevent's compiled class adds
    /// just this number to its base class, behind which it lies.
    private long permits(long object) {
        for (PyType type = process.heap().typeOf(object); type != null; type = type.base()) {
            PyType base = type.base();
            if (type.name().equals("gevent._gevent_c_semaphore.BoundedSemaphore") && base != null) {
                long at = object + base.basicSize();
                boolean one = type.basicSize() - base.basicSize() == Long.BYTES;
                return one && structs.memory.isReadable(at, Integer.BYTES) ? structs.memory.getInt(at) : 0;
            }
            if (type.name().equals("gevent._semaphore.BoundedSemaphore")) {
                return reader.integer(object, "_initial_value");
            }
            if (type.name().equals("eventlet.semaphore.BoundedSemaphore")) {
                return reader.integer(object, "original_counter");
            }
        }
        return 0;
    }

    private boolean isSemaphore(long object) {
        return type(object).startsWith("gevent.") && type(object).endsWith("Semaphore")
                || isLock(object)
                || reader.isA(object, "gevent._gevent_c_semaphore.Semaphore")
                || reader.isA(object, "gevent._semaphore.Semaphore")
                || reader.isA(object, "eventlet.semaphore.Semaphore");
    }

    /// The lock that takes the place of `threading.Lock` has one permit; how many others began with is not known.
    private boolean isLock(long object) {
        return reader.isA(object, "gevent.thread.LockType") || reader.isA(object, "gevent.lock.RLock");
    }

    private int semaphore(long object) {
        int node = builder.thing(isLock(object) ? ThingKind.LOCK : ThingKind.SEMAPHORE, object, name(object));
        if (!isLock(object)) {
            builder.any(node);
            held.putIfAbsent(object, 0);
        }
        return node;
    }

    private String name(long object) {
        return name(type(object));
    }

    /// `gevent.Semaphore`, not the module that it is compiled in.
    static String name(String type) {
        String library = type.startsWith("eventlet.")
                ? "eventlet."
                : type.startsWith("gevent.") ? "gevent." : type.startsWith("greenlet.") ? "greenlet." : "";
        return library + type.substring(type.lastIndexOf('.') + 1);
    }

    /// Who could switch to one greenlet.
    private final class Search {
        private final long greenlet;
        private final int node;
        private final LongOpenHashSet seen = new LongOpenHashSet();
        private int looked;

        Search(long greenlet, int node) {
            this.greenlet = greenlet;
            this.node = node;
        }

        void run() {
            each(greenlet, holder -> {
                if (isMethodOf(holder, greenlet)) {
                    resumed(holder);
                } else if (isWaiter(holder)) {
                    waiter(holder);
                } else if (isCollection(holder)) {
                    each(holder, dict -> waitsIn(dict));
                } else if (type(holder).equals("builtins.tuple")) {
                    each(holder, this::passed);
                }
            });
        }

        private void each(long object, LongConsumer visitor) {
            referrers.each(object, referrer -> {
                if (++looked < MOST_REFERRERS) {
                    visitor.accept(referrer);
                } else {
                    unknown();
                }
            });
        }

        /// A timeout passes the greenlet that it ends as an argument; eventlet's timers keep theirs in tuples of
        /// tuples.
        private void passed(long caller) {
            if (isTimer(type(caller))) {
                timer();
            } else if (isOfLoop(type(caller)) || type(caller).equals("builtins.tuple")) {
                unknown();
            }
        }

        private void timer() {
            builder.wakes(node, Wake.of(Wake.Kind.TIMER, "a timer of its hub"));
        }

        private void unknown() {
            String parent = greenlets.get(greenlet).parent();
            builder.wakes(node, Wake.of(Wake.Kind.UNKNOWN, "its hub may switch to it" + parent));
        }

        private boolean isMethodOf(long method, long self) {
            int offset = switch (type(method)) {
                case "builtins.builtin_function_or_method" -> functionSelf;
                case "builtins.method" -> methodSelf;
                default -> -1;
            };
            return offset >= 0
                    && structs.memory.isReadable(method + offset, Long.BYTES)
                    && structs.memory.getLong(method + offset) == self;
        }

        private boolean isWaiter(long object) {
            return type(object).startsWith("gevent.") && type(object).endsWith("Waiter")
                    || type(object).startsWith("eventlet.") && type(object).endsWith("Waiter");
        }

        private boolean isCollection(long object) {
            return switch (type(object)) {
                case "collections.deque", "builtins.set" -> true;
                default -> false;
            };
        }

        /// A method that switches to it, and who has it.
        private void resumed(long method) {
            if (!seen.add(method)) {
                return;
            }
            each(method, holder -> {
                String type = type(holder);
                if (type.equals("builtins.list")) {
                    each(holder, this::linked);
                } else if (isTimer(type)) {
                    timer();
                } else if (isOfLoop(type) && type.endsWith(".io")) {
                    builder.wakes(node, Wake.of(Wake.Kind.PEER, "a socket"));
                } else if (!type.endsWith("._WaitIterator")) {
                    unknown();
                }
            });
        }

        /// Something whose list of those to be called has it.
        private void linked(long owner) {
            if (isSemaphore(owner)) {
                long lock = reentrant(owner);
                builder.waits(node, lock == 0 ? semaphore(owner) : owned(lock), How.ACQUIRE);
            } else if (reader.isA(owner, LINKABLE) || reader.isA(owner, PURE_LINKABLE)) {
                boolean result = type(owner).endsWith("AsyncResult");
                builder.waits(
                        node,
                        builder.thing(result ? ThingKind.WORK : ThingKind.EVENT, owner, name(owner)),
                        result ? How.RESULT : How.WAIT_ON);
            } else if (reader.isA(owner, "greenlet.greenlet")) {
                builder.any(node);
                if (greenlets.containsKey(owner)) {
                    builder.waits(node, node(owner), How.JOIN);
                } else {
                    builder.wakes(node, Wake.of(Wake.Kind.READY, "a greenlet that it waits for runs or begins"));
                }
            } else {
                unknown();
            }
        }

        /// The reentrant lock that is made of this semaphore, 0 if none is.
        private long reentrant(long semaphore) {
            long[] found = {0};
            each(semaphore, holder -> {
                if (reader.isA(holder, "gevent.lock.RLock")) {
                    found[0] = holder;
                }
            });
            return found[0];
        }

        private int owned(long lock) {
            int owned = semaphore(lock);
            long owner = reader.get(lock, "_owner");
            if (greenlets.containsKey(owner) && !builder.isExplained(owned)) {
                builder.waits(owned, node(owner), How.HELD_BY);
            }
            return owned;
        }

        private void waiter(long waiter) {
            if (!seen.add(waiter)) {
                return;
            }
            each(waiter, holder -> {
                String type = type(holder);
                if (isMethodOf(holder, waiter)) {
                    resumed(holder);
                } else if (isCollection(holder)) {
                    each(holder, owner -> queue(owner, waiter));
                } else if (!type.endsWith("._WaitIterator") && !type.equals("builtins.tuple")) {
                    unknown();
                }
            });
        }

        private void queue(long owner, long waiter) {
            boolean queue = type(owner).startsWith("gevent.") && type(owner).contains("ueue");
            if (queue) {
                How how = type(waiter).endsWith("ItemWaiter") ? How.PUT : How.GET;
                builder.waits(node, builder.thing(ThingKind.QUEUE, owner, name(owner)), how);
            } else {
                unknown();
            }
        }

        /// An attribute of eventlet's events and semaphores.
        private void waitsIn(long dict) {
            if (!eventlet(dict)) {
                each(dict, this::eventlet);
            }
        }

        private boolean eventlet(long owner) {
            if (isSemaphore(owner)) {
                if (reader.integer(owner, "counter") > 0) {
                    builder.wakes(node, Wake.of(Wake.Kind.READY, "a permit is free"));
                }
                builder.waits(node, semaphore(owner), How.ACQUIRE);
                return true;
            }
            if (reader.isA(owner, "eventlet.event.Event")) {
                if (!type(reader.get(owner, "_result")).endsWith("NOT_USED")) {
                    builder.wakes(node, Wake.of(Wake.Kind.READY, "the event was sent"));
                }
                builder.waits(node, builder.thing(ThingKind.EVENT, owner, name(owner)), How.WAIT_ON);
                return true;
            }
            return false;
        }
    }
}
