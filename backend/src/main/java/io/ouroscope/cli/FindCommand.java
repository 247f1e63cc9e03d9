package io.ouroscope.cli;

import io.ouroscope.capture.CaptureException;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `ouroscope find SOURCE TEXT`: the strings that have a text in them, each with what stands around it.
@Command(name = "find", description = "Find a text in all str, bytes and bytearray objects.")
final class FindCommand implements Callable<Integer> {
    private final Session session;

    @Mixin
    private Listing listing = new Listing();

    @Parameters(index = "1", paramLabel = "TEXT", description = "What to look for.")
    private String text = "";

    @Mixin
    private ObjectFilters filters = new ObjectFilters();

    FindCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException, CaptureException {
        filters.check(text);
        return listing.print(session, analysis -> ObjectRows.find(analysis, filters.query(analysis, text), session));
    }
}
