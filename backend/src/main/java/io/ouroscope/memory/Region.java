package io.ouroscope.memory;

import java.lang.foreign.MemorySegment;

/// A run of readable memory, `[start, end)`, with its bytes for bulk scans.
///
/// @param start first address
/// @param end address after the last byte
/// @param writable whether the process could write to it
/// @param executable whether the process could run code in it
/// @param path the mapped file or the kernel's name (`[heap]`, `[stack]`), empty for anonymous memory
/// @param bytes exactly `end - start` bytes, little-endian content as in the process
public record Region(long start, long end, boolean writable, boolean executable, String path, MemorySegment bytes) {

    public long sizeBytes() {
        return end - start;
    }

    public boolean contains(long address) {
        return Long.compareUnsigned(address, start) >= 0 && Long.compareUnsigned(address, end) < 0;
    }
}
