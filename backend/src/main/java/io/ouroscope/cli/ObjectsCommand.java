package io.ouroscope.cli;

import io.ouroscope.capture.CaptureException;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `ouroscope objects SOURCE`: every object that fits, one a line, however many there are.
@Command(name = "objects", description = "List all objects, or those that fit.")
final class ObjectsCommand implements Callable<Integer> {
    private final Session session;

    @Mixin
    private Listing listing = new Listing();

    @Mixin
    private ObjectFilters filters = new ObjectFilters();

    @Option(names = "--text", paramLabel = "TEXT", description = "Only str, bytes and bytearray objects that have it.")
    private @Nullable String text;

    ObjectsCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException, CaptureException {
        filters.check(text);
        return listing.print(
                session,
                snapshot -> ObjectRows.find(snapshot.analysis(), filters.query(snapshot.analysis(), text), session));
    }
}
