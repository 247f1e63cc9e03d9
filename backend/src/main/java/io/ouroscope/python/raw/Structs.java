package io.ouroscope.python.raw;

import io.ouroscope.memory.Memory;
import io.ouroscope.python.layout.Layout;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import it.unimi.dsi.fastutil.longs.LongSet;

/// The struct readers of one snapshot, bound once to its memory and layout, and the set of its types' addresses.
public final class Structs {
    /// An array of 2^37 references would fill a terabyte.
    private static final long MOST_REFERENCES = 1L << 37;
    /// How many of a long array's references are looked at.
    private static final int SAMPLES = 32;

    public final Memory memory;
    public final Layout layout;
    public final ObjectHeader header;
    public final TypeStructs types;
    public final Unicode unicode;
    public final Integers integers;
    public final DictTable dicts;
    public final CodeObjects code;
    public final FrameStructs frames;
    public final Generators generators;
    public final WithBlocks withBlocks;

    /// Replaced as a whole while types are being found, never changed in place.
    private volatile LongSet typeAddresses = new LongOpenHashSet();

    public Structs(Memory memory, Layout layout) {
        this.memory = memory;
        this.layout = layout;
        header = new ObjectHeader(memory, layout);
        types = new TypeStructs(memory, layout);
        unicode = new Unicode(memory, layout);
        integers = new Integers(memory, layout);
        dicts = new DictTable(memory, layout);
        code = new CodeObjects(memory, layout);
        frames = new FrameStructs(memory, layout, code);
        generators = new Generators(memory, layout, frames, code);
        withBlocks = new WithBlocks(memory, layout, frames, code);
    }

    public void knowTypes(LongSet addresses) {
        typeAddresses = addresses;
    }

    /// Whether a known type's object can be here: aligned, readable, its type word a type's address.
    public boolean isObject(long address) {
        return address != 0
                && (address & 7) == 0
                && memory.isReadable(address, header.sizeBytes())
                && typeAddresses.contains(header.type(address));
    }

    /// Whether `count` references can stand at `address`: all readable, those looked at null or objects.
    public boolean areReferences(long address, long count) {
        if (count < 0 || count > MOST_REFERENCES || !memory.isReadable(address, 8 * count)) {
            return false;
        }
        long step = Math.max(1, count / SAMPLES);
        for (long i = 0; i < count; i += step) {
            if (!isNullOrObject(memory.getLong(address + 8 * i))) {
                return false;
            }
        }
        return count == 0 || isNullOrObject(memory.getLong(address + 8 * (count - 1)));
    }

    public boolean isNullOrObject(long address) {
        return address == 0 || isObject(address);
    }
}
