package io.ouroscope.python.discovery;

import io.ouroscope.python.decode.PyType;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// All objects found, as dense ints in address order: the nodes of the object graph.
///
/// Costs 16 bytes per object and one bit per 8 bytes of memory for the way from an
/// address to its node.
public final class Census {
    private final long[] addresses;
    private final int[] typeIndexes;
    private final List<PyType> types;
    private final AddressIndex index;
    private final Map<PyType, Integer> indexOfType = new HashMap<>();
    private final ByType byType;
    private final BitSet confirmed;

    /// @param addresses sorted, unsigned
    /// @param typeIndexes into `types`, parallel to the addresses
    /// @param confirmed objects that the allocator or the collector vouches for
    Census(long[] addresses, int[] typeIndexes, List<PyType> types, BitSet confirmed) {
        this.confirmed = confirmed;
        this.addresses = addresses;
        this.typeIndexes = typeIndexes;
        this.types = types;
        index = new AddressIndex(addresses);
        for (int i = 0; i < types.size(); i++) {
            indexOfType.put(types.get(i), i);
        }
        byType = new ByType(typeIndexes, types.size());
    }

    public int size() {
        return addresses.length;
    }

    public long address(int node) {
        return addresses[node];
    }

    public PyType type(int node) {
        return types.get(typeIndexes[node]);
    }

    /// Whether more than its own bytes says that this is an object: an allocated block begins there, or the
    /// collector has it in a list.
    public boolean isConfirmed(int node) {
        return confirmed.get(node);
    }

    /// The place of the node's type in [#types].
    public int typeIndex(int node) {
        return typeIndexes[node];
    }

    /// The node of the object that begins exactly at `address`, -1 if there is none.
    public int node(long address) {
        return index.find(address);
    }

    public List<PyType> types() {
        return types;
    }

    public int count(PyType type) {
        int i = indexOfType.getOrDefault(type, -1);
        return i < 0 ? 0 : byType.count(i);
    }

    /// The `position`-th object whose type is exactly `type`, in address order.
    public int nodeOf(PyType type, int position) {
        return byType.node(indexOfType.getOrDefault(type, -1), position);
    }

    /// All objects whose type is exactly `type`, in address order.
    public int[] nodesOf(PyType type) {
        int i = indexOfType.getOrDefault(type, -1);
        return i < 0 ? new int[0] : byType.nodes(i);
    }

    /// Nodes sorted by type: one array and a start per type.
    private static final class ByType {
        private final int[] starts;
        private final int[] nodes;

        ByType(int[] typeIndexes, int types) {
            starts = new int[types + 1];
            for (int type : typeIndexes) {
                starts[type + 1]++;
            }
            for (int i = 0; i < types; i++) {
                starts[i + 1] += starts[i];
            }
            int[] next = Arrays.copyOf(starts, types);
            nodes = new int[typeIndexes.length];
            for (int node = 0; node < typeIndexes.length; node++) {
                nodes[next[typeIndexes[node]]++] = node;
            }
        }

        int count(int type) {
            return starts[type + 1] - starts[type];
        }

        int node(int type, int position) {
            return nodes[starts[type] + position];
        }

        int[] nodes(int type) {
            return Arrays.copyOfRange(nodes, starts[type], starts[type + 1]);
        }
    }
}
