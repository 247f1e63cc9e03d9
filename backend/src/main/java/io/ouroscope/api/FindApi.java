package io.ouroscope.api;

import io.javalin.http.Context;
import io.ouroscope.analysis.find.BufferOwners;
import io.ouroscope.analysis.find.Containing;
import io.ouroscope.analysis.find.MemorySearch;
import io.ouroscope.analysis.find.Places;
import io.ouroscope.analysis.find.Sought;
import io.ouroscope.memory.Memory;
import io.ouroscope.memory.Region;
import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.discovery.Census;
import io.ouroscope.workspace.Question;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds bytes, a text, or who has an address, in all memory of the process.
final class FindApi {
    private static final int CONTEXT_BYTES = 16;
    private static final int MOST_SHOWN = 64;
    private static final HexFormat HEX = HexFormat.of();

    private FindApi() {}

    /// What is looked for.
    enum What {
        /// Characters, in each encoding.
        TEXT,
        /// Hexadecimal digits, blanks between them or not.
        BYTES,
        /// Words that are exactly this address.
        POINTER,
        /// Words that lead anywhere into the object at this address.
        OBJECT
    }

    /// A part of what was found.
    ///
    /// @param total how many are listed: the first million
    /// @param found how many there are so far, those not listed too
    /// @param searchedBytes of all memory, so far
    /// @param patterns the bytes looked for; none for an address
    /// @param object whose address is looked for, null if there is none
    record FoundPage(
            long total,
            long offset,
            int limit,
            List<FoundRow> items,
            Asking.Search search,
            long found,
            long searchedBytes,
            List<FoundPattern> patterns,
            Wire.@Nullable Ref object) {}

    /// Bytes that were looked for.
    record FoundPattern(String name, String hex) {}

    /// A place.
    ///
    /// @param pattern its encoding, empty where there is one only
    /// @param before up to 16 bytes before it
    /// @param bytes what was found, at most 64 of it
    /// @param after up to 16 bytes after it
    /// @param owner the object that has it
    /// @param place `object` if it lies in the object itself, `buffer` in a block that the object owns
    /// @param at of an object how far behind its address it lies
    record FoundRow(
            String address,
            String pattern,
            String before,
            String bytes,
            String after,
            int length,
            @Nullable MemoryRegionName region,
            Wire.@Nullable Ref owner,
            @Nullable String state,
            @Nullable String place,
            @Nullable Long at) {}

    /// The region of a place.
    record MemoryRegionName(String start, String permissions, String path) {}

    private record Answer(Places places) implements Question.Answer {
        @Override
        public long heapBytes() {
            return places.heapBytes();
        }
    }

    static void register(InSnapshot routes) {
        routes.get("/find", FindApi::find)
                .describe(
                        "Places in all memory that have these bytes, this text, or this address",
                        FoundPage.class,
                        Parameter.choice("what", What.TEXT, "What is looked for"),
                        Parameter.text("value", "The text, the bytes in hexadecimal, or the address: 0x7f12ab34cd50")
                                .required(),
                        Paging.OFFSET,
                        Paging.LIMIT,
                        Asking.AGAIN);
    }

    private static FoundPage find(Context ctx, InSnapshot.View view) throws InterruptedException {
        Paging paging = Paging.of(ctx);
        What what = Parameters.choice(ctx, "what", What.TEXT);
        String value = Parameters.text(ctx, "value");
        Sought sought = sought(what, value, view);
        Question<Answer> question = view.questions()
                .ask(
                        "find " + what + " " + value,
                        "Searching memory",
                        () -> new Answer(new Places()),
                        (snapshot, answer, job) -> {
                            var analysis = snapshot.analysis();
                            MemorySearch.run(analysis.process().heap().memory(), sought, answer.places(), job);
                            BufferOwners.find(analysis, answer.places(), job);
                        });
        Asking.Search search = Asking.search(question.job());
        Places places = question.answer().places();
        var rows = new ArrayList<FoundRow>();
        int total = places.size();
        for (int i = (int) Math.min(paging.offset(), total); i < paging.end(total); i++) {
            rows.add(row(places.get(i), sought, view));
        }
        return new FoundPage(
                total,
                paging.offset(),
                paging.limit(),
                rows,
                search,
                places.count(),
                places.searchedBytes(),
                patterns(sought),
                sought instanceof Sought.Pointer ? objectAt(Parameters.address(value), view) : null);
    }

    private static Wire.@Nullable Ref objectAt(long address, InSnapshot.View view) {
        int node = new Containing(view.analysis().process()).node(address);
        return node < 0
                ? null
                : view.refs().ref(view.analysis().process().census().address(node));
    }

    private static List<FoundPattern> patterns(Sought sought) {
        return sought instanceof Sought.Bytes runs
                ? runs.patterns().stream()
                        .map(pattern -> new FoundPattern(pattern.name(), HEX.formatHex(pattern.bytes())))
                        .toList()
                : List.of();
    }

    static Sought sought(What what, String value, InSnapshot.View view) {
        return switch (what) {
            case TEXT -> checked(Sought.text(value), "a text");
            case BYTES -> checked(hex(value), "bytes in hexadecimal");
            case POINTER -> Sought.exactly(Parameters.address(value));
            case OBJECT -> {
                long address = Parameters.address(value);
                var containing = new Containing(view.analysis().process());
                int node = containing.node(address);
                if (node < 0) {
                    throw ApiException.of(
                            404,
                            "no-object",
                            "No Python object has " + Parameters.hex(address),
                            "Look for the pointer itself: what=pointer");
                }
                yield containing.pointersInto(node);
            }
        };
    }

    private static Sought.Bytes checked(Sought.Bytes sought, String what) {
        if (sought.patterns().isEmpty() || sought.patterns().getFirst().bytes().length == 0) {
            throw ApiException.of(400, "bad-parameter", "value must be " + what + ", and it is empty");
        }
        if (sought.patterns().stream().anyMatch(each -> each.bytes().length > Sought.MOST_BYTES)) {
            throw ApiException.of(
                    400, "bad-parameter", "value is too long: at most " + Sought.MOST_BYTES + " bytes are looked for");
        }
        return sought;
    }

    private static Sought.Bytes hex(String value) {
        try {
            return Sought.hex(value);
        } catch (IllegalArgumentException wrong) {
            throw ApiException.of(
                    400,
                    "bad-parameter",
                    "value must be bytes in hexadecimal, like 'de ad be ef', but was '" + value + "'");
        }
    }

    private static FoundRow row(Places.Place found, Sought sought, InSnapshot.View view) {
        Heap heap = view.analysis().process().heap();
        Census census = view.analysis().process().census();
        Memory memory = heap.memory();
        long address = found.address();
        int length = Long.BYTES;
        String name = "";
        if (sought instanceof Sought.Bytes runs) {
            Sought.Pattern pattern = runs.patterns().get(found.pattern());
            length = pattern.bytes().length;
            name = pattern.name();
        }
        var containing = new Containing(view.analysis().process());
        int node = containing.node(address);
        boolean inside = node >= 0;
        if (!inside) {
            node = found.owner();
        }
        Region region = containing.region(address);
        return new FoundRow(
                Parameters.hex(address),
                name,
                around(memory, address - CONTEXT_BYTES, CONTEXT_BYTES, true),
                around(memory, address, Math.min(length, MOST_SHOWN), false),
                around(memory, address + length, CONTEXT_BYTES, false),
                length,
                region == null
                        ? null
                        : new MemoryRegionName(
                                Parameters.hex(region.start()), Containing.permissions(region), region.path()),
                node < 0 ? null : view.refs().ref(census.address(node)),
                node < 0 ? null : Parameters.lower(view.analysis().state(node)),
                node < 0 ? null : inside ? "object" : "buffer",
                inside ? (Long) (address - census.address(node)) : null);
    }

    /// As many of these bytes as there are: the last ones, or the first.
    private static String around(Memory memory, long address, int bytes, boolean last) {
        for (int length = bytes; length > 0; length--) {
            long from = last ? address + bytes - length : address;
            if (memory.isReadable(from, length)) {
                byte[] copy = new byte[length];
                memory.copy(from, copy, 0, length);
                return HEX.formatHex(copy);
            }
        }
        return "";
    }
}
