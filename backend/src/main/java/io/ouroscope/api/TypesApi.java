package io.ouroscope.api;

import io.javalin.http.Context;
import io.ouroscope.analysis.TypeHistogram;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
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

    private static final Parameter FILTER = Parameter.text("filter", "Part of module.name, in any case of letters");
    private static final Parameter SORT = Parameter.choice("sort", Sort.MEMORY, "What they are sorted by");
    private static final Parameter ORDER =
            Parameter.choice("order", Order.class, "Ascending by name and descending by numbers, unless told");

    /// Of types that name no module.
    private static final String NO_MODULE = "(none)";

    private static final int MAP_MODULES = 40;
    private static final int MAP_TYPES = 30;

    /// The types of one module together.
    record ModuleRow(
            String module,
            int types,
            long count,
            long sizeBytes,
            long memoryBytes,
            long garbageCount,
            long garbageBytes) {}

    /// Modules, and the sums over all of them.
    record ModulesPage(long total, long offset, int limit, List<ModuleRow> items, Wire.Totals totals) {}

    /// What a treemap draws: the largest modules with their largest types; the rest of each as a sum.
    record TypeMap(Wire.Totals totals, List<MapModule> modules, ModuleRow rest) {}

    /// @param rest of its types that are not among the largest
    record MapModule(ModuleRow sum, List<Wire.TypeRow> types, ModuleRow rest) {}

    static void register(InSnapshot routes) {
        routes.get("/types", (ctx, view) -> types(ctx, view.analysis().types()))
                .describe(
                        "The types of live objects, with their counts and sizes",
                        Wire.TypesPage.class,
                        FILTER,
                        Parameter.text("module", "The whole name of their module"),
                        SORT,
                        ORDER,
                        Paging.OFFSET,
                        Paging.LIMIT);
        routes.get("/types/modules", (ctx, view) -> modules(ctx, view.analysis().types()))
                .describe(
                        "The types summed by module",
                        ModulesPage.class,
                        FILTER,
                        SORT,
                        ORDER,
                        Paging.OFFSET,
                        Paging.LIMIT);
        routes.get("/types/map", (ctx, view) -> map(ctx, view.analysis().types()))
                .describe("The largest modules with their largest types, for a treemap", TypeMap.class, FILTER);
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
        String module = Parameters.text(ctx, "module");
        List<TypeHistogram.Row> rows = matching(types, Parameters.text(ctx, "filter"))
                .filter(row -> module.isEmpty() || moduleOf(row).equals(module))
                .sorted(comparator(sort, order))
                .toList();
        Wire.Page<Wire.TypeRow> page = paging.of(rows, TypesApi::row);
        return new Wire.TypesPage(page.total(), page.offset(), page.limit(), page.items(), totals(rows));
    }

    private static ModulesPage modules(Context ctx, TypeHistogram types) {
        Sort sort = Parameters.choice(ctx, "sort", Sort.MEMORY);
        Order order = Parameters.choice(ctx, "order", sort == Sort.NAME ? Order.ASC : Order.DESC);
        List<TypeHistogram.Row> all =
                matching(types, Parameters.text(ctx, "filter")).toList();
        Comparator<ModuleRow> by = switch (sort) {
            case COUNT -> Comparator.comparingLong(ModuleRow::count);
            case SIZE -> Comparator.comparingLong(ModuleRow::sizeBytes);
            case MEMORY -> Comparator.comparingLong(ModuleRow::memoryBytes);
            case NAME -> Comparator.comparing(ModuleRow::module, String.CASE_INSENSITIVE_ORDER);
        };
        List<ModuleRow> sums = byModule(all).entrySet().stream()
                .map(each -> sum(each.getKey(), each.getValue()))
                .sorted((order == Order.DESC ? by.reversed() : by).thenComparing(ModuleRow::module))
                .toList();
        Wire.Page<ModuleRow> page = Paging.of(ctx).of(sums, row -> row);
        return new ModulesPage(page.total(), page.offset(), page.limit(), page.items(), totals(all));
    }

    private static TypeMap map(Context ctx, TypeHistogram types) {
        List<TypeHistogram.Row> all = matching(types, Parameters.text(ctx, "filter"))
                .sorted(comparator(Sort.MEMORY, Order.DESC))
                .toList();
        List<MapModule> modules = byModule(all).entrySet().stream()
                .map(each -> mapModule(each.getKey(), each.getValue()))
                .sorted(Comparator.comparingLong((MapModule each) -> each.sum().memoryBytes())
                        .reversed())
                .toList();
        List<MapModule> largest = modules.subList(0, Math.min(MAP_MODULES, modules.size()));
        Set<String> shown = largest.stream().map(each -> each.sum().module()).collect(Collectors.toSet());
        List<TypeHistogram.Row> rest =
                all.stream().filter(row -> !shown.contains(moduleOf(row))).toList();
        return new TypeMap(totals(all), largest, sum("", rest));
    }

    private static MapModule mapModule(String module, List<TypeHistogram.Row> rows) {
        int shown = Math.min(MAP_TYPES, rows.size());
        return new MapModule(
                sum(module, rows),
                rows.subList(0, shown).stream().map(TypesApi::row).toList(),
                sum(module, rows.subList(shown, rows.size())));
    }

    private static Map<String, List<TypeHistogram.Row>> byModule(List<TypeHistogram.Row> rows) {
        return rows.stream()
                .collect(Collectors.groupingBy(TypesApi::moduleOf, LinkedHashMap::new, Collectors.toList()));
    }

    private static String moduleOf(TypeHistogram.Row row) {
        return row.type().module().isEmpty() ? NO_MODULE : row.type().module();
    }

    private static ModuleRow sum(String module, List<TypeHistogram.Row> rows) {
        Wire.Totals totals = totals(rows);
        return new ModuleRow(
                module,
                rows.size(),
                totals.count(),
                totals.sizeBytes(),
                totals.memoryBytes(),
                rows.stream().mapToLong(TypeHistogram.Row::garbageCount).sum(),
                rows.stream().mapToLong(TypeHistogram.Row::garbageBytes).sum());
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
                row.memoryBytes(),
                row.garbageCount(),
                row.garbageBytes());
    }

    private static Wire.Totals totals(List<TypeHistogram.Row> rows) {
        return new Wire.Totals(
                rows.stream().mapToLong(TypeHistogram.Row::count).sum(),
                rows.stream().mapToLong(TypeHistogram.Row::sizeBytes).sum(),
                rows.stream().mapToLong(TypeHistogram.Row::memoryBytes).sum());
    }
}
