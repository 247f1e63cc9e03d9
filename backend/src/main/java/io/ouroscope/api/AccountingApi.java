package io.ouroscope.api;

import io.javalin.http.Context;
import io.ouroscope.analysis.CountExplanation;
import io.ouroscope.analysis.CountQuality;
import io.ouroscope.python.discovery.Census;
import io.ouroscope.python.raw.ObjectHeader;
import io.ouroscope.python.runtime.RootKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What an object's reference count is made of, as numbers that add up and as a sentence.
final class AccountingApi {
    private AccountingApi() {}

    /// @param count null for an immortal object
    /// @param fixed whether C code set the count so that the object is never freed: then it explains nothing
    /// @param parts add up to the count, unless it is fixed
    /// @param notCounted references that are not part of the count: weak ones, and those of remains
    /// @param otherWords words that nobody described, are the object's address, and were not booked as references
    record Accounting(
            @Nullable Long count,
            boolean fixed,
            String sentence,
            List<CountPart> parts,
            long notCounted,
            long otherWords,
            List<RootPlace> roots,
            long rootTotal,
            TypeQuality quality) {}

    /// @param kind `objects`, a kind of root, `words`, `unexplained`
    /// @param references below 0 if more was found than counted
    record CountPart(String kind, String text, long references) {}

    record RootPlace(String kind, String text, String place, boolean counted) {}

    /// How well the counts of the live objects of the same type are explained.
    record TypeQuality(long counted, long exact, long unexplained, long surplus) {}

    static void register(InSnapshot routes) {
        routes.get("/objects/{address}/accounting", AccountingApi::accounting)
                .describe("What an object's reference count is made of, and which roots hold it", Accounting.class);
    }

    private static Accounting accounting(Context ctx, InSnapshot.View view) {
        long object = ObjectParts.object(ctx, view);
        Census census = view.analysis().process().census();
        int node = census.node(object);
        if (node < 0) {
            long count = view.analysis().process().heap().referenceCount(object);
            String sentence = "Not among the objects found: nothing is known of references to it.";
            return new Accounting(
                    count == ObjectHeader.IMMORTAL ? null : count,
                    false,
                    sentence,
                    List.of(),
                    0,
                    0,
                    List.of(),
                    0,
                    new TypeQuality(0, 0, 0, 0));
        }
        CountExplanation explained = CountExplanation.of(node, view.analysis());
        CountQuality.Figures figures = view.analysis().countQuality().ofType(census.typeIndex(node));
        List<CountPart> parts = parts(explained);
        return new Accounting(
                explained.count() == ObjectHeader.IMMORTAL ? null : explained.count(),
                explained.fixed(),
                sentence(explained, parts),
                parts,
                explained.notCounted(),
                explained.otherWords(),
                explained.places().stream()
                        .map(place -> new RootPlace(
                                Parameters.lower(place.kind()), name(place.kind()), place.label(), place.counted()))
                        .toList(),
                explained.roots().values().stream()
                        .mapToLong(CountExplanation.RootCount::all)
                        .sum(),
                new TypeQuality(figures.counted(), figures.exact(), figures.unexplained(), figures.surplus()));
    }

    private static List<CountPart> parts(CountExplanation explained) {
        var parts = new ArrayList<CountPart>();
        add(parts, "objects", "from objects", explained.fromObjects());
        explained
                .roots()
                .forEach((kind, count) -> add(parts, Parameters.lower(kind), "from " + name(kind), count.counted()));
        add(parts, "words", "from C structs, word by word", explained.fromWords());
        if (!explained.fixed()) {
            String text = explained.unexplained() < 0 ? "found but not counted" : "unexplained (probably C code)";
            add(parts, "unexplained", text, explained.unexplained());
        }
        return parts;
    }

    private static void add(List<CountPart> parts, String kind, String text, long references) {
        if (references != 0) {
            parts.add(new CountPart(kind, text, references));
        }
    }

    private static String sentence(CountExplanation explained, List<CountPart> parts) {
        String found = parts.stream()
                .filter(part -> part.references() > 0)
                .map(part -> number(part.references()) + " " + part.text())
                .collect(Collectors.joining(", "));
        if (explained.fixed()) {
            String why = explained.count() == ObjectHeader.IMMORTAL
                    ? "Immortal: its references are not counted"
                    : "Never freed: C code set its count to about a thousand million";
            return why + (found.isEmpty() ? "; none were found." : "; found: " + found + ".");
        }
        String count = number(explained.count()) + (explained.count() == 1 ? " reference" : " references");
        if (explained.unexplained() < 0) {
            long more = -explained.unexplained();
            return count + " counted, but " + number(explained.count() + more) + " found: " + found
                    + ". One of what we take for references is none, or the object was caught in the middle of a change.";
        }
        return found.isEmpty() ? count + "." : count + ": " + found + ".";
    }

    private static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    private static String name(RootKind kind) {
        return switch (kind) {
            case MODULES -> "the interpreter's modules";
            case INTERPRETER -> "the interpreter's state";
            case STATIC_TYPE -> "a built-in type's namespace";
            case THREAD -> "a thread's state";
            case FRAME -> "a running frame";
            case VALUE_STACK -> "a running frame's stack of values";
            case UNCERTAIN_STACK -> "a running frame's stack, perhaps";
            case INTERNED -> "the table of interned strings";
        };
    }
}
