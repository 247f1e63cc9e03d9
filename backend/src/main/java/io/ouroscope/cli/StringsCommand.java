package io.ouroscope.cli;

import io.ouroscope.analysis.Analysis;
import io.ouroscope.analysis.strings.Duplicates;
import io.ouroscope.analysis.strings.StringKind;
import io.ouroscope.analysis.strings.StringList;
import io.ouroscope.capture.CaptureException;
import io.ouroscope.progress.ByteCount;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `ouroscope strings SOURCE`: live strings by length, or those that are there more than once.
@Command(name = "strings", description = "List live strings by length, or those that are equal and what that costs.")
final class StringsCommand implements Callable<Integer> {
    private final Session session;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private Listing listing = new Listing();

    @Option(
            names = "--kind",
            paramLabel = "KIND",
            description = "${COMPLETION-CANDIDATES}, with subclasses (default: str).")
    private Kind kind = Kind.str;

    @Option(names = "--min-length", paramLabel = "N", description = "Only strings of at least N characters.")
    private @Nullable Long least;

    @Option(names = "--max-length", paramLabel = "N", description = "Only strings of at most N characters.")
    private @Nullable Long most;

    @Option(names = "--text", paramLabel = "TEXT", description = "Only strings that have this text.")
    private @Nullable String text;

    @Option(names = "--at-start", description = "With --text: only strings that begin with it.")
    private boolean atStart;

    @Option(names = "--shortest", description = "The shortest first, not the longest.")
    private boolean shortest;

    @Option(
            names = "--duplicates",
            description = "Groups of equal strings, those that waste most first: the first 100,000.")
    private boolean duplicates;

    StringsCommand(Session session) {
        this.session = session;
    }

    /// As typed.
    enum Kind {
        str(StringKind.STR),
        bytes(StringKind.BYTES),
        bytearray(StringKind.BYTEARRAY);

        final StringKind strings;

        Kind(StringKind strings) {
            this.strings = strings;
        }
    }

    /// @param preview as Python would write it, cut where it is long
    private record Found(String address, String type, long length, long sizeBytes, long memoryBytes, String preview) {

        static Found of(Analysis analysis, int node) {
            var census = analysis.process().census();
            long object = census.address(node);
            return new Found(
                    Addresses.hex(object),
                    census.type(node).name(),
                    StringKind.length(analysis.process().heap().value(object)),
                    analysis.sizeBytes(node),
                    analysis.memoryBytes(node),
                    analysis.previewer().text(object));
        }
    }

    /// Equal strings.
    ///
    /// @param address of one of them
    /// @param wastedBytes what all but one occupy
    private record Group(String address, int count, long wastedBytes, long length, String preview) {}

    private static final class FoundForm implements RecordRows.Form<Found> {
        private static final String TEXT = "%-18s %10s %10s %10s  %s";

        @Override
        public List<String> csvHeader() {
            return List.of("address", "type", "length", "size_bytes", "memory_bytes", "preview");
        }

        @Override
        public List<String> csv(Found row) {
            return List.of(
                    row.address,
                    row.type,
                    String.valueOf(row.length),
                    String.valueOf(row.sizeBytes),
                    String.valueOf(row.memoryBytes),
                    row.preview);
        }

        @Override
        public String textHeader() {
            return String.format(Locale.ROOT, TEXT, "ADDRESS", "LENGTH", "SIZE", "MEMORY", "STRING");
        }

        @Override
        public String text(Found row) {
            return String.format(
                    Locale.ROOT, TEXT, row.address, row.length, row.sizeBytes, row.memoryBytes, row.preview);
        }
    }

    private static final class GroupForm implements RecordRows.Form<Group> {
        private static final String TEXT = "%10s %10s %10s  %-18s  %s";

        @Override
        public List<String> csvHeader() {
            return List.of("address", "count", "wasted_bytes", "length", "preview");
        }

        @Override
        public List<String> csv(Group row) {
            return List.of(
                    row.address,
                    String.valueOf(row.count),
                    String.valueOf(row.wastedBytes),
                    String.valueOf(row.length),
                    row.preview);
        }

        @Override
        public String textHeader() {
            return String.format(Locale.ROOT, TEXT, "COUNT", "WASTED", "LENGTH", "ONE OF THEM", "STRING");
        }

        @Override
        public String text(Group row) {
            return String.format(
                    Locale.ROOT,
                    TEXT,
                    row.count,
                    ByteCount.text(row.wastedBytes),
                    row.length,
                    row.address,
                    row.preview);
        }
    }

    @Override
    public Integer call() throws IOException, CaptureException {
        check();
        return listing.print(session, snapshot -> duplicates ? groups(snapshot.analysis()) : list(snapshot.analysis()));
    }

    /// Refuses what makes no sense before a process is stopped for it.
    private void check() {
        boolean chosen = least != null || most != null || text != null || shortest;
        if (duplicates && chosen) {
            throw wrong("--duplicates looks at all strings: --min-length, --max-length, --text and --shortest do not go"
                    + " with it");
        }
        if (atStart && text == null) {
            throw wrong("--at-start needs --text");
        }
        if (text != null && text.isEmpty()) {
            throw wrong("the text must not be empty");
        }
        if (least != null && least < 0 || most != null && most < 0) {
            throw wrong("a length must not be negative");
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private Listing.Rows list(Analysis analysis) {
        var choice = new StringList.Choice(
                kind.strings,
                least == null ? 0 : least,
                most == null ? Long.MAX_VALUE : most,
                text == null ? "" : text,
                atStart,
                -1);
        var found = new StringList(!shortest);
        found.fill(analysis, choice, session.progress());
        return new RecordRows<>(
                found.size(), i -> Found.of(analysis, found.node(i)), new FoundForm(), session.cancellation());
    }

    private Listing.Rows groups(Analysis analysis) {
        var found = new Duplicates();
        found.fill(analysis, kind.strings, session.progress());
        List<Duplicates.Group> groups = found.groups();
        session.terminal().clear();
        session.terminal()
                .say(found.groupCount() + " groups of equal strings: " + found.duplicateCount()
                        + " strings could be spared, " + ByteCount.text(found.wastedBytes())
                        + (groups.size() < found.groupCount() ? "; the first " + groups.size() + " are listed" : ""));
        return new RecordRows<>(
                groups.size(), i -> group(analysis, groups.get(i)), new GroupForm(), session.cancellation());
    }

    private static Group group(Analysis analysis, Duplicates.Group group) {
        Found one = Found.of(analysis, group.node());
        return new Group(one.address, group.count(), group.wastedBytes(), one.length, one.preview);
    }
}
