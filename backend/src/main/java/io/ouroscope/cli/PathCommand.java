package io.ouroscope.cli;

import io.ouroscope.analysis.Analysis;
import io.ouroscope.analysis.paths.ObjectPath;
import io.ouroscope.analysis.paths.PathFinder;
import io.ouroscope.capture.CaptureException;
import io.ouroscope.workspace.AnalysedSnapshot;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `ouroscope path SOURCE OBJECT…`: Python expressions that name objects.
@Command(name = "path", description = "Say how objects are reached: a Python expression for each.")
final class PathCommand implements Callable<Integer> {
    private static final int MOST_OTHERS = 20;

    private final Session session;

    @Parameters(index = "0", paramLabel = "SOURCE", description = "A process id or a snapshot file.")
    private String source = "";

    @Parameters(index = "1..*", arity = "1..*", paramLabel = Objects.LABEL, description = Objects.DESCRIPTION)
    private List<String> objects = new ArrayList<>();

    @Option(names = "--all", description = "Also up to 20 expressions through other objects that refer to it.")
    private boolean all;

    @Option(names = "--json", description = "Print them with all objects on the way, as JSON.")
    private boolean json;

    @Mixin
    private CaptureLimits limits = new CaptureLimits();

    PathCommand(Session session) {
        this.session = session;
    }

    private record Path(
            String address,
            String expression,
            boolean python,
            @Nullable String root,
            String rootKind,
            int leftOut,
            List<Step> steps,
            List<String> others) {}

    private record Step(String text, boolean python, String address) {}

    @Override
    public Integer call() throws IOException, CaptureException {
        try (AnalysedSnapshot snapshot = new Source(session, limits).open(source)) {
            Analysis analysis = snapshot.analysis();
            var finder = new PathFinder(analysis);
            List<Path> paths = objects.stream()
                    .map(each -> path(Objects.find(each, analysis), finder))
                    .toList();
            if (json) {
                CliJson.print(session.out(), paths);
            } else {
                paths.forEach(this::print);
            }
        }
        return ExitCode.OK;
    }

    private Path path(long object, PathFinder finder) {
        ObjectPath path = finder.find(object);
        List<String> others = finder.others(object, all ? MOST_OTHERS : 0).stream()
                .map(ObjectPath::expression)
                .filter(each -> !each.equals(path.expression()))
                .toList();
        return new Path(
                Addresses.hex(object),
                path.expression(),
                path.python(),
                path.root(),
                path.kind().name().toLowerCase(Locale.ROOT),
                path.leftOut(),
                path.steps().stream()
                        .map(step -> new Step(step.text(), step.python(), Addresses.hex(step.object())))
                        .toList(),
                others);
    }

    /// Where the expression begins with an address, the way before it stands in words.
    private void print(Path path) {
        session.out().line(PlainText.of(path.expression));
        if (path.root == null) {
            session.out().line("    nothing that is alive leads to it");
        } else if (!path.python) {
            session.out().line(PlainText.of("    held by " + path.root));
            path.steps.forEach(step -> session.out().line(PlainText.of("    " + step.address + "  " + step.text)));
        }
        path.others.forEach(each -> session.out().line(PlainText.of(each)));
    }
}
