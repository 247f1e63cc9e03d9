package io.ouroscope.analysis.find;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import org.jspecify.annotations.Nullable;

/// Where something was found, in address order, growing while the search goes on: a part is shown as soon as everything
/// before it has been searched. Safe for threads.
///
/// Only the first [#MOST_KEPT] places are kept; all are counted.
public final class Places {
    public static final int MOST_KEPT = 1_000_000;

    private final int mostKept;
    private final LongArrayList addresses = new LongArrayList();
    private final IntArrayList patterns = new IntArrayList();
    private @Nullable Part[] parts = new Part[0];
    private int shown;
    private long count;
    private long searchedBytes;
    private int @Nullable [] owners;

    public Places() {
        this(MOST_KEPT);
    }

    Places(int mostKept) {
        this.mostKept = mostKept;
    }

    /// What was found in one piece of memory.
    static final class Part {
        final LongArrayList addresses = new LongArrayList();
        final IntArrayList patterns = new IntArrayList();
        private final int mostKept;
        private long count;

        Part(int mostKept) {
            this.mostKept = mostKept;
        }

        void add(long address, int pattern) {
            count++;
            if (addresses.size() < mostKept) {
                addresses.add(address);
                patterns.add(pattern);
            }
        }
    }

    /// A place.
    ///
    /// @param pattern which of several it was
    /// @param owner the node of the object in whose buffer it is, -1 if that is not known or it is in none
    public record Place(long address, int pattern, int owner) {}

    synchronized void begin(int expectedParts) {
        parts = new Part[expectedParts];
    }

    /// How many more are worth keeping.
    synchronized Part newPart() {
        return new Part(mostKept - addresses.size());
    }

    synchronized void finish(int index, Part part, long bytes) {
        parts[index] = part;
        searchedBytes += bytes;
        while (shown < parts.length) {
            Part next = parts[shown];
            if (next == null) {
                return;
            }
            parts[shown++] = null;
            int room = Math.min(mostKept - addresses.size(), next.addresses.size());
            addresses.addElements(addresses.size(), next.addresses.elements(), 0, room);
            patterns.addElements(patterns.size(), next.patterns.elements(), 0, room);
            count += next.count;
        }
    }

    synchronized void owners(int[] nodes) {
        owners = nodes;
    }

    /// How many are kept so far.
    public synchronized int size() {
        return addresses.size();
    }

    /// How many were found so far, those beyond what is kept too.
    public synchronized long count() {
        return count;
    }

    public synchronized long searchedBytes() {
        return searchedBytes;
    }

    public synchronized Place get(int index) {
        return new Place(addresses.getLong(index), patterns.getInt(index), owners == null ? -1 : owners[index]);
    }

    /// The addresses of all that are kept.
    synchronized long[] addresses() {
        return addresses.toLongArray();
    }

    public synchronized long heapBytes() {
        return 12L * addresses.size() + (owners == null ? 0 : 4L * owners.length);
    }
}
