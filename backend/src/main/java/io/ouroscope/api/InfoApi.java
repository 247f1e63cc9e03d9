package io.ouroscope.api;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.ouroscope.workspace.BuildVersion;
import io.ouroscope.workspace.Workspace;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What this Ouroscope is and can do on this machine.
final class InfoApi {
    private final Workspace workspace;

    InfoApi(Workspace workspace) {
        this.workspace = workspace;
    }

    void register(RoutesConfig routes) {
        routes.get("/api/info", this::info);
    }

    private void info(Context ctx) throws IOException {
        String problem = captureProblem();
        Json.send(
                ctx,
                new Wire.Info(
                        BuildVersion.text(),
                        workspace.store().directory().toString(),
                        workspace.store().usedBytes(),
                        problem == null,
                        problem,
                        hostName()));
    }

    private static @Nullable String captureProblem() {
        String system = System.getProperty("os.name", "");
        String machine = System.getProperty("os.arch", "");
        if (!system.equals("Linux") || !machine.toLowerCase(Locale.ROOT).matches("amd64|x86_64")) {
            return "Capturing works on Linux on x86-64; this is " + system + " on " + machine
                    + ". Looking at snapshots works everywhere.";
        }
        return null;
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException unnamed) {
            return "localhost";
        }
    }
}
