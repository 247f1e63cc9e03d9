package io.ouroscope.cli;

import io.ouroscope.api.Server;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/// The options of the commands that serve.
final class ServeOptions {
    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            description =
                    "Where to listen; 0.0.0.0 for all addresses of this machine. Beyond this machine everybody has"
                            + " to know a token, which is printed. Without it: this machine only.")
    @Nullable
    String host;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "Demand the token in this file, which is made if it is not there.")
    @Nullable
    Path tokenFile;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            converter = Port.class,
            description = "Where to listen; 0 for any free port. Without it: 7717, or the next free one.")
    @Nullable
    Integer port;

    @Option(names = "--store", paramLabel = "DIR", description = "Where snapshots are kept.")
    @Nullable
    Path store;

    @Option(
            names = "--allowed-host",
            paramLabel = "NAME[:PORT]",
            converter = HostName.class,
            description = "A further host name to answer under, for tunnels and containers. Repeatable.")
    List<String> allowedHosts = new ArrayList<>();

    @Option(names = "--open", description = "Open the page in the browser.")
    boolean open;

    /// A port that exists.
    static final class Port implements ITypeConverter<Integer> {
        private static final int HIGHEST = 65_535;

        @Override
        public Integer convert(String text) {
            if (!text.matches("\\d{1,5}") || Integer.parseInt(text) > HIGHEST) {
                throw new TypeConversionException("'" + text + "' is no port; they go from 0 to " + HIGHEST);
            }
            return Integer.valueOf(text);
        }
    }

    /// A name as it stands in a Host header.
    static final class HostName implements ITypeConverter<String> {
        @Override
        public String convert(String text) {
            if (!Server.isHostName(text)) {
                throw new TypeConversionException("'" + text + "' is no host name; write NAME or NAME:PORT");
            }
            return text;
        }
    }
}
