package io.ouroscope.cli;

import io.ouroscope.api.PortTakenException;
import io.ouroscope.api.Server;
import io.ouroscope.workspace.Problem;
import io.ouroscope.workspace.ProblemException;
import io.ouroscope.workspace.Workspace;
import java.io.IOException;

/// Runs the server until Ctrl-C.
final class Serving {
    private static final int DEFAULT_PORT = 7717;
    private static final int PORTS_TRIED = 20;

    private final Session session;

    Serving(Session session) {
        this.session = session;
    }

    /// Serves `workspace` and prints the URL on stdout.
    ///
    /// @param path the page to show first, like `/`
    void run(Workspace workspace, ServeOptions options, String path) throws InterruptedException {
        Server server = start(workspace, options);
        session.cancellation().onEnd(server::close);
        String url = server.url() + path.substring(1);
        session.out().line(url);
        session.out().flush();
        session.terminal().say("Ouroscope is running; stop it with Ctrl-C.");
        if (options.open) {
            open(url);
        }
        session.cancellation().awaitRequest();
    }

    private Server start(Workspace workspace, ServeOptions options) {
        Integer wanted = options.port;
        if (wanted != null) {
            try {
                return Server.start(workspace, wanted, options.allowedHosts);
            } catch (PortTakenException taken) {
                throw problem(taken, "Choose another with --port, or --port 0 for any free one.");
            }
        }
        for (int port = DEFAULT_PORT; port < DEFAULT_PORT + PORTS_TRIED; port++) {
            try {
                Server server = Server.start(workspace, port, options.allowedHosts);
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
