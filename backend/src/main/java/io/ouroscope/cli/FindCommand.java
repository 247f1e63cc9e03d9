package io.ouroscope.cli;

import io.ouroscope.capture.CaptureException;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `ouroscope find SOURCE TEXT`: the strings that have a text in them, each with what stands around it. With `--text`,
/// `--bytes` or `--pointer` in its place: where that is in all memory, whoever has it.
@Command(
        name = "find",
        description = {
            "Find a text in all str, bytes and bytearray objects,",
            "or a text, bytes or an address in all memory of the process."
        })
final class FindCommand implements Callable<Integer> {
    private final Session session;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private Listing listing = new Listing();

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "TEXT",
            description = "What to look for in strings; --text looks for it in all memory.")
    private @Nullable String text;

    @ArgGroup(exclusive = true)
    private @Nullable MemoryQuestion memory;

    @Mixin
    private ObjectFilters filters = new ObjectFilters();

    FindCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException, CaptureException {
        if ((text == null) == (memory == null)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "what is to be found? One of: a TEXT in strings, or --text, --bytes or --pointer in all memory");
        }
        return memory == null ? inStrings(text == null ? "" : text) : inMemory(memory);
    }

    private int inStrings(String wanted) throws IOException, CaptureException {
        filters.check(wanted);
        return listing.print(
                session,
                snapshot -> ObjectRows.find(snapshot.analysis(), filters.query(snapshot.analysis(), wanted), session));
    }

    private int inMemory(MemoryQuestion question) throws IOException, CaptureException {
        for (OptionSpec option :
                java.util.Objects.requireNonNull(spec.mixins().get("filters")).options()) {
            if (spec.commandLine().getParseResult().hasMatchedOption(option)) {
                throw new ParameterException(
                        spec.commandLine(),
                        option.longestName()
                                + " chooses among objects; --text, --bytes and --pointer look at all memory");
            }
        }
        question.check(spec);
        return listing.print(
                session,
                snapshot -> FoundPlaces.find(snapshot.analysis(), question.sought(snapshot.analysis()), session));
    }
}
