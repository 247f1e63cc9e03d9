package io.ouroscope.python.discovery;

import io.ouroscope.index.ByteColumn;
import io.ouroscope.index.Columns;
import io.ouroscope.index.IntColumn;
import io.ouroscope.index.LongColumn;
import io.ouroscope.python.decode.KnownObjects;
import io.ouroscope.python.decode.PyType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;

/// All objects found, and the remains of freed ones, as dense ints in address order: the nodes of the object graph.
///
/// Kept in columns of the index, 17 bytes per object and one bit per 8 bytes of memory that holds objects, for the way
/// from an address to its node.
public final class Census implements KnownObjects {
    private static final String STAGE = "objects";
    private static final int CONFIRMED = 1;
    private static final int FREED = 2;

    private final LongColumn addresses;
    private final IntColumn typeIndexes;
    private final ByteColumn flags;
    private final IntColumn typeStarts;
    private final IntColumn nodesByType;
    private final List<PyType> types;
    private final AddressIndex index;
    private final Map<PyType, Integer> indexOfType = new HashMap<>();

    private Census(Columns columns, List<PyType> types, AddressIndex index) {
        this.types = types;
        this.index = index;
        addresses = columns.longs("addresses");
        typeIndexes = columns.ints("type of object");
        flags = columns.bytes("object flags");
        typeStarts = columns.ints("type starts");
        nodesByType = columns.ints("objects by type");
        for (int i = 0; i < types.size(); i++) {
            indexOfType.put(types.get(i), i);
        }
    }

    /// Whether the columns hold a finished census.
    static boolean isIn(Columns columns) {
        return columns.isFinished(STAGE);
    }

    /// @param types in the same order as when it was stored
    static Census load(Columns columns, List<PyType> types) {
        return new Census(columns, types, AddressIndex.load(columns));
    }

    /// @param addresses sorted, unsigned
    /// @param typeIndexes into `types`, parallel to the addresses
    /// @param confirmed objects that the allocator or the collector vouches for
    /// @param freed remains of objects that are no more
    static Census store(
            Columns columns,
            long[] addresses,
            int[] typeIndexes,
            List<PyType> types,
            IntPredicate confirmed,
            IntPredicate freed) {
        LongColumn kept = columns.newLongs("addresses", addresses.length);
        kept.setAll(addresses);
        columns.newInts("type of object", typeIndexes.length).setAll(typeIndexes);
        ByteColumn flags = columns.newBytes("object flags", addresses.length);
        for (int node = 0; node < addresses.length; node++) {
            flags.set(node, (byte) (freed.test(node) ? FREED : confirmed.test(node) ? CONFIRMED : 0));
        }
        sortByType(columns, typeIndexes, types.size());
        AddressIndex index = AddressIndex.store(kept, columns);
        columns.finish(STAGE);
        return new Census(columns, types, index);
    }

    /// Nodes sorted by type: one list, and where each type begins in it.
    private static void sortByType(Columns columns, int[] typeIndexes, int types) {
        int[] starts = new int[types + 1];
        for (int type : typeIndexes) {
            starts[type + 1]++;
        }
        for (int i = 0; i < types; i++) {
            starts[i + 1] += starts[i];
        }
        columns.newInts("type starts", starts.length).setAll(starts);
        IntColumn nodes = columns.newInts("objects by type", typeIndexes.length);
        for (int node = 0; node < typeIndexes.length; node++) {
            nodes.set(starts[typeIndexes[node]]++, node);
        }
    }

    public int size() {
        return (int) addresses.size();
    }

    public long address(int node) {
        return addresses.get(node);
    }

    public PyType type(int node) {
        return types.get(typeIndexes.get(node));
    }

    /// Whether more than its own bytes says that this is an object: an allocated block begins there, or the
    /// collector has it in a list.
    public boolean isConfirmed(int node) {
        return flags.get(node) == CONFIRMED;
    }

    /// Whether these are the remains of an object: its block is free, or its type keeps it to use it again.
    public boolean isFreed(int node) {
        return flags.get(node) == FREED;
    }

    /// The place of the node's type in [#types].
    public int typeIndex(int node) {
        return typeIndexes.get(node);
    }

    /// The node of the object that begins exactly at `address`, -1 if there is none.
    public int node(long address) {
        return index.find(address);
    }

    /// The last node whose address is not above `address`, -1 if there is none.
    public int floor(long address) {
        int low = 0;
        int high = size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Long.compareUnsigned(address(middle), address) <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low - 1;
    }

    @Override
    public boolean contains(long address) {
        int node = node(address);
        return node >= 0 && !isFreed(node);
    }

    @Override
    public long after(long object) {
        int node = node(object);
        return node < 0 || node + 1 == size() ? 0 : address(node + 1);
    }

    public List<PyType> types() {
        return types;
    }

    public int count(PyType type) {
        int i = indexOfType.getOrDefault(type, -1);
        return i < 0 ? 0 : typeStarts.get(i + 1) - typeStarts.get(i);
    }

    /// The `position`-th object whose type is exactly `type`, in address order.
    public int nodeOf(PyType type, int position) {
        return nodesByType.get(typeStarts.get(indexOfType.getOrDefault(type, -1)) + position);
    }

    /// All objects whose type is exactly `type`, in address order.
    public int[] nodesOf(PyType type) {
        int i = indexOfType.getOrDefault(type, -1);
        return i < 0 ? new int[0] : nodesByType.toArray(typeStarts.get(i), typeStarts.get(i + 1));
    }
}
