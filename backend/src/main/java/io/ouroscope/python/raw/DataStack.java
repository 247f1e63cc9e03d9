package io.ouroscope.python.raw;

import io.ouroscope.memory.Memory;
import io.ouroscope.memory.UnreadableAddressException;
import io.ouroscope.python.layout.Features;
import it.unimi.dsi.fastutil.longs.Long2IntOpenHashMap;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import java.util.Map;
import java.util.TreeMap;

/// The memory that one thread's frames lie in since 3.11, one after another in calling order, in chunks that are linked
/// from the last to the first.
///
/// It tells a frame's caller even where the link to it is lost, which leads through the C stack wherever C code called
/// Python. Frames of generators are in the generators and missing here. Read once, at a cost of 20 bytes a frame.
final class DataStack {
    /// `struct _stack_chunk` (Include/cpython/pystate.h, 3.11 and later): previous, size, top, then the
    /// frames.
    private static final int SIZE_OFFSET = 8;

    private static final int TOP_OFFSET = 16;
    private static final int DATA_OFFSET = 24;
    private static final int MOST_CHUNKS = 1 << 20;
    private static final int MOST_FRAMES = 1 << 24;
    /// A chunk has 16 KiB, or what a single larger frame needs.
    private static final long LARGEST_CHUNK = 1L << 32;

    private final Structs structs;
    private final Memory memory;
    /// Unsigned start of each chunk to its end.
    private final TreeMap<Long, Long> chunks = new TreeMap<>(Long::compareUnsigned);

    private final LongArrayList frames = new LongArrayList();
    private final Long2IntOpenHashMap places = new Long2IntOpenHashMap();

    /// @param lastChunk the thread's current chunk, 0 if it has none
    DataStack(Structs structs, long lastChunk) {
        this.structs = structs;
        memory = structs.memory;
        places.defaultReturnValue(-1);
        if (structs.layout.features().frames() == Features.Frames.OBJECTS) {
            return;
        }
        var inOrder = new LongArrayList();
        var seen = new LongOpenHashSet();
        long chunk = lastChunk;
        while (isChunk(chunk) && seen.add(chunk) && seen.size() <= MOST_CHUNKS) {
            chunks.put(chunk, chunk + memory.getLong(chunk + SIZE_OFFSET));
            inOrder.add(chunk);
            chunk = memory.getLong(chunk);
        }
        for (int i = inOrder.size() - 1; i >= 0; i--) {
            read(inOrder.getLong(i), i == 0);
        }
    }

    private boolean isChunk(long chunk) {
        if (chunk == 0 || (chunk & 7) != 0 || !memory.isReadable(chunk, DATA_OFFSET)) {
            return false;
        }
        long size = memory.getLong(chunk + SIZE_OFFSET);
        return size > DATA_OFFSET && size <= LARGEST_CHUNK;
    }

    /// The first chunk begins with a word that is not used, so that no frame is at its very start. How
    /// far the last one is filled is not in it: frames beyond may be left from before.
    private void read(long chunk, boolean last) {
        long start = chunk + DATA_OFFSET + (memory.getLong(chunk) == 0 ? Long.BYTES : 0);
        long top = chunk + DATA_OFFSET + Long.BYTES * memory.getLong(chunk + TOP_OFFSET);
        long end = last ? chunk + memory.getLong(chunk + SIZE_OFFSET) : top;
        for (long at = start; at < end && frames.size() < MOST_FRAMES; ) {
            long bytes = bytes(at);
            if (bytes <= 0) {
                return;
            }
            places.put(at, frames.size());
            frames.add(at);
            at += bytes;
        }
    }

    /// Bytes of a frame, 0 if no sound one is there.
    private long bytes(long frame) {
        try {
            long code = structs.frames.isReadable(frame) ? structs.frames.code(frame) : 0;
            if (!structs.isObject(code) || !structs.code.isReadable(code)) {
                return 0;
            }
            return structs.frames.slotAddress(0, structs.code.slotCount(code) + structs.frames.stackSize(frame));
        } catch (UnreadableAddressException e) {
            return 0;
        }
    }

    /// Whether an address lies in a chunk.
    boolean contains(long address) {
        Map.Entry<Long, Long> chunk = chunks.floorEntry(address);
        return chunk != null && Long.compareUnsigned(address, chunk.getValue()) < 0;
    }

    /// Whether the thread began with `frame`, but for generators.
    boolean isFirst(long frame) {
        return places.get(frame) == 0;
    }

    /// The frame that `frame` was pushed onto, 0 if it is the first one or this cannot be told.
    long caller(long frame) {
        int place = places.get(frame);
        return place > 0 ? frames.getLong(place - 1) : 0;
    }
}
