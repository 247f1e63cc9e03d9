package io.ouroscope.python.decode;

import io.ouroscope.python.raw.TypeStructs;
import it.unimi.dsi.fastutil.ints.IntArrayList;

/// The words of a type's instances that nobody has described: neither head, decoded part, slot, member, dict nor weak
/// reference list.
///
/// Computed once per type from its sizes; empty for classes made in Python on top of described types. What C code
/// keeps in memory of its own behind such a word is out of reach. Offsets in bytes, ranges `[start, end)`, multiples of
/// 8.
final class UnknownWords {
    static final UnknownWords NONE = new UnknownWords(new int[0], 0, 0);

    private static final int WORD = Long.BYTES;

    private final int[] ranges;
    private final int itemsFrom;
    private final int itemSize;

    private UnknownWords(int[] ranges, int itemsFrom, int itemSize) {
        this.ranges = ranges;
        this.itemsFrom = itemsFrom;
        this.itemSize = itemSize;
    }

    /// @param headerBytes of an object without length
    static UnknownWords of(PyType type, int headerBytes) {
        PyType decoded = type.decodedBy();
        if (!isInRange(type) || !isInRange(decoded)) {
            return NONE;
        }
        boolean described = type.isDescribed();
        // Items of a described type lie behind its fixed part, so that nothing can be added to it; types keep theirs at
        // the end.
        if (described && decoded.itemSize() > 0 && !type.isMetatype()) {
            return NONE;
        }
        boolean items = type.itemSize() > 0 && (!described || decoded.itemSize() == 0);
        int start = described ? (int) decoded.basicSize() : items ? headerBytes + WORD : headerBytes;
        var ranges = new IntArrayList();
        int end = (int) (type.basicSize() & -WORD);
        boolean[] known = start < end ? knownWords(type, start) : new boolean[0];
        int from = -1;
        for (int offset = start + WORD - 1 & -WORD; offset < end; offset += WORD) {
            if (known[offset / WORD]) {
                from = close(ranges, from, offset);
            } else if (from < 0) {
                from = offset;
            }
        }
        close(ranges, from, end);
        if (ranges.isEmpty() && !items) {
            return NONE;
        }
        return new UnknownWords(
                ranges.toIntArray(), (int) type.basicSize() + WORD - 1 & -WORD, items ? (int) type.itemSize() : 0);
    }

    /// A torn type's sizes may be anything.
    private static boolean isInRange(PyType type) {
        return type.basicSize() >= 0
                && type.basicSize() <= TypeStructs.LARGEST_BASIC_SIZE
                && type.itemSize() >= 0
                && type.itemSize() <= TypeStructs.LARGEST_ITEM_SIZE;
    }

    private static int close(IntArrayList ranges, int from, int end) {
        if (from >= 0 && from < end) {
            ranges.add(from);
            ranges.add(end);
        }
        return -1;
    }

    private static boolean[] knownWords(PyType type, int start) {
        boolean[] known = new boolean[(int) (type.basicSize() / WORD) + 2];
        for (PyType.Slot slot : type.slots()) {
            if (!slot.afterItems()) {
                mark(known, slot.offset(), start);
            }
        }
        for (PyType each = type; each != null; each = each.base()) {
            mark(known, each.dictOffset(), start);
            mark(known, each.weakListOffset(), start);
        }
        return known;
    }

    private static void mark(boolean[] known, long offset, int start) {
        if (offset >= start && offset / WORD < known.length) {
            known[(int) (offset / WORD)] = true;
        }
    }

    boolean isEmpty() {
        return ranges.length == 0 && itemSize == 0;
    }

    boolean hasItems() {
        return itemSize > 0;
    }

    /// Pairs of start and end in the fixed part.
    int[] ranges() {
        return ranges;
    }

    /// Where the items begin, aligned.
    int itemsFrom() {
        return itemsFrom;
    }

    int itemSize() {
        return itemSize;
    }
}
