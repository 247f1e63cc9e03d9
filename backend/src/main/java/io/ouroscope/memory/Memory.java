package io.ouroscope.memory;

import java.util.List;

/// The memory of one stopped process, readable by address.
///
/// Implemented by a mapped snapshot and, in tests, by byte arrays. Addresses are unsigned 64-bit values in a `long`;
/// ranges are `[address, address + bytes)`. All values are little-endian. Implementations are stateless and may be
/// read by any number of threads.
///
/// A caller that reads a struct asks [#isReadable] once for its whole footprint and then reads without further checks;
/// a read outside what is there throws [UnreadableAddressException].
public interface Memory {

    /// Whether every byte of `[address, address + bytes)` is present. False for a negative `bytes`.
    boolean isReadable(long address, long bytes);

    byte getByte(long address);

    short getShort(long address);

    int getInt(long address);

    long getLong(long address);

    /// Copies `length` bytes from `address` into `target` at `offset`.
    void copy(long address, byte[] target, int offset, int length);

    /// What is readable: sorted by start, never overlapping, neighbours with different permissions or origin apart.
    List<Region> regions();

    default int getUnsignedByte(long address) {
        return Byte.toUnsignedInt(getByte(address));
    }

    default int getUnsignedShort(long address) {
        return Short.toUnsignedInt(getShort(address));
    }

    default long getUnsignedInt(long address) {
        return Integer.toUnsignedLong(getInt(address));
    }
}
