package io.ouroscope.cli;

import io.ouroscope.analysis.Analysis;
import io.ouroscope.capture.CaptureException;
import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.decode.PyType;
import io.ouroscope.python.preview.Previewer;
import io.ouroscope.workspace.AnalysedSnapshot;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `ouroscope repr SOURCE OBJECT…`: objects in Python syntax.
@Command(name = "repr", description = "Show objects in Python syntax, by address or Python path.")
final class ReprCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(index = "0", paramLabel = "SOURCE", description = "A process id or a snapshot file.")
    private String source = "";

    @Parameters(index = "1..*", arity = "1..*", paramLabel = Objects.LABEL, description = Objects.DESCRIPTION)
    private List<String> objects = new ArrayList<>();

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
            List<Shown> all = objects.stream()
                    .map(each -> shown(Objects.find(each, snapshot.analysis()), snapshot.analysis()))
                    .toList();
            if (json) {
                CliJson.print(session.out(), all);
            } else {
                all.forEach(object -> session.out().line(PlainText.of(object.repr)));
            }
        }
        return ExitCode.OK;
    }

    private Shown shown(long object, Analysis analysis) {
        Heap heap = analysis.process().heap();
        int node = analysis.process().census().node(object);
        return new Shown(
                Addresses.hex(object),
                type(object, heap),
                Previewer.text(analysis.previewer().preview(object, Math.max(1, length))),
                heap.sizeBytes(object),
                heap.memoryBytes(object),
                heap.referenceCount(object),
                node < 0 ? "unsure" : analysis.state(node).name().toLowerCase(Locale.ROOT));
    }

    private static String type(long object, Heap heap) {
        PyType type = heap.typeOf(object);
        return type == null ? "?" : type.name();
    }
}
