package io.ouroscope.analysis;

import io.ouroscope.analysis.Coverage.Part;
import io.ouroscope.memory.AddressRanges;
import io.ouroscope.memory.Region;
import io.ouroscope.memory.RegionIndex;
import io.ouroscope.memory.UnreadableAddressException;
import io.ouroscope.progress.Progress;
import io.ouroscope.python.allocator.Allocators;
import io.ouroscope.python.allocator.BlockVisitor.Use;
import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.decode.PyType;
import io.ouroscope.python.discovery.Census;
import io.ouroscope.python.discovery.Hints;
import io.ouroscope.python.discovery.PythonProcess;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Divides the memory of a process into the parts of [Coverage].
///
/// In two steps. First by place: what the allocators manage, stacks, mapped files, and the rest. Then objects and the
/// blocks they own are taken out of the place they lie in. So the sum is always that of all memory, even where objects
/// are torn and claim more than there is.
final class CoverageFinder {
    private static final int CHUNK_NODES = 1 << 14;
    private static final long PAGE_BYTES = 4096;
    private static final long GRAIN_BYTES = 16;
    /// What the C library adds to a block.
    private static final long CHUNK_HEAD_BYTES = 8;

    /// Where a byte can lie; objects are taken out of the first five.
    private enum Place {
        PYTHON,
        NATIVE,
        STACKS,
        FILES,
        UNKNOWN,
        PYTHON_FREE,
        NATIVE_FREE,
        UNTOUCHED;

        static final int COUNT = values().length;
    }

    private final Heap heap;
    private final Census census;
    private final List<Region> regions;
    private final RegionIndex byAddress;
    private final Allocators allocators;
    private final AddressRanges python = new AddressRanges();
    private final AddressRanges managed = new AddressRanges();
    private final AddressRanges stacks = new AddressRanges();
    private final long[] places = new long[Place.COUNT];

    private CoverageFinder(PythonProcess process, Hints hints) {
        heap = process.heap();
        census = process.census();
        regions = heap.memory().regions();
        byAddress = new RegionIndex(regions);
        allocators = process.allocators().get();
        hints.stacks().forEach(this::addStack);
    }

    /// @return bytes by the ordinal of [Part]
    static long[] find(PythonProcess process, Hints hints, IntFunction<ObjectState> state, Progress progress) {
        progress.stage("Dividing memory", process.census().size());
        var finder = new CoverageFinder(process, hints);
        finder.managed();
        finder.rest(progress);
        return finder.parts(finder.objects(state, progress));
    }

    /// The stack of the main thread is a mapping of its own.
    private void addStack(Hints.Stack stack) {
        Region region = byAddress.at(stack.pointer());
        if (region == null || !region.path().isEmpty()) {
            return;
        }
        long end = stack.end(region);
        stacks.add(region.start(), end < 0 ? region.end() : end);
    }

    /// What the allocators manage. One may lie in blocks of another: what was reported first counts.
    private void managed() {
        var run = new Run();
        allocators.visit((start, end, use) -> {
            boolean ofPython = use == Use.PYTHON || use == Use.PYTHON_FREE;
            Place place = switch (use) {
                case PYTHON -> Place.PYTHON;
                case PYTHON_FREE -> Place.PYTHON_FREE;
                case NATIVE -> Place.NATIVE;
                case NATIVE_FREE -> Place.NATIVE_FREE;
            };
            places[place.ordinal()] += end - start - (ofPython ? 0 : python.overlap(start, end));
            run.add(start, end, ofPython ? python : managed);
        });
        run.end();
        managed.addAll(python);
    }

    /// Joins neighbouring blocks before they are added: there may be millions.
    private static final class Run {
        private long start;
        private long end;
        private @Nullable AddressRanges ranges;

        void add(long from, long to, AddressRanges into) {
            if (ranges == into && from == end) {
                end = to;
                return;
            }
            end();
            start = from;
            end = to;
            ranges = into;
        }

        void end() {
            if (ranges != null) {
                ranges.add(start, end);
            }
        }
    }

    /// What no allocator manages, region by region.
    private void rest(Progress progress) {
        for (Region region : regions) {
            progress.check();
            if (region.path().startsWith("[stack")) {
                stacks.add(region.start(), region.end());
            }
            for (AddressRanges.Range gap : managed.missing(region.start(), region.end())) {
                if (isFile(region)) {
                    add(Place.FILES, gap.sizeBytes());
                    continue;
                }
                stacks.within(gap.start(), gap.end()).forEach(part -> touched(region, part, Place.STACKS));
                stacks.missing(gap.start(), gap.end()).forEach(part -> touched(region, part, Place.UNKNOWN));
            }
        }
    }

    private void touched(Region region, AddressRanges.Range part, Place place) {
        long zero = zeroBytes(region, part.start(), part.end());
        add(Place.UNTOUCHED, zero);
        add(place, part.sizeBytes() - zero);
    }

    /// Files, and the few pages the kernel maps into every process.
    private static boolean isFile(Region region) {
        return !region.path().isEmpty()
                && !region.path().startsWith("[heap")
                && !region.path().startsWith("[stack");
    }

    private void add(Place place, long bytes) {
        places[place.ordinal()] += bytes;
    }

    /// Bytes of whole pages that are zero.
    private static long zeroBytes(Region region, long from, long to) {
        long first = from + PAGE_BYTES - 1 & -PAGE_BYTES;
        long pages = Math.max(0, (to - first) / PAGE_BYTES);
        MemorySegment bytes = region.bytes();
        return PAGE_BYTES
                * IntStream.range(0, (int) Math.min(Integer.MAX_VALUE, pages))
                        .parallel()
                        .filter(page -> isZero(bytes, first - region.start() + page * PAGE_BYTES))
                        .count();
    }

    private static boolean isZero(MemorySegment bytes, long offset) {
        for (long at = offset; at < offset + PAGE_BYTES; at += Long.BYTES) {
            if (bytes.get(ValueLayout.JAVA_LONG_UNALIGNED, at) != 0) {
                return false;
            }
        }
        return true;
    }

    /// Bytes of objects, of blocks and of garbage in each place.
    private long[][] objects(IntFunction<ObjectState> state, Progress progress) {
        int nodes = census.size();
        long[][] sum = new long[Place.COUNT][3];
        IntStream.range(0, (nodes + CHUNK_NODES - 1) / CHUNK_NODES).parallel().forEach(chunk -> {
            long[][] part = new long[Place.COUNT][3];
            int end = Math.min(nodes, (chunk + 1) * CHUNK_NODES);
            for (int node = chunk * CHUNK_NODES; node < end && !progress.isCancelled(); node++) {
                ObjectState is = state.apply(node);
                if (is == ObjectState.LIVE || is == ObjectState.GARBAGE) {
                    measure(census.address(node), census.type(node), is == ObjectState.GARBAGE, part);
                }
            }
            synchronized (sum) {
                for (int place = 0; place < Place.COUNT; place++) {
                    Arrays.setAll(sum[place], plus(sum[place], part[place]));
                }
            }
        });
        progress.check();
        return sum;
    }

    private static IntToLongFunction plus(long[] one, long[] other) {
        return kind -> one[kind] + other[kind];
    }

    private void measure(long object, PyType type, boolean garbage, long[][] sum) {
        try {
            piece(object - heap.bytesBefore(object, type), heap.ownBytes(object, type), garbage ? 2 : 0, sum);
            heap.blocks(object, type, (address, bytes) -> piece(address, bytes, garbage ? 2 : 1, sum));
        } catch (UnreadableAddressException torn) {
            // What was reported before stands.
        }
    }

    private void piece(long start, long bytes, int kind, long[][] sum) {
        Region region = byAddress.at(start);
        if (region == null || bytes <= 0) {
            return;
        }
        Place place = place(start, region);
        long block = allocators.blockBytes(start);
        long whole = block == 0
                ? bytes + GRAIN_BYTES - 1 & -GRAIN_BYTES
                : place == Place.PYTHON ? block : block + CHUNK_HEAD_BYTES;
        sum[place.ordinal()][kind] += Math.min(whole, region.end() - start);
    }

    private Place place(long address, Region region) {
        if (python.contains(address)) {
            return Place.PYTHON;
        }
        if (managed.contains(address)) {
            return Place.NATIVE;
        }
        if (stacks.contains(address)) {
            return Place.STACKS;
        }
        return isFile(region) ? Place.FILES : Place.UNKNOWN;
    }

    /// A table of a dict or the spare room of a list may have pages of zeros: they are the object's all the same.
    private void reclaim(long claims) {
        long excess = Math.clamp(claims - places[Place.UNKNOWN.ordinal()], 0, places[Place.UNTOUCHED.ordinal()]);
        add(Place.UNKNOWN, excess);
        add(Place.UNTOUCHED, -excess);
    }

    /// Takes the objects out of their places. Where they claim more than the place has, all of it is theirs.
    private long[] parts(long[][] objects) {
        long[] parts = new long[Part.values().length];
        reclaim(Arrays.stream(objects[Place.UNKNOWN.ordinal()]).sum());
        for (Place place : Place.values()) {
            long all = places[place.ordinal()];
            long[] claimed = objects[place.ordinal()];
            long claims = claimed[0] + claimed[1] + claimed[2];
            double scale = claims > all ? (double) all / claims : 1;
            long inObjects = (long) (claimed[0] * scale);
            long inBuffers = (long) (claimed[1] * scale);
            long inGarbage = (long) (claimed[2] * scale);
            parts[Part.OBJECTS.ordinal()] += inObjects;
            parts[Part.BUFFERS.ordinal()] += inBuffers;
            parts[Part.GARBAGE.ordinal()] += inGarbage;
            parts[rest(place).ordinal()] += all - inObjects - inBuffers - inGarbage;
        }
        return parts;
    }

    private static Part rest(Place place) {
        return switch (place) {
            case PYTHON -> Part.PYTHON_OTHER;
            case PYTHON_FREE -> Part.PYTHON_FREE;
            case NATIVE -> Part.NATIVE;
            case NATIVE_FREE -> Part.NATIVE_FREE;
            case STACKS -> Part.STACKS;
            case FILES -> Part.FILES;
            case UNTOUCHED -> Part.UNTOUCHED;
            case UNKNOWN -> Part.UNKNOWN;
        };
    }
}
