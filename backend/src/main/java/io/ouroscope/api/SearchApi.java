package io.ouroscope.api;

import io.ouroscope.analysis.Analysis;
import io.ouroscope.analysis.TypeHistogram;
import io.ouroscope.analysis.find.Containing;
import io.ouroscope.analysis.paths.Evaluation;
import io.ouroscope.analysis.paths.Modules;
import io.ouroscope.memory.Region;
import io.ouroscope.python.decode.PyType;
import io.ouroscope.python.discovery.Census;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a text typed into the search box may mean: an address, a Python path, types, modules. All of it is answered
/// from tables at once, but for a key among very many; texts and attributes of objects are questions to `/objects`.
final class SearchApi {
    private static final int LONGEST = 10_000;
    private static final int FIRST_HITS = 8;
    private static final int MOST_HITS = 500;
    private static final String DECIMAL_ADDRESS = "\\d{7,20}";

    private SearchApi() {}

    /// What a text may mean, likeliest first.
    ///
    /// @param search looks through a very large mapping for the key of a Python path; null if not needed;
    ///   until it is done, what the path means is not among the groups
    record SearchResult(String query, List<SearchGroup> groups, Asking.@Nullable Search search) {}

    /// One meaning.
    ///
    /// @param kind `address`, `path`, `types`, `modules`
    /// @param understood as what the text was taken: "an address"
    /// @param total how many hits there are, of which `items` are the first
    /// @param problem why there is none, null if there is
    /// @param suggestions other texts that may have been meant
    record SearchGroup(
            String kind,
            String understood,
            long total,
            List<SearchHit> items,
            @Nullable String problem,
            List<String> suggestions) {}

    /// @param path of its screen, after /s/{id}; null if it has none
    /// @param title what to show, where there is no object to show
    record SearchHit(@Nullable String path, String title, String detail, Wire.@Nullable Ref object) {}

    static void register(InSnapshot routes) {
        routes.get("/search", (ctx, view) -> {
                    long limit = Parameters.number(ctx, "limit", FIRST_HITS);
                    if (limit < 1 || limit > MOST_HITS) {
                        throw ApiException.of(
                                400, "bad-parameter", "limit must be between 1 and " + MOST_HITS + " but was " + limit);
                    }
                    return search(Parameters.text(ctx, "q").strip(), (int) limit, view);
                })
                .describe(
                        "What a text may mean: an address, a Python path, types, modules",
                        SearchResult.class,
                        Parameter.text("q", "The text").example("asyncio.tasks"),
                        Parameter.number("limit", FIRST_HITS, 1, MOST_HITS, "How many hits of each kind at most"),
                        Asking.AGAIN);
    }

    private static SearchResult search(String query, int limit, InSnapshot.View view) throws InterruptedException {
        if (query.length() > LONGEST) {
            throw ApiException.of(
                    400, "bad-parameter", "q must have at most " + LONGEST + " characters but had " + query.length());
        }
        var groups = new ArrayList<SearchGroup>();
        if (query.isEmpty()) {
            return new SearchResult(query, groups, null);
        }
        boolean hex = query.matches(Parameters.ADDRESS);
        boolean decimal = query.matches(DECIMAL_ADDRESS) && isLong(query);
        if (hex || decimal) {
            groups.add(address(hex ? Parameters.address(query) : Long.parseUnsignedLong(query), view));
        }
        Asking.Whole<Evaluation> evaluated = hex || decimal ? null : PathsApi.evaluation(query, view);
        SearchGroup path = evaluated == null || evaluated.value() == null ? null : path(query, evaluated.value(), view);
        if (path != null && path.problem() == null) {
            groups.add(path);
        }
        Stream.of(types(query, limit, view), modules(query, limit, view))
                .filter(group -> group.total() > 0)
                .forEach(groups::add);
        if (path != null && path.problem() != null) {
            groups.add(path);
        }
        return new SearchResult(query, groups, evaluated == null ? null : evaluated.search());
    }

    private static boolean isLong(String digits) {
        try {
            Long.parseUnsignedLong(digits);
            return true;
        } catch (NumberFormatException tooLarge) {
            return false;
        }
    }

    private static SearchGroup address(long address, InSnapshot.View view) {
        Analysis analysis = view.analysis();
        Census census = analysis.process().census();
        String hex = Parameters.hex(address);
        int node = census.node(address);
        if (node >= 0) {
            return group("address", "the address of an object", List.of(hit(address, hex, view)));
        }
        var containing = new Containing(analysis.process());
        int around = containing.node(address);
        if (around >= 0) {
            long object = census.address(around);
            String where = address > object
                    ? "an address inside an object, at +0x" + Long.toHexString(address - object)
                    : "an address in the head of an object, 0x" + Long.toHexString(object - address)
                            + " bytes before it";
            return group("address", where, List.of(hit(object, Parameters.hex(object), view)));
        }
        Region region = containing.region(address);
        if (region != null) {
            String there = "no object is there; it is in the memory from " + Parameters.hex(region.start()) + " to "
                    + Parameters.hex(region.end());
            return new SearchGroup(
                    "address", "an address", 1, List.of(new SearchHit(null, hex, there, null)), null, List.of());
        }
        return new SearchGroup(
                "address", "an address", 0, List.of(), "No memory at " + hex + " is in the snapshot.", List.of());
    }

    /// Null if the text does not look like a path at all.
    private static @Nullable SearchGroup path(String query, Evaluation evaluation, InSnapshot.View view) {
        boolean looksLikePath = query.matches("[\\w.]*\\w[.\\[(].*") && !query.endsWith("/");
        return switch (evaluation) {
            case Evaluation.Found(var object, var visited, var note) -> {
                SearchHit hit = hit(object, query, note, view);
                yield group("path", "a Python path", List.of(hit));
            }
            case Evaluation.Failed(var from, var to, var message, var suggestions) ->
                looksLikePath
                        ? new SearchGroup(
                                "path",
                                "a Python path",
                                0,
                                List.of(),
                                "At " + (from < to ? "“" + query.substring(from, to) + "”" : "the end") + ": "
                                        + message,
                                suggestions.stream()
                                        .map(each -> query.substring(0, from) + each + query.substring(to))
                                        .toList())
                        : null;
        };
    }

    private static SearchGroup types(String query, int limit, InSnapshot.View view) {
        String wanted = query.toLowerCase(Locale.ROOT);
        List<TypeHistogram.Row> found = view.analysis().types().rows().stream()
                .filter(row -> row.type().name().toLowerCase(Locale.ROOT).contains(wanted))
                .sorted(Comparator.<TypeHistogram.Row>comparingInt(row -> rank(row.type(), wanted))
                        .thenComparing(Comparator.comparingInt(TypeHistogram.Row::count)
                                .reversed()))
                .toList();
        return new SearchGroup(
                "types",
                "part of a type's name",
                found.size(),
                found.stream()
                        .limit(limit)
                        .map(row -> new SearchHit(
                                "/objects?type=" + Parameters.hex(row.type().address()),
                                row.type().shortName(),
                                String.format(
                                        Locale.ROOT, "%,d %s", row.count(), row.count() == 1 ? "object" : "objects"),
                                null))
                        .toList(),
                null,
                List.of());
    }

    /// The name itself, its beginning, the beginning of its last part, anything else.
    private static int rank(PyType type, String wanted) {
        String name = type.name().toLowerCase(Locale.ROOT);
        String last = type.qualname().toLowerCase(Locale.ROOT);
        if (name.equals(wanted) || last.equals(wanted)) {
            return 0;
        }
        return last.startsWith(wanted) ? 1 : name.startsWith(wanted) ? 2 : 3;
    }

    private static SearchGroup modules(String query, int limit, InSnapshot.View view) {
        List<Modules.Module> found = Modules.find(view.analysis(), query);
        boolean several = view.analysis().process().runtime().interpreters().size() > 1;
        return new SearchGroup(
                "modules",
                "part of a module's name or file",
                found.size(),
                found.stream()
                        .limit(limit)
                        .map(module -> new SearchHit(
                                "/object/" + Parameters.hex(module.object()),
                                module.name(),
                                several ? module.file() + " in interpreter " + module.interpreter() : module.file(),
                                null))
                        .toList(),
                null,
                List.of());
    }

    private static SearchGroup group(String kind, String understood, List<SearchHit> hits) {
        return new SearchGroup(kind, understood, hits.size(), hits, null, List.of());
    }

    private static SearchHit hit(long object, String title, InSnapshot.View view) {
        return hit(object, title, "", view);
    }

    private static SearchHit hit(long object, String title, String detail, InSnapshot.View view) {
        boolean task = view.analysis().tasks().contains(object);
        return new SearchHit(
                (task ? "/tasks/" : "/object/") + Parameters.hex(object),
                title,
                detail,
                view.refs().ref(object));
    }
}
