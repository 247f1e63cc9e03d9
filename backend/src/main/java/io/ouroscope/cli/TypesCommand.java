package io.ouroscope.cli;

import io.ouroscope.analysis.TypeHistogram;
import io.ouroscope.capture.CaptureException;
import io.ouroscope.progress.ByteCount;
import io.ouroscope.workspace.AnalysedSnapshot;
import java.io.IOException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `ouroscope types SOURCE`: live objects by type.
@Command(name = "types", description = "Count live objects and what they occupy, by type.")
final class TypesCommand implements Callable<Integer> {
    private static final int SHOWN = 40;

    private final Session session;

    @Parameters(paramLabel = "SOURCE", description = "A process id or a snapshot file.")
    private String source = "";

    @Option(names = "--filter", paramLabel = "TEXT", description = "Only types whose name contains this.")
    private String filter = "";

    @Option(names = "--sort", paramLabel = "BY", description = "${COMPLETION-CANDIDATES} (default: memory).")
    private Sort sort = Sort.memory;

    @Option(names = "--module", paramLabel = "NAME", description = "Only types of this module.")
    private @Nullable String module;

    @Option(names = "--modules", description = "Sums of modules instead of types.")
    private boolean modules;

    @Option(names = "--all", description = "All types, not only the first " + SHOWN + ".")
    private boolean all;

    @Option(names = "--json", description = "Print all of them as JSON.")
    private boolean json;

    @Mixin
    private CaptureLimits limits = new CaptureLimits();

    TypesCommand(Session session) {
        this.session = session;
    }

    /// As typed.
    enum Sort {
        memory,
        size,
        count,
        name
    }

    private record Row(String address, String type, String module, long count, long sizeBytes, long memoryBytes) {}

    @Override
    public Integer call() throws IOException, CaptureException {
        try (AnalysedSnapshot snapshot = new Source(session, limits).open(source)) {
            List<Row> rows = rows(snapshot.analysis().types())
                    .filter(row -> row.type.toLowerCase(Locale.ROOT).contains(filter.toLowerCase(Locale.ROOT)))
                    .sorted(order())
                    .toList();
            rows = modules ? byModule(rows) : rows;
            if (json) {
                CliJson.print(session.out(), rows);
            } else {
                print(rows);
            }
        }
        return ExitCode.OK;
    }

    private Stream<Row> rows(TypeHistogram types) {
        Stream<Row> rows = types.rows().stream().filter(row -> row.count() > 0).map(TypesCommand::row);
        return module == null ? rows : rows.filter(row -> row.module.equals(module));
    }

    private List<Row> byModule(List<Row> rows) {
        Map<String, Row> sums = new LinkedHashMap<>();
        rows.forEach(row -> sums.merge(
                row.module,
                new Row("", row.module, row.module, row.count, row.sizeBytes, row.memoryBytes),
                (a, b) -> new Row(
                        "",
                        a.type,
                        a.module,
                        a.count + b.count,
                        a.sizeBytes + b.sizeBytes,
                        a.memoryBytes + b.memoryBytes)));
        return sums.values().stream().sorted(order()).toList();
    }

    private void print(List<Row> rows) {
        int shown = all ? rows.size() : Math.min(rows.size(), SHOWN);
        var table = new TextTable("COUNT>", "SIZE>", "MEMORY>", "TYPE");
        rows.subList(0, shown)
                .forEach(row -> table.row(
                        String.format(Locale.ROOT, "%,d", row.count),
                        ByteCount.text(row.sizeBytes),
                        ByteCount.text(row.memoryBytes),
                        row.type));
        table.print(session.out());
        if (shown < rows.size()) {
            List<Row> rest = rows.subList(shown, rows.size());
            session.out()
                    .line("… and " + rest.size() + " more types with "
                            + ByteCount.text(
                                    rest.stream().mapToLong(Row::memoryBytes).sum()) + "; --all shows them");
        }
    }

    private Comparator<Row> order() {
        Comparator<Row> order = switch (sort) {
            case memory -> Comparator.comparingLong(Row::memoryBytes).reversed();
            case size -> Comparator.comparingLong(Row::sizeBytes).reversed();
            case count -> Comparator.comparingLong(Row::count).reversed();
            case name -> Comparator.comparing(Row::type);
        };
        return order.thenComparing(Row::type).thenComparing(Row::address);
    }

    private static Row row(TypeHistogram.Row row) {
        return new Row(
                Addresses.hex(row.type().address()),
                row.type().name(),
                row.type().module(),
                row.count(),
                row.sizeBytes(),
                row.memoryBytes());
    }
}
