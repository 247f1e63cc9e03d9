package io.ouroscope.cli;

import io.ouroscope.analysis.Analysis;
import io.ouroscope.analysis.find.BufferOwners;
import io.ouroscope.analysis.find.Containing;
import io.ouroscope.analysis.find.MemorySearch;
import io.ouroscope.analysis.find.Places;
import io.ouroscope.analysis.find.Sought;
import io.ouroscope.memory.Region;
import io.ouroscope.python.discovery.Census;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Places in all memory that have what is sought: which object has each, and the region it lies in.
final class FoundPlaces {
    private final Analysis analysis;
    private final Sought sought;
    private final Places places = new Places();
    private final Containing containing;

    private FoundPlaces(Analysis analysis, Sought sought) {
        this.analysis = analysis;
        this.sought = sought;
        containing = new Containing(analysis.process());
    }

    /// @param encoding of a text; empty for bytes and addresses
    /// @param object that has the place, null if no Python object has it
    /// @param place `object` if it lies in the object itself, `buffer` in a block that the object owns
    /// @param offset of an object how far behind its address it lies
    /// @param region the path of the region, empty if it has none
    record Found(
            String address,
            String encoding,
            @Nullable String object,
            @Nullable String type,
            @Nullable String state,
            @Nullable String place,
            @Nullable Long offset,
            String permissions,
            String region,
            @Nullable String preview) {}

    private static final class Form implements RecordRows.Form<Found> {
        private static final String TEXT = "%-18s %-13s %-4s %-22s  %s";

        @Override
        public List<String> csvHeader() {
            return List.of(
                    "address",
                    "encoding",
                    "object",
                    "type",
                    "state",
                    "place",
                    "offset",
                    "permissions",
                    "region",
                    "preview");
        }

        @Override
        public List<String> csv(Found row) {
            return List.of(
                    row.address,
                    row.encoding,
                    blank(row.object),
                    blank(row.type),
                    blank(row.state),
                    blank(row.place),
                    row.offset == null ? "" : row.offset.toString(),
                    row.permissions,
                    row.region,
                    blank(row.preview));
        }

        @Override
        public String textHeader() {
            return String.format(Locale.ROOT, TEXT, "ADDRESS", "ENCODING", "MAY", "REGION", "OBJECT THAT HAS IT");
        }

        @Override
        public String text(Found row) {
            String region = row.region.isEmpty() ? "anonymous" : row.region.substring(row.region.lastIndexOf('/') + 1);
            return String.format(Locale.ROOT, TEXT, row.address, row.encoding, row.permissions, region, owner(row));
        }

        private static String owner(Found row) {
            if (row.object == null) {
                return "no Python object";
            }
            String where = row.offset == null
                    ? " in its buffer"
                    : String.format(Locale.ROOT, " %s0x%x", row.offset < 0 ? "-" : "+", Math.abs(row.offset));
            return row.object + where + ("live".equals(row.state) ? "" : " (" + row.state + ")") + "  " + row.type
                    + "  " + row.preview;
        }

        private static String blank(@Nullable String text) {
            return text == null ? "" : text;
        }
    }

    /// Searches; where more was found than is listed, the terminal says so.
    static Listing.Rows find(Analysis analysis, Sought sought, Session session) {
        var found = new FoundPlaces(analysis, sought);
        MemorySearch.run(analysis.process().heap().memory(), sought, found.places, session.progress());
        BufferOwners.find(analysis, found.places, session.progress());
        session.terminal().clear();
        if (found.places.count() > found.places.size()) {
            session.terminal()
                    .say(String.format(
                            Locale.ROOT,
                            "%,d places were found; the first %,d are listed.",
                            found.places.count(),
                            found.places.size()));
        }
        return new RecordRows<>(found.places.size(), found::row, new Form(), session.cancellation());
    }

    private Found row(int index) {
        Places.Place place = places.get(index);
        Census census = analysis.process().census();
        int node = containing.node(place.address());
        boolean inside = node >= 0;
        if (!inside) {
            node = place.owner();
        }
        Region region = containing.region(place.address());
        String encoding = sought instanceof Sought.Bytes runs
                ? runs.patterns().get(place.pattern()).name()
                : "";
        long object = node < 0 ? 0 : census.address(node);
        return new Found(
                Addresses.hex(place.address()),
                encoding,
                node < 0 ? null : Addresses.hex(object),
                node < 0 ? null : census.type(node).name(),
                node < 0 ? null : analysis.state(node).name().toLowerCase(Locale.ROOT),
                node < 0 ? null : inside ? "object" : "buffer",
                inside ? (Long) (place.address() - object) : null,
                region == null ? "" : Containing.permissions(region),
                region == null ? "" : region.path(),
                node < 0 ? null : analysis.previewer().text(object));
    }
}
