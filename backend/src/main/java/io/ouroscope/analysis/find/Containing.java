package io.ouroscope.analysis.find;

import io.ouroscope.memory.Region;
import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.decode.PyType;
import io.ouroscope.python.discovery.Census;
import io.ouroscope.python.discovery.PythonProcess;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The object and the region that have an address.
public final class Containing {
    private final Heap heap;
    private final Census census;
    private final List<Region> regions;

    public Containing(PythonProcess process) {
        heap = process.heap();
        census = process.census();
        regions = heap.memory().regions();
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

    /// The last region that begins at or below `address`, -1 if there is none.
    public int regionIndex(long address) {
        int low = 0;
        int high = regions.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Long.compareUnsigned(regions.get(middle).start(), address) <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low - 1;
    }

    public @Nullable Region region(long address) {
        int index = regionIndex(address);
        return index >= 0 && regions.get(index).contains(address) ? regions.get(index) : null;
    }

    /// As in `/proc/PID/maps`.
    public static String permissions(Region region) {
        return "r" + (region.writable() ? "w" : "-") + (region.executable() ? "x" : "-");
    }
}
