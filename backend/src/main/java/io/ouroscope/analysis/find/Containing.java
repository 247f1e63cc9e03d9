package io.ouroscope.analysis.find;

import io.ouroscope.memory.Region;
import io.ouroscope.memory.RegionIndex;
import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.decode.PyType;
import io.ouroscope.python.discovery.Census;
import io.ouroscope.python.discovery.PythonProcess;
import org.jspecify.annotations.Nullable;

/// The object and the region that have an address.
public final class Containing {
    private final Heap heap;
    private final Census census;
    private final RegionIndex regions;

    public Containing(PythonProcess process) {
        heap = process.heap();
        census = process.census();
        regions = new RegionIndex(heap.memory().regions());
    }

    /// The object whose own block has `address`, its head included; -1 if there is none.
    public int node(long address) {
        int node = census.floor(address);
        if (node >= 0) {
            long offset = address - census.address(node);
            if (offset == 0 || offset < heap.bodyBytes(census.address(node), census.type(node))) {
                return node;
            }
        }
        if (node + 1 < census.size()) {
            long next = census.address(node + 1);
            return next - address <= heap.bytesBefore(next, census.type(node + 1)) ? node + 1 : -1;
        }
        return -1;
    }

    /// Words that lead anywhere into the object of this node, its head included.
    public Sought.Pointer pointersInto(int node) {
        long object = census.address(node);
        PyType type = census.type(node);
        long start = object - heap.bytesBefore(object, type);
        return new Sought.Pointer(start, start + Math.max(1, heap.ownBytes(object, type)));
    }

    /// The position of the last region that begins at or below `address`, -1 if there is none.
    public int regionIndex(long address) {
        return regions.floor(address);
    }

    public @Nullable Region region(long address) {
        return regions.at(address);
    }

    /// As in `/proc/PID/maps`.
    public static String permissions(Region region) {
        return "r" + (region.writable() ? "w" : "-") + (region.executable() ? "x" : "-");
    }
}
