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
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Divides the memory of a process into the parts of [Coverage], for each mapping by itself.
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

    /// Over how many mappings one object or block is looked at; more than three are rubbish.
    private static final int MOST_PIECES = 8;

    /// What claims a byte.
    private static final int OBJECT = 0;

    private static final int BUFFER = 1;
    private static final int GARBAGE = 2;
    private static final int KINDS = 3;

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
    private final CoveragePieces pieces;

    /// Bytes by piece and place.
    private final long[][] places;

    private CoverageFinder(PythonProcess process, Hints hints) {
        heap = process.heap();
        census = process.census();
        regions = heap.memory().regions();
        byAddress = new RegionIndex(regions);
        allocators = process.allocators().get();
        pieces = CoveragePieces.of(regions, hints.mappings());
        places = new long[pieces.size()][Place.COUNT];
        hints.stacks().forEach(this::addStack);
    }

    /// @return bytes by the ordinal of [Part], as [Coverage#rows] has them
    static long[] find(PythonProcess process, Hints hints, IntFunction<ObjectState> state, Progress progress) {
        progress.stage("Dividing memory", process.census().size());
        var finder = new CoverageFinder(process, hints);
        finder.managed();
        finder.rest(progress);
        SharedSums objects = finder.objects(state, progress);
        return Coverage.rows(finder.pieces, piece -> finder.parts(piece, objects));
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
            pieces.visit(
                    start,
                    end,
                    pieces.size(),
                    (piece, from, to) -> add(piece, place, to - from - (ofPython ? 0 : python.overlap(from, to))));
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

    /// What no allocator manages, piece by piece.
    private void rest(Progress progress) {
        for (Region region : regions) {
            if (region.path().startsWith("[stack")) {
                stacks.add(region.start(), region.end());
            }
        }
        for (int piece = 0; piece < pieces.size(); piece++) {
            progress.check();
            Region region = byAddress.at(pieces.start(piece));
            if (region != null) {
                rest(piece, region);
            }
        }
    }

    private void rest(int piece, Region region) {
        for (AddressRanges.Range gap : managed.missing(pieces.start(piece), pieces.end(piece))) {
            if (isFile(region)) {
                add(piece, Place.FILES, gap.sizeBytes());
                continue;
            }
            stacks.within(gap.start(), gap.end()).forEach(part -> touched(piece, region, part, Place.STACKS));
            stacks.missing(gap.start(), gap.end()).forEach(part -> touched(piece, region, part, Place.UNKNOWN));
        }
    }

    private void touched(int piece, Region region, AddressRanges.Range part, Place place) {
        long zero = zeroBytes(region, part.start(), part.end());
        add(piece, Place.UNTOUCHED, zero);
        add(piece, place, part.sizeBytes() - zero);
    }

    /// Files, and the few pages the kernel maps into every process.
    private static boolean isFile(Region region) {
        return !region.path().isEmpty()
                && !region.path().startsWith("[heap")
                && !region.path().startsWith("[stack");
    }

    private void add(int piece, Place place, long bytes) {
        places[piece][place.ordinal()] += bytes;
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

    /// Bytes of objects, of blocks and of garbage in each place of each piece.
    private SharedSums objects(IntFunction<ObjectState> state, Progress progress) {
        int nodes = census.size();
        var sums = new SharedSums(Math.multiplyExact(pieces.size(), Place.COUNT * KINDS));
        IntStream.range(0, (nodes + CHUNK_NODES - 1) / CHUNK_NODES).parallel().forEach(chunk -> {
            SharedSums.Cache sum = sums.new Cache();
            int end = Math.min(nodes, (chunk + 1) * CHUNK_NODES);
            for (int node = chunk * CHUNK_NODES; node < end && !progress.isCancelled(); node++) {
                ObjectState is = state.apply(node);
                if (is == ObjectState.LIVE || is == ObjectState.GARBAGE) {
                    measure(census.address(node), census.type(node), is == ObjectState.GARBAGE, sum);
                }
            }
            sum.flush();
        });
        progress.check();
        return sums;
    }

    private static int index(int piece, Place place, int kind) {
        return (piece * Place.COUNT + place.ordinal()) * KINDS + kind;
    }

    private void measure(long object, PyType type, boolean garbage, SharedSums.Cache sum) {
        try {
            claim(
                    object - heap.bytesBefore(object, type),
                    heap.ownBytes(object, type),
                    garbage ? GARBAGE : OBJECT,
                    sum);
            heap.blocks(object, type, (address, bytes) -> claim(address, bytes, garbage ? GARBAGE : BUFFER, sum));
        } catch (UnreadableAddressException torn) {
            // What was reported before stands.
        }
    }

    private void claim(long start, long bytes, int kind, SharedSums.Cache sum) {
        Region region = byAddress.at(start);
        if (region == null || bytes <= 0) {
            return;
        }
        Place place = place(start, region);
        long block = allocators.blockBytes(start);
        long whole = block == 0
                ? bytes + GRAIN_BYTES - 1 & -GRAIN_BYTES
                : place == Place.PYTHON ? block : block + CHUNK_HEAD_BYTES;
        long end = start + Math.min(whole, region.end() - start);
        pieces.visit(start, end, MOST_PIECES, (piece, from, to) -> sum.add(index(piece, place, kind), to - from));
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
    private void reclaim(int piece, long claims) {
        long[] of = places[piece];
        long excess = Math.clamp(claims - of[Place.UNKNOWN.ordinal()], 0, of[Place.UNTOUCHED.ordinal()]);
        add(piece, Place.UNKNOWN, excess);
        add(piece, Place.UNTOUCHED, -excess);
    }

    private static long claims(int piece, Place place, SharedSums objects) {
        return objects.get(index(piece, place, OBJECT))
                + objects.get(index(piece, place, BUFFER))
                + objects.get(index(piece, place, GARBAGE));
    }

    /// Takes the objects out of their places. Where they claim more than the place has, all of it is theirs.
    private long[] parts(int piece, SharedSums objects) {
        long[] parts = new long[Part.values().length];
        reclaim(piece, claims(piece, Place.UNKNOWN, objects));
        for (Place place : Place.values()) {
            long all = places[piece][place.ordinal()];
            long claims = claims(piece, place, objects);
            double scale = claims > all ? (double) all / claims : 1;
            long inObjects = (long) (objects.get(index(piece, place, OBJECT)) * scale);
            long inBuffers = (long) (objects.get(index(piece, place, BUFFER)) * scale);
            long inGarbage = (long) (objects.get(index(piece, place, GARBAGE)) * scale);
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
