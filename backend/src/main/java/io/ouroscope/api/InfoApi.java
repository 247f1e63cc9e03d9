package io.ouroscope.api;

import io.javalin.http.Context;
import io.ouroscope.capture.Capture;
import io.ouroscope.workspace.BuildVersion;
import io.ouroscope.workspace.Workspace;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/// What this Ouroscope is and can do on this machine.
final class InfoApi {
    private final Workspace workspace;

    InfoApi(Workspace workspace) {
        this.workspace = workspace;
    }

    void register(Endpoints routes) {
        routes.get("/api/info", this::info)
                .describe("What this Ouroscope is and can do on this machine", Wire.Info.class);
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
        String unavailable = Capture.unavailable();
        return unavailable == null ? null : unavailable + " Looking at snapshots works everywhere.";
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException unnamed) {
            return "localhost";
        }
    }
}
