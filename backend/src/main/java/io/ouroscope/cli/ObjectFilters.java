package io.ouroscope.cli;

import io.ouroscope.analysis.Analysis;
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
import io.ouroscope.workspace.Problem;
import io.ouroscope.workspace.ProblemException;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The options that say which objects are wanted, and in which order. All must hold.
final class ObjectFilters {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--type", paramLabel = "NAME", description = "Only objects of exactly this type: app.Client, dict.")
    private String type = "";

    @Option(names = "--subclasses", description = "With --type: also objects of types that inherit from it.")
    private boolean subclasses;

    @Option(
            names = "--module",
            paramLabel = "NAME",
            description = "Only objects whose type is of this module or one inside it.")
    private String module = "";

    @Option(
            names = "--min-size",
            paramLabel = "SIZE",
            converter = Sizes.Converter.class,
            description = "Only objects of at least this size, as sys.getsizeof counts: 512, 10kB, 1MB.")
    private @Nullable Long minSize;

    @Option(
            names = "--max-size",
            paramLabel = "SIZE",
            converter = Sizes.Converter.class,
            description = "Only objects of at most this size.")
    private @Nullable Long maxSize;

    @Option(
            names = "--min-occupied",
            paramLabel = "SIZE",
            converter = Sizes.Converter.class,
            description = "Only objects that really occupy at least this.")
    private @Nullable Long minMemory;

    @Option(
            names = "--max-occupied",
            paramLabel = "SIZE",
            converter = Sizes.Converter.class,
            description = "Only objects that really occupy at most this.")
    private @Nullable Long maxMemory;

    @Option(
            names = "--attribute",
            paramLabel = "TEST",
            description = "Only objects whose attributes are so: \".state == 'PENDING' and .port > 80\","
                    + " \".host ~ local\" (contains), \"len(.queue) > 100\", \".name\" (is there).")
    private @Nullable String attribute;

    @Option(
            names = "--state",
            paramLabel = "STATE",
            description =
                    "Only objects in this state: ${COMPLETION-CANDIDATES} (default: all but the remains of freed ones).")
    private Set<State> states = EnumSet.complementOf(EnumSet.of(State.freed));

    @Option(names = "--ignore-case", description = "Upper and lower case letters of the text are the same.")
    private boolean ignoreCase;

    @Option(names = "--regex", description = "The text is a regular expression (RE2).")
    private boolean regex;

    @Option(
            names = "--sort",
            paramLabel = "BY",
            description = "${COMPLETION-CANDIDATES} (default: address); by size and memory the largest first.")
    private Sort sort = Sort.address;

    /// As typed.
    enum State {
        live,
        garbage,
        freed,
        unsure
    }

    /// As typed.
    enum Sort {
        address,
        size,
        memory
    }

    /// @param text what stands in the objects; null if none is looked for
    ObjectQuery query(Analysis analysis, @Nullable String text) {
        var wanted = EnumSet.noneOf(ObjectState.class);
        states.forEach(state -> wanted.add(ObjectState.valueOf(state.name().toUpperCase(Locale.ROOT))));
        return new ObjectQuery(
                new TypeChoice(types(analysis.process().heap().types()), subclasses, module),
                range(minSize, maxSize),
                range(minMemory, maxMemory),
                wanted,
                text == null ? null : pattern(text),
                tests(),
                switch (sort) {
                    case address -> Order.BY_ADDRESS;
                    case size -> new Order(Order.By.SIZE, true);
                    case memory -> new Order(Order.By.MEMORY, true);
                });
    }

    /// Refuses what makes no sense before a process is stopped for it.
    void check(@Nullable String text) {
        tests();
        if (text != null) {
            pattern(text);
        }
    }

    private List<PyType> types(List<PyType> all) {
        List<PyType> named = type.isEmpty() ? List.of() : TypeChoice.named(type, all);
        if (named.isEmpty() && !type.isEmpty()) {
            throw new ProblemException(
                    Problem.Kind.NOT_FOUND,
                    "No such type",
                    "No type is called '" + type + "'",
                    "ouroscope types SOURCE --filter " + type.substring(type.lastIndexOf('.') + 1)
                            + " lists those like it.");
        }
        return named;
    }

    private static Range range(@Nullable Long least, @Nullable Long most) {
        return new Range(least == null ? Range.ALL.least() : least, most == null ? Range.ALL.most() : most);
    }

    private TextPattern pattern(String text) {
        try {
            return TextPattern.of(text, ignoreCase, regex);
        } catch (QueryException wrong) {
            throw usage(wrong);
        }
    }

    private List<AttributeTest> tests() {
        try {
            return attribute == null ? List.of() : AttributeSyntax.parse(attribute);
        } catch (QueryException wrong) {
            throw usage(wrong);
        }
    }

    private ParameterException usage(QueryException wrong) {
        return new ParameterException(spec.commandLine(), String.valueOf(wrong.getMessage()));
    }
}
