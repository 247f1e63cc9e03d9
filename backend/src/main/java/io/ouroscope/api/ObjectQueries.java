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
    /// What a request can say.
    static final Parameter[] PARAMETERS = {
        Parameter.text(
                        "type",
                        "Name of their type (`app.client.Client`, `dict`) or its address; every type unless told")
                .example("dict"),
        Parameter.flag("subclasses", "Also objects of types that inherit from it"),
        Parameter.text("module", "Module of their type, or one around it").example("asyncio"),
        Parameter.number("minSize", 0, 0, "Bytes as sys.getsizeof says, at least"),
        Parameter.number("maxSize", Long.MAX_VALUE, 0, "Bytes as sys.getsizeof says, at most"),
        Parameter.number("minMemory", 0, 0, "Bytes really occupied, at least"),
        Parameter.number("maxMemory", Long.MAX_VALUE, 0, "Bytes really occupied, at most"),
        Parameter.choice("state", StateChoice.LIVE, "Which of them; all are all but the remains of freed ones"),
        Parameter.text("text", "Stands in the str, bytes or bytearray").example("http"),
        Parameter.flag("ignoreCase", "Upper and lower case letters of the text are the same"),
        Parameter.flag("regex", "The text is a regular expression (RE2: no look-around, no back references)"),
        Parameter.text(
                        "attribute",
                        "Tests of attributes: `.state == 'PENDING' and .port > 80`, `.host ~ local` (contains),"
                                + " `len(.queue) > 100`, `.name` (is there)")
                .example(".name"),
        Parameter.choice("sort", Order.By.ADDRESS, "By what they are sorted"),
        Parameter.choice("order", Direction.class, "By size the largest first, by address the lowest, unless told"),
        Asking.AGAIN,
        Paging.OFFSET,
        Paging.LIMIT
    };

    /// Whatever changes the answer.
    private static final List<String> NAMES = Stream.of(PARAMETERS)
            .filter(each -> !List.of(Asking.AGAIN, Paging.OFFSET, Paging.LIMIT).contains(each))
            .map(Parameter::name)
            .toList();

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
        return NAMES.stream()
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
        long from = Parameters.number(ctx, least, 0);
        long to = Parameters.number(ctx, most, Range.ALL.most());
        if (from < 0 || to < 0) {
            throw ApiException.of(
                    400,
                    "bad-parameter",
                    (from < 0 ? least : most) + " must not be negative but was " + Math.min(from, to));
        }
        if (from > to) {
            throw ApiException.of(
                    400, "bad-parameter", least + " must not be above " + most + ", but " + from + " > " + to);
        }
        // What is broken may say it has less than nothing.
        return new Range(from == 0 ? Range.ALL.least() : from, to);
    }

    private static @Nullable TextPattern text(Context ctx) {
        String text = Parameters.text(ctx, "text");
        boolean ignoreCase = Parameters.flag(ctx, "ignoreCase");
        boolean regex = Parameters.flag(ctx, "regex");
        try {
            return text.isEmpty() ? null : TextPattern.of(text, ignoreCase, regex);
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
