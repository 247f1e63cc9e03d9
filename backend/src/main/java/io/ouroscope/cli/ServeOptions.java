package io.ouroscope.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The options of the commands that serve.
final class ServeOptions {
    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "Where to listen; 0 for any free port. Without it: 7717, or the next free one.")
    @Nullable
    Integer port;

    @Option(names = "--store", paramLabel = "DIR", description = "Where snapshots are kept.")
    @Nullable
    Path store;

    @Option(
            names = "--allowed-host",
            paramLabel = "NAME[:PORT]",
            description = "A further host name to answer under, for tunnels and containers. Repeatable.")
    List<String> allowedHosts = new ArrayList<>();

    @Option(names = "--open", description = "Open the page in the browser.")
    boolean open;
}
