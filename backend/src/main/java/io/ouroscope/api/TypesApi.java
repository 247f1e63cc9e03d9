package io.ouroscope.api;

import io.javalin.http.Context;
import io.ouroscope.analysis.TypeHistogram;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// Types by how many objects they have and how much memory those take.
final class TypesApi {
    private TypesApi() {}

    private enum Sort {
        COUNT,
        SIZE,
        MEMORY,
        NAME
    }

    private enum Order {
        ASC,
        DESC
    }

    static void register(InSnapshot routes) {
        routes.get("/types", (ctx, view) -> types(ctx, view.analysis().types()))
                .describe(
                        "The types of live objects, with their counts and sizes",
                        Wire.TypesPage.class,
                        Parameter.text("filter", "Part of module.name, in any case of letters"),
                        Parameter.choice("sort", Sort.MEMORY, "What they are sorted by"),
                        Parameter.choice(
                                "order", Order.class, "Ascending by name and descending by numbers, unless told"),
                        Paging.OFFSET,
                        Paging.LIMIT);
    }

    /// The types whose objects take most memory.
    static List<Wire.TypeRow> top(TypeHistogram types, int most) {
        return types.rows().stream()
                .sorted(comparator(Sort.MEMORY, Order.DESC))
                .limit(most)
                .map(TypesApi::row)
                .toList();
    }

    private static Wire.TypesPage types(Context ctx, TypeHistogram types) {
        Paging paging = Paging.of(ctx);
        Sort sort = Parameters.choice(ctx, "sort", Sort.MEMORY);
        Order order = Parameters.choice(ctx, "order", sort == Sort.NAME ? Order.ASC : Order.DESC);
        List<TypeHistogram.Row> rows = matching(types, Parameters.text(ctx, "filter"))
                .sorted(comparator(sort, order))
                .toList();
        Wire.Page<Wire.TypeRow> page = paging.of(rows, TypesApi::row);
        return new Wire.TypesPage(page.total(), page.offset(), page.limit(), page.items(), totals(rows));
    }

    private static Stream<TypeHistogram.Row> matching(TypeHistogram types, String filter) {
        String wanted = filter.strip().toLowerCase(Locale.ROOT);
        return types.rows().stream()
                .filter(row -> row.type().name().toLowerCase(Locale.ROOT).contains(wanted));
    }

    private static Comparator<TypeHistogram.Row> comparator(Sort sort, Order order) {
        Comparator<TypeHistogram.Row> by = switch (sort) {
            case COUNT -> Comparator.comparingInt(TypeHistogram.Row::count);
            case SIZE -> Comparator.comparingLong(TypeHistogram.Row::sizeBytes);
            case MEMORY -> Comparator.comparingLong(TypeHistogram.Row::memoryBytes);
            case NAME -> Comparator.comparing(row -> row.type().name(), String.CASE_INSENSITIVE_ORDER);
        };
        return (order == Order.DESC ? by.reversed() : by)
                .thenComparing(row -> row.type().name())
                .thenComparing(row -> row.type().address(), Long::compareUnsigned);
    }

    private static Wire.TypeRow row(TypeHistogram.Row row) {
        return new Wire.TypeRow(
                Parameters.hex(row.type().address()),
                row.type().qualname(),
                row.type().module(),
                row.count(),
                row.sizeBytes(),
                row.memoryBytes());
    }

    private static Wire.Totals totals(List<TypeHistogram.Row> rows) {
        return new Wire.Totals(
                rows.stream().mapToLong(TypeHistogram.Row::count).sum(),
                rows.stream().mapToLong(TypeHistogram.Row::sizeBytes).sum(),
                rows.stream().mapToLong(TypeHistogram.Row::memoryBytes).sum());
    }
}
