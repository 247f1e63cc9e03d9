package io.ouroscope.analysis.tasks;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import it.unimi.dsi.fastutil.objects.Object2IntOpenHashMap;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// The nodes of the task graph as columns, numbered in address order. Texts are numbers into tables, because 100,000
/// tasks stand at a handful of places.
final class Nodes {
    private final LongArrayList addresses = new LongArrayList();
    private final IntArrayList kinds = new IntArrayList();
    private final IntArrayList states = new IntArrayList();
    private final IntArrayList coroutines = new IntArrayList();
    private final IntArrayList places = new IntArrayList();
    private final IntArrayList ownPlaces = new IntArrayList();
    private final IntArrayList loops = new IntArrayList();
    private final Table<String> texts = new Table<>("");
    private final Table<Place> placeTable = new Table<>(Place.UNKNOWN);
    private final Table<Long> loopTable = new Table<>(0L);

    /// May go on whatever they wait for: a timeout runs, or a cancellation is on its way.
    final BitSet free = new BitSet();

    /// Go on as soon as one of the nodes they wait for is finished.
    final BitSet any = new BitSet();

    /// May be the remains of freed objects.
    final BitSet unsure = new BitSet();

    /// Adds a node; addresses must ascend.
    int add(long address, NodeKind kind, NodeState state) {
        if (!addresses.isEmpty() && Long.compareUnsigned(addresses.topLong(), address) >= 0) {
            throw new IllegalArgumentException("Nodes must be added in ascending order of address");
        }
        addresses.add(address);
        kinds.add(kind.ordinal());
        states.add(state.ordinal());
        coroutines.add(0);
        places.add(0);
        ownPlaces.add(0);
        loops.add(0);
        return addresses.size() - 1;
    }

    /// @param place the innermost suspended frame
    /// @param ownPlace the innermost suspended frame outside asyncio itself
    void setCoroutine(int node, String coroutine, Place place, Place ownPlace) {
        coroutines.set(node, texts.number(coroutine));
        places.set(node, placeTable.number(place));
        ownPlaces.set(node, placeTable.number(ownPlace));
    }

    /// @param loop address of the event loop, 0 if unknown
    void setLoop(int node, long loop) {
        loops.set(node, loopTable.number(loop));
    }

    long loop(int node) {
        return loopTable.value(loops.getInt(node));
    }

    void setState(int node, NodeState state) {
        states.set(node, state.ordinal());
    }

    int count() {
        return addresses.size();
    }

    /// The node at this address, or -1.
    int at(long address) {
        int low = 0;
        int high = addresses.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = Long.compareUnsigned(addresses.getLong(middle), address);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }

    long address(int node) {
        return addresses.getLong(node);
    }

    NodeKind kind(int node) {
        return NodeKind.of(kinds.getInt(node));
    }

    NodeState state(int node) {
        return NodeState.of(states.getInt(node));
    }

    boolean finished(int node) {
        return state(node).finished();
    }

    String coroutine(int node) {
        return texts.value(coroutines.getInt(node));
    }

    Place place(int node) {
        return placeTable.value(places.getInt(node));
    }

    Place ownPlace(int node) {
        return placeTable.value(ownPlaces.getInt(node));
    }

    /// A number that two nodes share when their coroutine and place are the same.
    long site(int node) {
        return (long) coroutines.getInt(node) << 32 | places.getInt(node);
    }

    /// The same of the place outside asyncio.
    long ownSite(int node) {
        return (long) coroutines.getInt(node) << 32 | ownPlaces.getInt(node);
    }

    /// Numbers that two nodes share when the text or place is the same.
    int coroutineNumber(int node) {
        return coroutines.getInt(node);
    }

    int ownPlaceNumber(int node) {
        return ownPlaces.getInt(node);
    }

    private static final class Table<T> {
        private final List<T> values = new ArrayList<>();
        private final Object2IntOpenHashMap<T> numbers = new Object2IntOpenHashMap<>();

        Table(T first) {
            number(first);
        }

        int number(T value) {
            int number = numbers.getOrDefault(value, -1);
            if (number < 0) {
                number = values.size();
                values.add(value);
                numbers.put(value, number);
            }
            return number;
        }

        T value(int number) {
            return values.get(number);
        }
    }
}
