package io.ouroscope.api;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.ouroscope.workspace.Workspace;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/// The HTTP server, running from [#start] to [#close]. It listens on the loopback interface, or
/// elsewhere with a token that everybody has to know.
public final class Server implements AutoCloseable {
    private static final long MAX_BODY_BYTES = 64 * 1024;
    /// A URL that names the thousand objects of a graph fits.
    private static final int MAX_REQUEST_HEAD_BYTES = 32 * 1024;

    private final Javalin javalin;
    private final Endpoints endpoints;
    private final String shownHost;

    private Server(Javalin javalin, Endpoints endpoints, String shownHost) {
        this.javalin = javalin;
        this.endpoints = endpoints;
        this.shownHost = shownHost;
    }

    /// Starts to listen on the loopback interface, for everybody on this machine.
    ///
    /// @param port 0 for a free one
    /// @param allowedHosts names beside localhost under which users reach it (tunnels, containers)
    /// @throws PortTakenException if somebody else listens there
    public static Server start(Workspace workspace, int port, List<String> allowedHosts) {
        try {
            return start(workspace, Exposure.loopback(port, allowedHosts), InstantSource.system());
        } catch (UnknownHostException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /// Starts to listen.
    ///
    /// @param clock by which sessions end
    /// @throws PortTakenException if somebody else listens there
    /// @throws UnknownHostException if the host is none of this machine
    public static Server start(Workspace workspace, Exposure exposure, InstantSource clock)
            throws UnknownHostException {
        List<String> ownHosts = OwnHosts.of(exposure.host());
        var hosts = new ArrayList<>(ownHosts);
        hosts.addAll(exposure.allowedHosts());
        var guard = new Guard(hosts);
        var frontend = new FrontendFiles();
        var headers = new SecurityHeaders(frontend.scriptHashes());
        var sessions = new Sessions(clock);
        var access = new Access(exposure.token(), sessions, workspace.store().grants(), workspace.jobs());
        var endpoints = endpoints(workspace);
        new SessionApi(workspace, access, sessions, new Attempts(clock)).register(endpoints);
        new GrantsApi(workspace, access).register(endpoints);
        Javalin javalin = Javalin.create(config -> {
            quiet(config);
            config.routes.before(headers::set);
            config.routes.before(guard::check);
            config.routes.before(access::check);
            ProblemResponses.register(config.routes);
            endpoints.register(config.routes);
            config.routes.get("/api/*", Server::noSuchEndpoint);
            config.routes.get("/assets/*", frontend::serveFile);
            config.routes.get("/webjars/*", frontend::serveFile);
            config.routes.get("/favicon.ico", ctx -> ctx.redirect("/assets/icon.svg"));
            config.routes.get("/*", frontend::servePage);
        });
        try {
            boolean loopback = InetAddress.getByName(exposure.host()).isLoopbackAddress();
            return new Server(
                    javalin.start(exposure.host(), exposure.port()),
                    endpoints,
                    loopback ? "localhost" : ownHosts.getFirst());
        } catch (RuntimeException failure) {
            javalin.stop();
            throw PortTakenException.isCauseOf(failure) ? new PortTakenException(exposure.port()) : failure;
        }
    }

    /// Whether `text` can be one of the allowed hosts: `name` or `name:port`.
    public static boolean isHostName(String text) {
        return Authority.parse(text).isPresent();
    }

    public int port() {
        return javalin.port();
    }

    public String url() {
        return "http://" + shownHost + ":" + port() + "/";
    }

    /// What the API answers.
    Endpoints endpoints() {
        return endpoints;
    }

    /// All that answers at and below `/api`, described or not, as `GET /api/info`.
    List<String> routes() {
        return javalin.unsafe.internalRouter.allHttpHandlers().stream()
                .map(each -> each.endpoint.method + " " + each.endpoint.path)
                .filter(route -> route.contains(" /api"))
                .toList();
    }

    @Override
    public void close() {
        javalin.stop();
    }

    private static void quiet(JavalinConfig config) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.http.maxRequestSize = MAX_BODY_BYTES;
        config.http.prefer405over404 = true;
        config.router.javaLangErrorHandler(ProblemResponses::error);
        config.jetty.modifyHttpConfiguration(http -> {
            http.setSendServerVersion(false);
            http.setRequestHeaderSize(MAX_REQUEST_HEAD_BYTES);
        });
        config.jetty.modifyServer(jetty -> jetty.setErrorHandler(new BadMessages()));
    }

    private static Endpoints endpoints(Workspace workspace) {
        var endpoints = new Endpoints();
        new InfoApi(workspace).register(endpoints);
        new SnapshotsApi(workspace).register(endpoints);
        new ProcessesApi(workspace.processes()).register(endpoints);
        new CapturesApi(workspace).register(endpoints);
        new JobsApi(workspace.jobs()).register(endpoints);
        new TransfersApi(workspace).register(endpoints);
        new NotesApi(workspace).register(endpoints);
        var inSnapshot = new InSnapshot(workspace, endpoints);
        OverviewApi.register(inSnapshot);
        TypesApi.register(inSnapshot);
        ObjectsApi.register(inSnapshot);
        ObjectParts.register(inSnapshot);
        ItemsApi.register(inSnapshot);
        EdgesApi.register(inSnapshot);
        AboutApi.register(inSnapshot);
        AccountingApi.register(inSnapshot);
        MemoryApi.register(inSnapshot);
        TaskTableApi.register(inSnapshot);
        TaskFactsApi.register(inSnapshot);
        PathsApi.register(inSnapshot);
        GraphApi.register(inSnapshot);
        SearchApi.register(inSnapshot);
        HangApi.register(inSnapshot);
        LocksApi.register(inSnapshot);
        SourcesApi.register(inSnapshot);
        TasksApi.register(inSnapshot);
        ThreadsApi.register(inSnapshot);
        FilesApi.register(inSnapshot);
        StringsApi.register(inSnapshot);
        FindApi.register(inSnapshot);
        RegionsApi.register(inSnapshot);
        new ApiPages(endpoints).register();
        return endpoints;
    }

    private static void noSuchEndpoint(Context ctx) {
        throw ApiException.of(404, "not-found", "The API has nothing at " + ctx.path());
    }
}
