package io.ouroscope.cli;

import io.ouroscope.capture.CaptureException;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `ouroscope references SOURCE`: every reference between objects, one a line, and what roots hold.
@Command(name = "references", description = "List all references between objects, and what roots hold.")
final class ReferencesCommand implements Callable<Integer> {
    private final Session session;

    @Mixin
    private Listing listing = new Listing();

    ReferencesCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException, CaptureException {
        return listing.print(session, snapshot -> new ReferenceRows(snapshot.analysis(), session.cancellation()));
    }
}
