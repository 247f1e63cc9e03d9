package io.ouroscope.cli;

import io.ouroscope.analysis.Analysis;
import io.ouroscope.capture.CaptureException;
import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.decode.PyType;
import io.ouroscope.python.preview.Previewer;
import io.ouroscope.workspace.AnalysedSnapshot;
import io.ouroscope.workspace.Problem;
import io.ouroscope.workspace.ProblemException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `ouroscope repr SOURCE ADDRESS…`: objects in Python syntax.
@Command(name = "repr", description = "Show objects in Python syntax, by address.")
final class ReprCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(index = "0", paramLabel = "SOURCE", description = "A process id or a snapshot file.")
    private String source = "";

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "ADDRESS",
            converter = Addresses.Converter.class,
            description = "As id() returned it in the process, in hexadecimal: 0x7f12ab34cd50.")
    private List<Long> addresses = new ArrayList<>();

    @Option(
            names = "--length",
            paramLabel = "N",
            description = "About how many characters to show of each (default: 2000).")
    private int length = 2_000;

    @Option(names = "--json", description = "Print what is known of them as JSON.")
    private boolean json;

    @Mixin
    private CaptureLimits limits = new CaptureLimits();

    ReprCommand(Session session) {
        this.session = session;
    }

    private record Shown(
            String address,
            String type,
            String repr,
            long sizeBytes,
            long memoryBytes,
            long referenceCount,
            String state) {}

    @Override
    public Integer call() throws IOException, CaptureException {
        try (AnalysedSnapshot snapshot = new Source(session, limits).open(source)) {
            List<Shown> objects = addresses.stream()
                    .map(address -> shown(address, snapshot.analysis()))
                    .toList();
            if (json) {
                CliJson.print(session.out(), objects);
            } else {
                objects.forEach(object -> session.out().line(PlainText.of(object.repr)));
            }
        }
        return ExitCode.OK;
    }

    private Shown shown(long object, Analysis analysis) {
        Heap heap = analysis.process().heap();
        PyType type = heap.typeOf(object);
        if (type == null) {
            throw new ProblemException(
                    Problem.Kind.NOT_FOUND,
                    "No object",
                    "There is no Python object at " + Addresses.hex(object),
                    "An address inside an object is not its address; what id() returned in the process is.");
        }
        int node = analysis.process().census().node(object);
        return new Shown(
                Addresses.hex(object),
                type.name(),
                Previewer.text(analysis.previewer().preview(object, Math.max(1, length))),
                heap.sizeBytes(object),
                heap.memoryBytes(object),
                heap.referenceCount(object),
                node < 0 ? "unsure" : analysis.state(node).name().toLowerCase(Locale.ROOT));
    }
}
