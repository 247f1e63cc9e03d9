package io.ouroscope.python.decode;

import io.ouroscope.memory.Memory;
import io.ouroscope.python.raw.Structs;
import it.unimi.dsi.fastutil.longs.Long2ObjectMap;

/// Finds the words of an object that nobody has described and that are exactly an object's address.
///
/// Such a word may be a counted reference, a borrowed pointer, or bytes left from before: whether it counts is told by
/// accounting for reference counts, elsewhere. An object ends at the latest where the next one begins, so that all
/// scans
/// together read no byte twice, and C types that allocate less than they say are not read beyond.
final class ConservativeScan {
    private static final int WORD = Long.BYTES;
    /// Items beyond this are not looked at: 2 million pointers in one object.
    private static final long MOST_ITEM_BYTES = 16L << 20;

    /// The state of a module has a few hundred pointers at most.
    private static final long MOST_BLOCK_BYTES = 1L << 16;

    private final Structs structs;
    private final Memory memory;
    private final Attributes attributes;
    private final Long2ObjectMap<PyType> types;

    ConservativeScan(Structs structs, Attributes attributes, Long2ObjectMap<PyType> types) {
        this.structs = structs;
        memory = structs.memory;
        this.attributes = attributes;
        this.types = types;
    }

    /// Visits (offset, target): in ascending order of offsets those in the object, then those in blocks it owns, their
    /// offsets counted from the object too.
    void visit(long object, PyType type, KnownObjects objects, WordVisitor visitor) {
        UnknownWords words = type.unknownWords();
        if (!words.isEmpty()) {
            body(object, type, words, objects, visitor);
        }
        if (type.decoder().hasUndescribedBlocks()) {
            type.decoder().undescribedBlocks(object, (block, bytes) -> {
                long from = block - object;
                visit(object, from, from + Math.min(bytes, MOST_BLOCK_BYTES), -1, objects, visitor);
            });
        }
    }

    private void body(long object, PyType type, UnknownWords words, KnownObjects objects, WordVisitor visitor) {
        long end = bodyEnd(object, objects);
        int[] ranges = words.ranges();
        for (int i = 0; i < ranges.length; i += 2) {
            visit(object, ranges[i], Math.min(end, ranges[i + 1]), -1, objects, visitor);
        }
        if (words.hasItems()) {
            long bytes = Math.min(itemCount(object) * words.itemSize(), MOST_ITEM_BYTES);
            long last = Math.min(end, type.basicSize() + bytes);
            visit(object, words.itemsFrom(), last, attributes.trailingDictOffset(object, type), objects, visitor);
        }
    }

    /// Bytes up to which the object can reach.
    private long bodyEnd(long object, KnownObjects objects) {
        long next = objects.after(object);
        if (next == 0) {
            return Long.MAX_VALUE;
        }
        PyType type = types.get(structs.header.type(next));
        return next - object - (type == null ? 0 : attributes.bytesBefore(next, type));
    }

    private long itemCount(long object) {
        return Math.clamp(structs.header.length(object), 0, MOST_ITEM_BYTES);
    }

    private void visit(long object, long from, long end, long skipped, KnownObjects objects, WordVisitor visitor) {
        for (long offset = from; offset + WORD <= end; offset += WORD) {
            long word = memory.getLong(object + offset);
            if (word != 0 && (word & 7) == 0 && offset != skipped && objects.contains(word)) {
                visitor.word(offset, word);
            }
        }
    }
}
