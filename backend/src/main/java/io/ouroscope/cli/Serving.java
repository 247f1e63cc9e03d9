package io.ouroscope.cli;

import io.ouroscope.api.Exposure;
import io.ouroscope.api.PortTakenException;
import io.ouroscope.api.Server;
import io.ouroscope.workspace.Problem;
import io.ouroscope.workspace.ProblemException;
import io.ouroscope.workspace.Secret;
import io.ouroscope.workspace.Workspace;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.time.InstantSource;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Runs the server until Ctrl-C.
final class Serving {
    private static final String LOOPBACK = "127.0.0.1";
    private static final int DEFAULT_PORT = 7717;
    private static final int PORTS_TRIED = 20;

    private final Session session;

    Serving(Session session) {
        this.session = session;
    }

    /// Serves `workspace` and prints the URL on stdout, with the token where one is demanded.
    ///
    /// @param path the page to show first, like `/`
    void run(Workspace workspace, ServeOptions options, String path) throws InterruptedException, IOException {
        String host = Objects.requireNonNullElse(options.host, LOOPBACK);
        ServeToken token = token(options, host);
        Server server = start(workspace, options, host, token);
        session.cancellation().onEnd(server::close);
        String url = server.url() + path.substring(1);
        session.out().line(token == null || token.file() != null ? url : url + "#key=" + token.text());
        session.out().flush();
        if (token != null) {
            explain(token, isLoopback(host));
        }
        session.terminal().say("Ouroscope is running; stop it with Ctrl-C.");
        if (options.open) {
            // Without the token: every user of this machine can see the arguments of a program.
            open(url);
        }
        session.cancellation().awaitRequest();
    }

    private static @Nullable ServeToken token(ServeOptions options, String host) throws IOException {
        if (options.tokenFile != null) {
            return ServeToken.of(options.tokenFile);
        }
        return isLoopback(host) ? null : ServeToken.random();
    }

    /// @throws ProblemException if `host` is none of this machine
    private static boolean isLoopback(String host) {
        try {
            InetAddress address = InetAddress.getByName(host);
            if (address.isAnyLocalAddress() || NetworkInterface.getByInetAddress(address) != null) {
                return address.isLoopbackAddress();
            }
        } catch (UnknownHostException | SocketException unknown) {
            // Said below.
        }
        throw new ProblemException(
                Problem.Kind.OTHER,
                "No such address",
                "'" + host + "' is no address of this machine",
                "ip -brief address shows them; 0.0.0.0 stands for all.");
    }

    private void explain(ServeToken token, boolean loopback) {
        session.terminal()
                .say(
                        token.file() == null
                                ? "The URL holds the token: whoever has it may see all snapshots and capture processes."
                                        + " It is printed this once."
                                : "Everybody needs the token in " + token.file() + ", after #key= in the URL or on the"
                                        + " page.");
        if (!loopback) {
            session.terminal()
                    .say("What goes over the network is not encrypted: use a network you trust, or put a tunnel or a"
                            + " proxy with TLS before it (--allowed-host NAME).");
        }
    }

    private Server start(Workspace workspace, ServeOptions options, String host, @Nullable ServeToken token) {
        Secret secret = token == null ? null : Secret.of(token.text());
        Integer wanted = options.port;
        if (wanted != null) {
            try {
                return start(workspace, new Exposure(host, wanted, options.allowedHosts, secret));
            } catch (PortTakenException taken) {
                throw problem(taken, "Choose another with --port, or --port 0 for any free one.");
            }
        }
        for (int port = DEFAULT_PORT; port < DEFAULT_PORT + PORTS_TRIED; port++) {
            try {
                Server server = start(workspace, new Exposure(host, port, options.allowedHosts, secret));
                if (port != DEFAULT_PORT) {
                    session.terminal().say("Port " + DEFAULT_PORT + " is taken; using " + port + ".");
                }
                return server;
            } catch (PortTakenException taken) {
                if (port == DEFAULT_PORT + PORTS_TRIED - 1) {
                    throw problem(taken, "So are the " + PORTS_TRIED + " before it; give one with --port.");
                }
            }
        }
        throw new IllegalStateException("unreachable");
    }

    private static Server start(Workspace workspace, Exposure exposure) {
        try {
            return Server.start(workspace, exposure, InstantSource.system());
        } catch (UnknownHostException known) {
            throw new IllegalStateException(known);
        }
    }

    private static ProblemException problem(PortTakenException taken, String hint) {
        return new ProblemException(Problem.Kind.OTHER, "Port taken", String.valueOf(taken.getMessage()), hint);
    }

    private void open(String url) {
        try {
            new ProcessBuilder("xdg-open", url)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException noBrowser) {
            session.terminal()
                    .say("No browser could be started (" + noBrowser.getMessage() + "); open the URL yourself.");
        }
    }
}
