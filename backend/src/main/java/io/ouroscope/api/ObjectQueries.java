package io.ouroscope.api;

import io.javalin.http.Context;
import io.ouroscope.analysis.ObjectState;
import io.ouroscope.analysis.query.AttributeSyntax;
import io.ouroscope.analysis.query.AttributeTest;
import io.ouroscope.analysis.query.ObjectQuery;
import io.ouroscope.analysis.query.Order;
import io.ouroscope.analysis.query.QueryException;
import io.ouroscope.analysis.query.Range;
import io.ouroscope.analysis.query.TextPattern;
import io.ouroscope.analysis.query.TypeChoice;
import io.ouroscope.python.decode.PyType;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Reads from a request which objects are wanted.
final class ObjectQueries {
    /// Whatever changes the answer; offset and limit do not.
    private static final List<String> PARAMETERS = List.of(
            "type",
            "subclasses",
            "module",
            "minSize",
            "maxSize",
            "minMemory",
            "maxMemory",
            "state",
            "text",
            "ignoreCase",
            "regex",
            "attribute",
            "sort",
            "order");

    private static final int NAMES_PROPOSED = 5;

    private ObjectQueries() {}

    private enum StateChoice {
        LIVE(EnumSet.of(ObjectState.LIVE)),
        ALL(EnumSet.complementOf(EnumSet.of(ObjectState.FREED))),
        GARBAGE(EnumSet.of(ObjectState.GARBAGE)),
        FREED(EnumSet.of(ObjectState.FREED)),
        UNSURE(EnumSet.of(ObjectState.UNSURE));

        private final Set<ObjectState> states;

        StateChoice(Set<ObjectState> states) {
            this.states = states;
        }
    }

    private enum Direction {
        ASC,
        DESC
    }

    static ObjectQuery of(Context ctx, List<PyType> types) {
        Order.By by = Parameters.choice(ctx, "sort", Order.By.ADDRESS);
        Direction natural = by == Order.By.ADDRESS ? Direction.ASC : Direction.DESC;
        return new ObjectQuery(
                new TypeChoice(
                        types(ctx, types),
                        Parameters.flag(ctx, "subclasses"),
                        Parameters.text(ctx, "module").strip()),
                range(ctx, "minSize", "maxSize"),
                range(ctx, "minMemory", "maxMemory"),
                Parameters.choice(ctx, "state", StateChoice.LIVE).states,
                text(ctx),
                attributes(ctx),
                new Order(by, Parameters.choice(ctx, "order", natural) == Direction.DESC));
    }

    /// Names the query, so that who asks the same again gets the same answer.
    static String name(Context ctx) {
        return PARAMETERS.stream()
                .flatMap(name -> Stream.of(Parameters.text(ctx, name))
                        .filter(value -> !value.isEmpty())
                        .map(value -> name + "=" + value))
                .collect(Collectors.joining("\n", "objects\n", ""));
    }

    private static List<PyType> types(Context ctx, List<PyType> all) {
        String wanted = Parameters.text(ctx, "type").strip();
        if (wanted.isEmpty()) {
            return List.of();
        }
        if (wanted.startsWith("0x")) {
            long address = Parameters.address(wanted);
            return List.of(all.stream()
                    .filter(type -> type.address() == address)
                    .findFirst()
                    .orElseThrow(() -> noType("There is no type at " + Parameters.hex(address), null)));
        }
        List<PyType> named = TypeChoice.named(wanted, all);
        if (named.isEmpty()) {
            throw noType("No type is called '" + wanted + "'", proposal(wanted, all));
        }
        return named;
    }

    private static ApiException noType(String title, @Nullable String hint) {
        return new ApiException(404, "no-type", title, hint, Map.of());
    }

    private static @Nullable String proposal(String wanted, List<PyType> all) {
        String last = wanted.substring(wanted.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        String names = all.stream()
                .map(PyType::name)
                .filter(name -> !last.isEmpty() && name.toLowerCase(Locale.ROOT).contains(last))
                .distinct()
                .limit(NAMES_PROPOSED)
                .collect(Collectors.joining(", "));
        return names.isEmpty() ? null : "Types like it: " + names;
    }

    private static Range range(Context ctx, String least, String most) {
        long from = Parameters.number(ctx, least, Range.ALL.least());
        long to = Parameters.number(ctx, most, Range.ALL.most());
        if (from > to) {
            throw ApiException.of(
                    400, "bad-parameter", least + " must not be above " + most + ", but " + from + " > " + to);
        }
        return new Range(from, to);
    }

    private static @Nullable TextPattern text(Context ctx) {
        String text = Parameters.text(ctx, "text");
        try {
            return text.isEmpty()
                    ? null
                    : TextPattern.of(text, Parameters.flag(ctx, "ignoreCase"), Parameters.flag(ctx, "regex"));
        } catch (QueryException wrong) {
            throw ApiException.of(400, "bad-text", String.valueOf(wrong.getMessage()));
        }
    }

    private static List<AttributeTest> attributes(Context ctx) {
        String text = Parameters.text(ctx, "attribute");
        try {
            return text.isBlank() ? List.of() : AttributeSyntax.parse(text);
        } catch (QueryException wrong) {
            throw ApiException.of(
                    400,
                    "bad-attribute",
                    String.valueOf(wrong.getMessage()),
                    "Write .state == 'PENDING', .port = 80 and .host ~ local, len(.queue) > 100, or .name alone");
        }
    }
}
