package io.ouroscope.analysis.files;

import io.ouroscope.memory.UnreadableAddressException;
import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.decode.PyType;
import io.ouroscope.python.discovery.Census;
import io.ouroscope.python.layout.Layout;
import it.unimi.dsi.fastutil.ints.Int2ObjectMap;
import it.unimi.dsi.fastutil.ints.Int2ObjectOpenHashMap;
import it.unimi.dsi.fastutil.ints.IntOpenHashSet;
import it.unimi.dsi.fastutil.ints.IntSet;
import it.unimi.dsi.fastutil.ints.IntSets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.LongFunction;

/// Which objects have which file descriptors, from the objects alone: it needs no note of the capture. Immutable.
public final class Descriptors {
    private static final int MOST_KEYS = 1_000_000;

    /// Types of C code that keep a descriptor in a field.
    private record Field(String type, String struct, String name) {}

    private static final List<Field> FIELDS = List.of(
            new Field("_io.FileIO", "fileio", "fd"),
            new Field("_socket.socket", "PySocketSockObject", "sock_fd"),
            new Field("select.epoll", "PyEpoll_Object", "epfd"),
            new Field("mmap.mmap", "mmap_object", "fd"));

    /// Classes of the standard library that keep one in an attribute, with no object of the types above behind it.
    private record Attribute(String type, String name) {}

    private static final List<Attribute> ATTRIBUTES = List.of(
            new Attribute("multiprocessing.connection._ConnectionBase", "_handle"),
            new Attribute("multiprocessing.popen_fork.Popen", "sentinel"),
            new Attribute("multiprocessing.resource_tracker.ResourceTracker", "_fd"),
            new Attribute("multiprocessing.forkserver.ForkServer", "_forkserver_alive_fd"),
            new Attribute("multiprocessing.heap.Arena", "fd"),
            new Attribute("select.devpoll", "_fd"));

    private static final String SELECTOR = "selectors._BaseSelectorImpl";

    private final Heap heap;
    private final Census census;
    private final IntPredicate isSure;
    private final LongFunction<List<Holder.Owner>> owners;
    private final Int2ObjectMap<List<Holder>> holders = new Int2ObjectOpenHashMap<>();
    private final Int2ObjectMap<List<Watch>> watches = new Int2ObjectOpenHashMap<>();

    private Descriptors(Heap heap, Census census, IntPredicate isSure, LongFunction<List<Holder.Owner>> owners) {
        this.heap = heap;
        this.census = census;
        this.isSure = isSure;
        this.owners = owners;
    }

    /// @param isSure whether a node is certainly an object and not the remains of one
    /// @param owners who has an object, nearest first
    public static Descriptors of(
            Heap heap, Census census, IntPredicate isSure, LongFunction<List<Holder.Owner>> owners) {
        var descriptors = new Descriptors(heap, census, isSure, owners);
        descriptors.find();
        return descriptors;
    }

    /// All descriptors that objects have or selectors watch.
    public IntSet all() {
        var all = new IntOpenHashSet(holders.keySet());
        all.addAll(watches.keySet());
        return IntSets.unmodifiable(all);
    }

    /// The objects that have this descriptor.
    public List<Holder> holders(int fd) {
        return holders.getOrDefault(fd, List.of());
    }

    /// The selectors that watch this descriptor.
    public List<Watch> watches(int fd) {
        return watches.getOrDefault(fd, List.of());
    }

    private void find() {
        Layout layout = heap.layout();
        for (PyType type : census.types()) {
            for (Field field : FIELDS) {
                if (type.isSubtypeOf(field.type())
                        && layout.has(field.struct())
                        && layout.struct(field.struct()).has(field.name())
                        && type.basicSize() >= layout.struct(field.struct()).sizeBytes()) {
                    int offset = layout.struct(field.struct()).offset(field.name());
                    each(type, object -> hold(heap.memory().getInt(object + offset), object, field.name()));
                }
            }
            for (Attribute attribute : ATTRIBUTES) {
                if (isA(type, attribute.type())) {
                    each(
                            type,
                            object ->
                                    hold(integer(heap.attribute(object, attribute.name())), object, attribute.name()));
                }
            }
            if (isA(type, SELECTOR)) {
                each(type, this::watched);
            }
        }
    }

    private interface Visitor {
        void visit(long object);
    }

    private void each(PyType type, Visitor visitor) {
        for (int node : census.nodesOf(type)) {
            if (isSure.test(node)) {
                try {
                    visitor.visit(census.address(node));
                } catch (UnreadableAddressException torn) {
                    // An object that is not whole in the snapshot has no descriptor that could be told.
                }
            }
        }
    }

    private void hold(int fd, long object, String field) {
        if (fd >= 0) {
            holders.computeIfAbsent(fd, each -> new ArrayList<>()).add(new Holder(object, field, owners.apply(object)));
        }
    }

    /// `_fd_to_key` has a `SelectorKey(fileobj, fd, events, data)` for each descriptor.
    private void watched(long selector) {
        long keys = heap.attribute(selector, "_fd_to_key");
        if (keys == 0) {
            return;
        }
        long most = Math.min(MOST_KEYS, heap.itemCount(keys));
        heap.items(keys, 0, most, (index, number, key) -> {
            int fd = integer(number);
            long[] parts = new long[4];
            heap.items(key, 0, parts.length, (position, none, part) -> {
                parts[(int) position] = part;
                return true;
            });
            if (fd >= 0) {
                watches.computeIfAbsent(fd, each -> new ArrayList<>())
                        .add(new Watch(selector, Math.max(0, integer(parts[2])), parts[3]));
            }
            return true;
        });
    }

    /// -1 for what is no small number.
    private int integer(long object) {
        long value = object == 0 ? -1 : heap.integer(object, -1);
        return value < 0 || value > Integer.MAX_VALUE ? -1 : (int) value;
    }

    private static boolean isA(PyType type, String name) {
        for (PyType each = type; each != null; each = each.base()) {
            if (each.name().equals(name)) {
                return true;
            }
        }
        return false;
    }
}
