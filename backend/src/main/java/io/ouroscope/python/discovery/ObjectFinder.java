package io.ouroscope.python.discovery;

import io.ouroscope.index.Columns;
import io.ouroscope.memory.AddressRanges;
import io.ouroscope.memory.Memory;
import io.ouroscope.memory.Region;
import io.ouroscope.python.allocator.Allocators;
import io.ouroscope.python.allocator.Verdict;
import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.decode.PyType;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;

/// The census: every address whose type word is a known type, that passes its type's validator, and that the
/// allocator does not contradict.
///
/// Where an allocator of Python's has the memory, an object must begin where a block begins, and the block must be in
/// use. Elsewhere (static data, objects inside C structs, other allocators) nothing of the kind is known; but a
/// container that is not mapped from a file, and an instance of a class that was made at run time, is allocated by the
/// collector, whose head before it must be sound, or which has a block for it; and none is on the stack of a thread,
/// where the words of a call in
/// progress look like one, nor in a copy of it. What lies inside another object's own body is rubbish: the length of a
/// tuple of types followed by its first item looks like a small object.
final class ObjectFinder {
    private static final int GC_HEAD_BYTES = 16;
    private static final long LINK_MASK = ~3L;
    /// `_PyGC_PREV_MASK_COLLECTING`
    private static final long COLLECTING = 2;

    private final Heap heap;
    private final Memory memory;
    private final int typeOffset;
    private final Allocators allocators;
    private final Remains remains;
    private final AddressRanges stacks = new AddressRanges();
    /// What is mapped from files.
    private final AddressRanges statics = new AddressRanges();

    ObjectFinder(Heap heap, Allocators allocators, Hints hints) {
        this.heap = heap;
        this.allocators = allocators;
        remains = new Remains(heap, allocators);
        memory = heap.memory();
        typeOffset = heap.structs().header.typeOffset();
        for (Region region : memory.regions()) {
            if (region.path().startsWith("/")) {
                statics.add(region.start(), region.end());
            }
            if (region.path().startsWith("[stack")) {
                stacks.add(region.start(), region.end());
            }
            for (Hints.Stack stack : region.path().isEmpty() ? hints.stacks() : List.<Hints.Stack>of()) {
                if (stack.end(region) >= 0) {
                    stacks.add(region.start(), stack.end(region));
                }
            }
        }
    }

    Census find(WordScan scan, Columns columns) {
        List<PyType> types = heap.types();
        var addresses = new LongOpenHashSet(types.size());
        types.forEach(type -> addresses.add(type.address()));
        LongArrayList words = scan.searchValues(
                "Finding objects", addresses, (address, value) -> isObject(address - typeOffset, value));
        return census(words, types, columns);
    }

    private boolean isObject(long object, long typeAddress) {
        PyType type = heap.type(typeAddress);
        if (type == null || (object & 7) != 0) {
            return false;
        }
        Verdict verdict = allocators.verdict(object - heap.bytesBefore(object, type));
        return switch (verdict) {
            case NO_BLOCK -> false;
            case FREE -> remains.isFreed(object, type, verdict);
            case ALLOCATED -> heap.isValid(object, type) || remains.isFreed(object, type, verdict);
            case UNKNOWN -> heap.isValid(object, type) && !isMisplaced(object, type);
        };
    }

    /// Whether an instance of a class made at run time, or a container, stands where none can be.
    private boolean isMisplaced(long object, PyType type) {
        if (stacks.contains(object) && (type.isHeapType() || type.hasGc())) {
            return true;
        }
        boolean isAllocated = type.isHeapType() || !statics.contains(object);
        // Without heads, in free-threaded builds, Python's allocator has all that the collector allocates.
        boolean isSound = heap.layout().features().gcHead() ? hasSoundHead(object, type) : !allocators.knowsPythons();
        return isAllocated && type.hasGc() && !type.isMetatype() && !isSound;
    }

    /// Types whose objects end in data of any content, as far as we know. A false one with a huge length must
    /// not hide what lies in it, nor must one that nothing vouches for.
    private static boolean isPlainData(PyType type) {
        return !type.isDescribed() || type.isSubtypeOf("str") || type.isSubtypeOf("bytes") || type.isSubtypeOf("int");
    }

    /// Where the object's body ends. Some C types allocate less than their basic size (naive datetimes), so in
    /// a pool the end of the block counts.
    private long end(long object, PyType type) {
        long bytes = heap.bodyBytes(object, type);
        long blockBytes = allocators.blockBytes(object);
        boolean trusted = !isPlainData(type) && (blockBytes != 0 || !type.hasGc() || hasSoundHead(object, type));
        long body = object + (trusted ? bytes : Math.min(type.basicSize(), bytes));
        return blockBytes == 0 ? body : Math.min(body, object - heap.bytesBefore(object, type) + blockBytes);
    }

    /// Whether what lies before a container is a collector's head: linked in a list, not tracked, or being collected
    /// (its second word is no link then).
    private boolean hasSoundHead(long object, PyType type) {
        if (!heap.layout().features().gcHead() || isInCollectorList(object, type)) {
            return true;
        }
        long head = object - GC_HEAD_BYTES;
        if (!memory.isReadable(head, GC_HEAD_BYTES)) {
            return false;
        }
        long previous = memory.getLong(head + Long.BYTES);
        return (previous & COLLECTING) != 0 || memory.getLong(head) == 0 && (previous & LINK_MASK) == 0;
    }

    /// Whether the collector's list leads back to the object from its next one or the one before: one of them may be
    /// missing in the snapshot. The low bits of the links are flags.
    private boolean isInCollectorList(long object, PyType type) {
        if (!type.hasGc() || !heap.layout().features().gcHead()) {
            return false;
        }
        long head = object - GC_HEAD_BYTES;
        if (!memory.isReadable(head, GC_HEAD_BYTES)) {
            return false;
        }
        return isLinked(memory.getLong(head), Long.BYTES, head) || isLinked(memory.getLong(head + Long.BYTES), 0, head);
    }

    private boolean isLinked(long link, int back, long head) {
        long neighbour = link & LINK_MASK;
        return neighbour != 0
                && memory.isReadable(neighbour, GC_HEAD_BYTES)
                && (memory.getLong(neighbour + back) & LINK_MASK) == head;
    }

    /// Those that begin in the body of the one before are left out, unless they have a block of their own.
    private Census census(LongArrayList words, List<PyType> types, Columns columns) {
        var indexOf = new HashMap<PyType, Integer>();
        for (int i = 0; i < types.size(); i++) {
            indexOf.put(types.get(i), i);
        }
        long[] objects = new long[words.size()];
        int[] typeIndexes = new int[words.size()];
        var freed = new BitSet(words.size());
        var confirmed = new BitSet(words.size());
        int count = 0;
        long end = 0;
        long lastBlock = 0;
        for (int i = 0; i < words.size(); i++) {
            long object = words.getLong(i) - typeOffset;
            PyType type = heap.typeOf(object);
            if (type == null) {
                continue;
            }
            long block = object - heap.bytesBefore(object, type);
            Verdict verdict = allocators.verdict(block);
            boolean inOther = verdict == Verdict.UNKNOWN ? Long.compareUnsigned(object, end) < 0 : block == lastBlock;
            if (inOther) {
                continue;
            }
            lastBlock = block;
            boolean remainder = remains.isFreed(object, type, verdict);
            freed.set(count, remainder);
            confirmed.set(count, !remainder && isConfirmed(object, type, verdict));
            objects[count] = object;
            typeIndexes[count++] = indexOf.getOrDefault(type, 0);
            if (!remainder) {
                end = end(object, type);
            }
        }
        return Census.store(
                columns,
                Arrays.copyOf(objects, count),
                Arrays.copyOf(typeIndexes, count),
                types,
                confirmed::get,
                freed::get);
    }

    private boolean isConfirmed(long object, PyType type, Verdict verdict) {
        return verdict == Verdict.ALLOCATED && (!type.hasGc() || hasSoundHead(object, type))
                || isInCollectorList(object, type);
    }
}
