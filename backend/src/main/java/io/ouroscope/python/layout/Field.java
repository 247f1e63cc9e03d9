package io.ouroscope.python.layout;

import io.ouroscope.memory.Memory;

/// One field of a C struct.
///
/// @param name its C name, dotted where structs are nested
/// @param offset from the start of the struct, bytes
/// @param size of its storage, bytes
/// @param firstBit lowest bit within the storage, for bit-fields
/// @param bits width of a bit-field, 0 for an ordinary field
/// @param owned a pointer to an object whose reference is counted
public record Field(String name, int offset, int size, int firstBit, int bits, boolean owned) {

    /// The field's unsigned value in the struct at `struct`.
    public long read(Memory memory, long struct) {
        long address = struct + offset;
        long storage = switch (size) {
            case 1 -> memory.getUnsignedByte(address);
            case 2 -> memory.getUnsignedShort(address);
            case 4 -> memory.getUnsignedInt(address);
            case 8 -> memory.getLong(address);
            default -> throw new IllegalStateException(name + " has " + size + " bytes and is not a number");
        };
        return bits == 0 ? storage : storage >>> firstBit & (1L << bits) - 1;
    }
}
