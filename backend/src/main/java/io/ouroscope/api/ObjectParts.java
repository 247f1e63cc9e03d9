package io.ouroscope.api;

import io.javalin.http.Context;
import io.ouroscope.analysis.Analysis;
import io.ouroscope.analysis.Labels;
import io.ouroscope.python.decode.EdgeClass;
import io.ouroscope.python.decode.Heap;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The fields of an object, in pages.
final class ObjectParts {
    private static final int MOST_FIELDS = 100_000;
    /// Edges that name a field; items have a list of their own.
    private static final Set<EdgeClass> FIELD_EDGES =
            Set.of(EdgeClass.SLOT, EdgeClass.CLOSURE, EdgeClass.GLOBALS, EdgeClass.WEAK, EdgeClass.CONSERVATIVE);

    private static final Parameter FILTER =
            Parameter.text("filter", "Text that the name must contain, without regard to case");

    private ObjectParts() {}

    static void register(InSnapshot routes) {
        routes.get("/objects/{address}/fields", ObjectParts::fields)
                .describe(
                        "Attributes and fields of an object, by name",
                        Endpoint.page(Wire.Field.class),
                        FILTER,
                        Paging.OFFSET,
                        Paging.LIMIT);
    }

    static long fieldCount(long object, Analysis analysis) {
        return fields(object, analysis).size();
    }

    /// A named part: an object, or a number or flag as text.
    private record Field(
            String name,
            String kind,
            @Nullable String evidence,
            long value,
            @Nullable String text) {}

    private static Wire.Page<Wire.Field> fields(Context ctx, InSnapshot.View view) {
        long object = object(ctx, view);
        Refs refs = view.refs();
        String filter = Parameters.text(ctx, "filter").toLowerCase(Locale.ROOT);
        return Paging.of(ctx)
                .of(
                        fields(object, view.analysis()).stream()
                                .filter(field ->
                                        field.name().toLowerCase(Locale.ROOT).contains(filter))
                                .toList(),
                        field -> new Wire.Field(
                                field.name(),
                                field.kind(),
                                field.evidence(),
                                refs.refOrNull(field.value()),
                                field.text()));
    }

    /// Attributes first, then what the C struct holds, then numbers and flags.
    private static List<Field> fields(long object, Analysis analysis) {
        Heap heap = analysis.process().heap();
        var fields = new ArrayList<Field>();
        var slots = new HashSet<String>();
        heap.attributes(object, (name, value) -> {
            fields.add(new Field(name, "attribute", null, value, null));
            slots.add(name);
            return fields.size() < MOST_FIELDS;
        });
        for (Labels.Label label : analysis.labels().fields(object, FIELD_EDGES, MOST_FIELDS)) {
            String name = label.text().startsWith(".") ? label.text().substring(1) : label.text();
            if (!slots.contains(name)) {
                fields.add(new Field(name, kind(label.edge()), evidence(label), label.target(), null));
            }
        }
        heap.facts(object, (name, text) -> fields.add(new Field(name, "field", null, 0, text)));
        return fields;
    }

    static long object(Context ctx, InSnapshot.View view) {
        long object = Parameters.pathAddress(ctx);
        if (view.analysis().process().heap().typeOf(object) == null) {
            throw ObjectsApi.noObject(object);
        }
        return object;
    }

    static @Nullable String evidence(Labels.Label label) {
        return label.verdict() == null ? null : Parameters.lower(label.verdict());
    }

    /// The word for a kind of reference.
    static String kind(EdgeClass edge) {
        return switch (edge) {
            case ITEM -> "item";
            case ATTRIBUTE -> "attribute";
            case SLOT -> "field";
            case CLOSURE -> "variable";
            case GLOBALS -> "globals";
            case TYPE -> "type";
            case WEAK -> "weak";
            case CONSERVATIVE -> "conservative";
        };
    }
}
