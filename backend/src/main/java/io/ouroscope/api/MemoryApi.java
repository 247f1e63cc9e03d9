package io.ouroscope.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.javalin.http.Context;
import io.ouroscope.analysis.ObjectState;
import io.ouroscope.analysis.find.Containing;
import io.ouroscope.memory.Memory;
import io.ouroscope.memory.Region;
import io.ouroscope.python.decode.Anatomy;
import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.decode.PyType;
import io.ouroscope.python.discovery.Census;
import io.ouroscope.snapshot.Hole;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Bytes of the process with what they mean: names of C fields, and every aligned word that leads to an object.
///
/// A request sees at most [#MOST_BYTES]; what the snapshot does not have is told as such, with the reason. The regions
/// themselves, and searching in them, are not here.
final class MemoryApi {
    private static final int MOST_BYTES = 8192;
    private static final int USUAL_BYTES = 1024;
    private static final int WORD = Long.BYTES;
    private static final HexFormat HEX = HexFormat.of();

    private MemoryApi() {}

    /// @param length how many bytes were looked at: fewer than asked for at the end of the address space
    /// @param runs present and missing bytes, in address order, without gaps
    /// @param words aligned words that are addresses of something, in address order
    /// @param names what runs of bytes are called, in no order
    /// @param objects those with a byte here, in address order
    /// @param regions of the runs and those that words lead into
    record MemoryView(
            String address,
            int length,
            List<MemoryRun> runs,
            List<MemoryWord> words,
            List<MemoryName> names,
            List<MemoryObject> objects,
            List<MemoryRegion> regions) {}

    /// @param hex two digits for each byte; null where the snapshot has none, then `missing` says why
    /// @param region the place in the list of regions
    record MemoryRun(
            String address,
            int length,
            @Nullable String hex,
            @Nullable String missing,
            @Nullable Integer region) {}

    /// An object's address (`offset` 0), one inside its block (below 0 in its head), or one elsewhere in a region.
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record MemoryWord(
            String address,
            String value,
            Wire.@Nullable Ref object,
            @Nullable Long offset,
            @Nullable String state,
            @Nullable Integer region) {}

    /// @param of the object whose bytes they are
    record MemoryName(String address, long length, String name, String of) {}

    /// An object whose block, `[start, end)`, has bytes here.
    record MemoryObject(String start, String end, Wire.Ref object, String state) {}

    /// @param permissions as in `/proc/PID/maps`: `r`, `w`, `x` or `-`
    record MemoryRegion(String start, String end, String permissions, String path) {}

    /// A part of an object's memory.
    ///
    /// @param role `head`, `body`, `owned`, `shared`
    /// @param name the C field that leads to it
    record MemoryBlock(String role, String name, String address, long bytes, boolean present) {}

    static void register(InSnapshot routes) {
        routes.get("/memory", MemoryApi::memory)
                .describe(
                        "Bytes of memory with what they mean: names of C fields, objects that words lead to",
                        MemoryView.class,
                        Parameter.address("address", "The first byte").required(),
                        Parameter.number("length", USUAL_BYTES, 1, MOST_BYTES, "How many bytes"),
                        Parameter.address(
                                "of", "An object whose fields get their names, even where its buffers lie elsewhere"));
        routes.get("/objects/{address}/blocks", MemoryApi::blocks)
                .describe(
                        "The pieces of memory that an object is made of",
                        Endpoint.page(MemoryBlock.class),
                        Paging.OFFSET,
                        Paging.LIMIT);
    }

    private static Wire.Page<MemoryBlock> blocks(Context ctx, InSnapshot.View view) {
        Paging paging = Paging.of(ctx);
        Heap heap = view.analysis().process().heap();
        long object = Parameters.pathAddress(ctx);
        if (heap.typeOf(object) == null) {
            throw ObjectsApi.noObject(object);
        }
        var found = new ArrayList<MemoryBlock>();
        long[] total = {0};
        new Anatomy(heap).blocks(object, block -> {
            if (total[0] >= paging.offset() && found.size() < paging.limit()) {
                found.add(new MemoryBlock(
                        Parameters.lower(block.role()),
                        block.name(),
                        Parameters.hex(block.address()),
                        block.bytes(),
                        heap.memory().isReadable(block.address(), block.bytes())));
            }
            total[0]++;
        });
        return new Wire.Page<>(total[0], paging.offset(), paging.limit(), found);
    }

    private static MemoryView memory(Context ctx, InSnapshot.View view) {
        long address = Parameters.address(Parameters.text(ctx, "address"));
        long length = Parameters.number(ctx, "length", USUAL_BYTES);
        if (length < 1 || length > MOST_BYTES) {
            throw ApiException.of(
                    400, "bad-parameter", "length must be between 1 and " + MOST_BYTES + " but was " + length);
        }
        String of = Parameters.text(ctx, "of");
        return new Reading(view, address, address + length - 1).view(of.isEmpty() ? 0 : Parameters.address(of));
    }

    /// One look at `[start, last]`.
    private static final class Reading {
        private final InSnapshot.View view;
        private final Heap heap;
        private final Memory memory;
        private final Census census;
        private final Anatomy anatomy;
        private final Containing containing;
        private final long start;
        private final long last;
        private final List<Region> regions = new ArrayList<>();

        Reading(InSnapshot.View view, long start, long end) {
            this.view = view;
            heap = view.analysis().process().heap();
            memory = heap.memory();
            census = view.analysis().process().census();
            anatomy = new Anatomy(heap);
            containing = new Containing(view.analysis().process());
            this.start = start;
            // The last byte of the address space, where the range would reach around its end.
            last = Long.compareUnsigned(end, start) < 0 ? -1L : end;
        }

        MemoryView view(long of) {
            List<MemoryRun> runs = runs();
            List<MemoryWord> words = words();
            var names = new ArrayList<MemoryName>();
            List<MemoryObject> objects = objects(names);
            if (of != 0
                    && objects.stream()
                            .noneMatch(each -> each.object().address().equals(Parameters.hex(of)))) {
                addNames(of, names);
            }
            return new MemoryView(
                    Parameters.hex(start),
                    (int) (last - start + 1),
                    runs,
                    words,
                    names,
                    objects,
                    regions.stream().map(Reading::place).toList());
        }

        private static MemoryRegion place(Region region) {
            return new MemoryRegion(
                    Parameters.hex(region.start()),
                    Parameters.hex(region.end()),
                    Containing.permissions(region),
                    region.path());
        }

        private List<MemoryRun> runs() {
            var runs = new ArrayList<MemoryRun>();
            long position = start;
            while (true) {
                int index = containing.regionIndex(position);
                Region region = index < 0 ? null : memory.regions().get(index);
                long runLast;
                if (region != null && region.contains(position)) {
                    runLast = min(region.end() - 1, last);
                    int length = (int) (runLast - position + 1);
                    byte[] bytes = new byte[length];
                    memory.copy(position, bytes, 0, length);
                    runs.add(new MemoryRun(
                            Parameters.hex(position), length, HEX.formatHex(bytes), null, number(region)));
                } else {
                    boolean more = index + 1 < memory.regions().size();
                    long next = more ? memory.regions().get(index + 1).start() - 1 : -1L;
                    runLast = min(next, last);
                    runs.add(new MemoryRun(
                            Parameters.hex(position), (int) (runLast - position + 1), null, reason(position), null));
                }
                if (runLast == last) {
                    return runs;
                }
                position = runLast + 1;
            }
        }

        private static long min(long one, long other) {
            return Long.compareUnsigned(one, other) <= 0 ? one : other;
        }

        private String reason(long address) {
            for (Hole hole : view.open().analysed().snapshot().holes()) {
                if (Long.compareUnsigned(address, hole.start()) >= 0 && Long.compareUnsigned(address, hole.end()) < 0) {
                    return "not in the snapshot: " + hole.reason()
                            + (hole.path().isEmpty() ? "" : " " + hole.path());
                }
            }
            return "the process had nothing readable here";
        }

        private int number(Region region) {
            int known = regions.indexOf(region);
            if (known >= 0) {
                return known;
            }
            regions.add(region);
            return regions.size() - 1;
        }

        private List<MemoryWord> words() {
            var words = new ArrayList<MemoryWord>();
            long count = (last - start + 1) / WORD;
            long first = start + WORD - 1 & -WORD;
            for (long i = 0; i < count; i++) {
                long place = first + i * WORD;
                if (last - place >= WORD - 1 && memory.isReadable(place, WORD)) {
                    MemoryWord word = word(place, memory.getLong(place));
                    if (word != null) {
                        words.add(word);
                    }
                }
            }
            return words;
        }

        private @Nullable MemoryWord word(long place, long value) {
            int region = containing.regionIndex(value);
            if (region < 0 || !memory.regions().get(region).contains(value)) {
                return null;
            }
            int number = number(memory.regions().get(region));
            int node = containing.node(value);
            if (node >= 0) {
                long object = census.address(node);
                return new MemoryWord(
                        Parameters.hex(place),
                        Parameters.hex(value),
                        view.refs().ref(object),
                        value - object,
                        state(node),
                        number);
            }
            return new MemoryWord(Parameters.hex(place), Parameters.hex(value), null, null, null, number);
        }

        private String state(int node) {
            return Parameters.lower(
                    node < 0 ? ObjectState.UNSURE : view.analysis().state(node));
        }

        /// Objects in the range; the bytes of those that are no remains get their names.
        private List<MemoryObject> objects(List<MemoryName> names) {
            var objects = new ArrayList<MemoryObject>();
            for (int node = Math.max(0, census.floor(start)); node < census.size(); node++) {
                long object = census.address(node);
                PyType type = census.type(node);
                long before = heap.bytesBefore(object, type);
                if (Long.compareUnsigned(object - before, last) > 0) {
                    break;
                }
                long end = object - before + heap.ownBytes(object, type);
                if (Long.compareUnsigned(end, start) > 0) {
                    objects.add(new MemoryObject(
                            Parameters.hex(object - before),
                            Parameters.hex(end),
                            view.refs().ref(object),
                            state(node)));
                    addNames(object, names);
                }
            }
            return objects;
        }

        private void addNames(long object, List<MemoryName> names) {
            String of = Parameters.hex(object);
            anatomy.names(
                    object,
                    start,
                    last + 1,
                    (address, bytes, name) -> names.add(new MemoryName(Parameters.hex(address), bytes, name, of)));
        }
    }
}
