package io.ouroscope.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ouroscope.workspace.Job;
import io.ouroscope.workspace.JobStatus;
import io.ouroscope.workspace.Secret;
import io.ouroscope.workspace.SnapshotEntry;
import io.ouroscope.workspace.SnapshotStore;
import io.ouroscope.workspace.Workspace;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server that demands a token: what nobody, who has a shared link, and who has the token may ask for. Every route
/// that is registered is asked for, so that one added later is closed unless a line here opens it.
class AccessTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TOKEN = "correct-horse-battery-staple-123";
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    /// What a shared link opens, besides all GETs below `/api/s/{id}/`.
    private static final Set<String> OPEN_TO_GUESTS = Set.of(
            "GET /api/snapshots/{id}",
            "GET /api/snapshots/{id}/notes",
            "GET /api/jobs/{job}",
            "GET /api/jobs/{job}/events");

    private static final Set<String> OPEN_TO_ALL =
            Set.of("GET /api/session", "POST /api/session", "DELETE /api/session");

    @TempDir
    private Path directory;

    private final ClockOfTest clock = new ClockOfTest();
    private Workspace workspace;
    private Server server;
    private RawHttp http;
    private String shared = "";
    private String other = "";

    /// Stands still until it is moved.
    private static final class ClockOfTest implements InstantSource {
        private Instant now = NOON;

        @Override
        public Instant instant() {
            return now;
        }
    }

    @BeforeEach
    void start() throws Exception {
        Path store = Files.createDirectories(directory.resolve("store"));
        Files.write(store.resolve("shared.core"), SmallCore.bytes());
        byte[] another = SmallCore.bytes();
        another[5000] = 1;
        Files.write(store.resolve("other.core"), another);
        workspace = new Workspace(new SnapshotStore(store, directory.resolve("cache"), clock), List.of());
        server = start("127.0.0.1");
        http = new RawHttp(server.port());
        shared = idOf("shared.core");
        other = idOf("other.core");
    }

    @AfterEach
    void stop() {
        server.close();
        workspace.close();
    }

    private Server start(String host) throws IOException {
        return Server.start(workspace, new Exposure(host, 0, List.of(), Secret.of(TOKEN)), clock);
    }

    @Test
    void nobodyGetsAnythingButTheEmptyPageAndASession() throws IOException {
        for (String route : server.routes()) {
            int status = ask(route, "", shared, "0123").status();
            if (OPEN_TO_ALL.contains(route)) {
                assertThat(status).as(route).isNotIn(401, 403);
            } else {
                assertThat(status).as(route).isEqualTo(401);
            }
        }
        assertThat(http.get("/api/info").body()).contains("/problems/key-needed");
        assertThat(http.get("/").status()).isEqualTo(200);
        assertThat(http.get("/s/" + shared + "/overview").body())
                .contains("<div id=\"app\">")
                .doesNotContain("shared.core");
        assertThat(http.get("/assets/app.js").status()).isEqualTo(200);
        assertThat(http.own("POST", "/assets/app.js", "{}").status()).isEqualTo(401);
        assertThat(http.own("DELETE", "/s/" + shared, "").status()).isEqualTo(401);
    }

    @Test
    void aSharedLinkOpensItsSnapshotAndNothingElseOfAllThatIsRegistered() throws Exception {
        String guest = logIn(makeGrant(shared, 24).get("key").asText());
        Job job = endedJob(shared);
        var opened = new ArrayList<String>();
        for (String route : server.routes()) {
            int own = ask(route, guest, shared, job.id()).status();
            boolean screen = route.startsWith("GET /api/s/{id}/");
            if (screen || OPEN_TO_GUESTS.contains(route) || OPEN_TO_ALL.contains(route)) {
                assertThat(own).as(route).isNotIn(401, 403);
                opened.add(route);
                guest = OPEN_TO_ALL.contains(route)
                        ? logIn(makeGrant(shared, 24).get("key").asText())
                        : guest;
            } else {
                assertThat(own).as(route).isEqualTo(403);
            }
            if (route.contains("{id}")) {
                assertThat(ask(route, guest, other, job.id()).status())
                        .as("%s of another", route)
                        .isEqualTo(403);
            }
        }
        assertThat(opened).containsAll(OPEN_TO_GUESTS).hasSizeGreaterThan(12);
        assertThat(directory.resolve("store/shared.core")).exists();
        assertThat(directory.resolve("store/other.core")).exists();
    }

    @Test
    void anotherSpellingOfAPathOpensNothing() throws Exception {
        String guest = logIn(makeGrant(shared, 24).get("key").asText());
        for (String path : List.of(
                "/api/s/" + other + "/overview",
                "/api/s/" + other.substring(0, 12) + "/overview",
                "/api/s/" + shared.substring(0, 12) + "/overview",
                "/api/s/" + shared,
                "/api/s/" + shared + "/../" + other + "/overview",
                "/api/s/" + shared + "/%2e%2e/" + other + "/overview",
                "/api/s/" + shared + "%2f..%2f" + other + "/overview",
                "/api//s/" + other + "/overview",
                "/API/s/" + other + "/overview",
                "/api/s/" + shared.toUpperCase(Locale.ROOT) + "/overview",
                "/api/snapshots/" + shared + "/",
                "/api/snapshots/" + shared + "/file",
                "/api/snapshots/" + shared + "/notes.json",
                "/api/snapshots/" + shared + ";/file",
                "/api/snapshots",
                "/api/snapshots/",
                "/api/processes?x=/api/s/" + shared + "/",
                "/api/jobs",
                "/api/grants",
                "/api")) {
            RawHttp.Answer answer = http.get(path, "Cookie: " + guest);
            assertThat(answer.body()).as(path).doesNotContain("other.core", "shared.core", "\"store\"");
            boolean page = !path.startsWith("/api/")
                    && !path.equals("/api")
                    && answer.body().contains("<div id=\"app\">");
            assertThat(page || Set.of(400, 403, 404).contains(answer.status()))
                    .as("%s: %s", path, answer)
                    .isTrue();
        }
    }

    @Test
    void aGuestSeesTheProgressOfWorkOnTheSharedSnapshotOnly() throws Exception {
        String guest = logIn(makeGrant(shared, 1).get("key").asText());
        assertThat(get("/api/jobs/" + endedJob(shared).id(), guest).status()).isEqualTo(200);
        assertThat(get("/api/jobs/" + endedJob(other).id(), guest).status()).isEqualTo(403);
        Job capture = workspace.jobs().start(JobStatus.Kind.CAPTURE, "Capturing", each -> {});
        capture.awaitEnd();
        assertThat(get("/api/jobs/" + capture.id(), guest).status()).isEqualTo(403);
        assertThat(get("/api/jobs/feed", guest).status()).isEqualTo(403);
        var go = new CountDownLatch(1);
        Job running = workspace.jobs().start(JobStatus.Kind.CAPTURE, "x", each -> go.await());
        assertThat(own("DELETE", "/api/jobs/" + running.id(), "", guest).status())
                .isEqualTo(403);
        go.countDown();
    }

    @Test
    void aLinkEndsAtItsDateAlsoForWhoHasItOpenAndSaysSo() throws Exception {
        JsonNode made = makeGrant(shared, 8);
        assertThat(made.at("/grant/until").asText()).isEqualTo("2026-11-22T20:00:00Z");
        String guest = logIn(made.get("key").asText());
        assertThat(session(guest).get("kind").asText()).isEqualTo("guest");
        assertThat(session(guest).at("/shares/0/snapshotId").asText()).isEqualTo(shared);
        clock.now = NOON.plus(Duration.ofHours(8)).minusMillis(1);
        assertThat(get("/api/snapshots/" + shared, guest).status()).isEqualTo(200);
        clock.now = NOON.plus(Duration.ofHours(8));
        RawHttp.Answer over = get("/api/snapshots/" + shared, guest);
        assertThat(over.status()).isEqualTo(401);
        assertThat(over.body()).contains("/problems/share-over", "The link was good until 2026-11-22T20:00:00Z");
        assertThat(session(guest).toString()).contains("\"kind\":\"none\"", "\"state\":\"expired\"");
        String late = logIn(made.get("key").asText());
        assertThat(session(late).at("/over/0/state").asText()).isEqualTo("expired");
        assertThat(get("/api/s/" + shared + "/overview", late).status()).isEqualTo(401);
        assertThat(grants().at("/items/0/state").asText()).isEqualTo("expired");
    }

    @Test
    void aRevokedLinkOpensNothingFromThenOnAndSaysSo() throws Exception {
        JsonNode made = makeGrant(shared, 24);
        String guest = logIn(made.get("key").asText());
        assertThat(grants().at("/items/0/state").asText()).isEqualTo("active");
        assertThat(grants().at("/items/0/label").asText()).isEqualTo("<b>Ada</b>");
        clock.now = NOON.plusSeconds(90);
        assertThat(get("/api/snapshots/" + shared, guest).status()).isEqualTo(200);
        assertThat(grants().at("/items/0/lastUsedAt").asText()).isEqualTo("2026-11-22T12:01:30Z");
        String one = "/api/grants/" + made.at("/grant/id").asText();
        assertThat(own("DELETE", one, "", guest).status()).isEqualTo(403);
        assertThat(own("DELETE", one, "", owner()).status()).isEqualTo(200);
        assertThat(get("/api/snapshots/" + shared, guest).body()).contains("taken back by who shared it");
        assertThat(session(logIn(made.get("key").asText())).at("/over/0/state").asText())
                .isEqualTo("revoked");
        assertThat(own("DELETE", "/api/grants/none", "", owner()).status()).isEqualTo(404);
    }

    @Test
    void linksOutliveTheServerAndTheirKeysAreNotKept() throws Exception {
        String key = makeGrant(shared, 720).get("key").asText();
        Path file = directory.resolve("store/shared-links.json");
        assertThat(Files.readString(file)).doesNotContain(key).contains(shared);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        server.close();
        server = start("127.0.0.1");
        http = new RawHttp(server.port());
        assertThat(get("/api/snapshots/" + shared, logIn(key)).status()).isEqualTo(200);
        Files.writeString(file, "{\"format\":1,\"links\":[{\"key\":\"xyz\"},null,{}]}");
        assertThat(get("/api/snapshots/" + shared, logInTo(key)).status()).isEqualTo(401);
    }

    @Test
    void twoLinksOpenTwoSnapshotsAndTheTokenIsNotLostByOpeningALink() throws Exception {
        String first = logIn(makeGrant(shared, 1).get("key").asText());
        String second = makeGrant(other, 1).get("key").asText();
        String both = cookieOf(own("POST", "/api/session", "{\"key\":\"" + second + "\"}", first));
        assertThat(session(both).get("shares")).hasSize(2);
        assertThat(get("/api/snapshots/" + other, both).status()).isEqualTo(200);
        assertThat(get("/api/snapshots/" + other, first).status())
                .as("the old cookie")
                .isEqualTo(401);
        String owner = owner();
        String still = cookieOf(own("POST", "/api/session", "{\"key\":\"" + second + "\"}", owner));
        assertThat(session(still).get("kind").asText()).isEqualTo("owner");
    }

    @Test
    void theTokenOpensEverythingUntilTheReaderLeaves() throws Exception {
        RawHttp.Answer login = http.own("POST", "/api/session", "{\"key\":\"" + TOKEN + "\"}");
        assertThat(login.header("Set-Cookie"))
                .startsWith("ouroscope-" + server.port() + "=")
                .contains("; Path=/; HttpOnly; SameSite=Strict")
                .doesNotContain("Secure", "Domain", TOKEN);
        assertThat(login.body()).isEqualTo("{\"kind\":\"owner\",\"shares\":[],\"over\":[]}");
        String owner = cookieOf(login);
        assertThat(owner.substring(owner.indexOf('=') + 1)).matches("[A-Za-z0-9_-]{43}");
        assertThat(get("/api/snapshots", owner).body()).contains(shared, other);
        assertThat(own("DELETE", "/api/session", "", owner).header("Set-Cookie"))
                .contains("Max-Age=0");
        assertThat(get("/api/snapshots", owner).status()).isEqualTo(401);
    }

    @Test
    void aSessionThatIsNotUsedForAWeekEnds() throws Exception {
        String owner = owner();
        clock.now = NOON.plus(Duration.ofDays(6));
        assertThat(get("/api/info", owner).status()).isEqualTo(200);
        clock.now = NOON.plus(Duration.ofDays(14));
        assertThat(get("/api/info", owner).status()).isEqualTo(401);
    }

    @Test
    void behindHttpsTheCookieIsSecure() throws Exception {
        server.close();
        server = Server.start(
                workspace, new Exposure("127.0.0.1", 0, List.of("proxy.example"), Secret.of(TOKEN)), clock);
        List<String> headers = List.of(
                "Host: proxy.example",
                "Origin: https://proxy.example",
                "Sec-Fetch-Site: same-origin",
                "Content-Type: application/json");
        RawHttp.Answer login =
                new RawHttp(server.port()).send("POST", "/api/session", headers, "{\"key\":\"" + TOKEN + "\"}");
        assertThat(login.header("Set-Cookie")).endsWith("; Secure");
    }

    @Test
    void guessesAreSlowedDownAndOtherSitesMayNotGuessAtAll() throws Exception {
        String wrong = "{\"key\":\"correct-horse-battery-staple-124\"}";
        for (int i = 0; i < 10; i++) {
            assertThat(http.own("POST", "/api/session", wrong).status()).isEqualTo(403);
        }
        RawHttp.Answer eleventh = http.own("POST", "/api/session", wrong);
        assertThat(eleventh.status()).isEqualTo(429);
        assertThat(eleventh.body()).contains("/problems/too-many-attempts").doesNotContain("staple");
        String right = "{\"key\":\"" + TOKEN + "\"}";
        assertThat(http.own("POST", "/api/session", right).status()).isEqualTo(429);
        clock.now = NOON.plusSeconds(6);
        assertThat(http.own("POST", "/api/session", right).status()).isEqualTo(200);
        for (String bad : List.of("{}", "{\"key\":\"\"}", "{\"key\":\"" + "x".repeat(201) + "\"}")) {
            assertThat(http.own("POST", "/api/session", bad).status()).isEqualTo(400);
        }
        List<String> foreign = List.of(
                "Host: localhost:" + server.port(), "Origin: http://evil.example", "Content-Type: application/json");
        assertThat(http.send("POST", "/api/session", foreign, right).body()).contains("foreign-origin");
    }

    @Test
    void aCookieThatIsNotOursOpensNothing() throws Exception {
        for (String cookie : List.of("ouroscope-" + server.port() + "=", "ouroscope-1=" + TOKEN, "x=y")) {
            assertThat(get("/api/info", cookie).status()).isEqualTo(401);
        }
        assertThat(get("/api/info", "ouroscope-" + server.port() + "=" + TOKEN).status())
                .isEqualTo(401);
        assertThat(http.get("/api/info?key=" + TOKEN).status()).isEqualTo(401);
        assertThat(http.get("/api/info", "Authorization: Bearer " + TOKEN).status())
                .isEqualTo(401);
    }

    @Test
    void aLinkIsForASnapshotThatIsHereAndForOneHourToThirtyDays() throws Exception {
        String order = "{\"snapshotId\":\"%s\",\"hours\":%d,\"label\":null}";
        for (int hours : new int[] {0, -1, 721, Integer.MAX_VALUE}) {
            assertThat(own("POST", "/api/grants", order.formatted(shared, hours), owner())
                            .status())
                    .as("%d hours", hours)
                    .isEqualTo(422);
        }
        String none = "0".repeat(64);
        assertThat(own("POST", "/api/grants", order.formatted(none, 1), owner()).status())
                .isEqualTo(404);
        String prefix = shared.substring(0, 12);
        assertThat(own("POST", "/api/grants", order.formatted(prefix, 1), owner())
                        .status())
                .isEqualTo(400);
        assertThat(grants().get("total").asInt()).isZero();
    }

    @Test
    void withoutATokenEverybodyOnThisMachineIsInAndNoLinkIsMade() throws Exception {
        try (Server open = Server.start(workspace, 0, List.of())) {
            var here = new RawHttp(open.port());
            assertThat(here.get("/api/session").body()).isEqualTo("{\"kind\":\"open\",\"shares\":[],\"over\":[]}");
            assertThat(here.own("POST", "/api/session", "{\"key\":\"x\"}").status())
                    .isEqualTo(200);
            RawHttp.Answer refused = here.own("POST", "/api/grants", "{\"snapshotId\":\"" + shared + "\",\"hours\":1}");
            assertThat(refused.status()).isEqualTo(409);
            assertThat(refused.body()).contains("ouroscope serve --host");
        }
    }

    @Test
    void allAddressesOfThisMachineAreAnsweredAndOtherNamesAreNot() throws Exception {
        server.close();
        server = start("0.0.0.0");
        String host = URI.create(server.url()).getHost();
        for (String name : List.of("localhost", host)) {
            assertThat(statusAt(server.port(), name + ":" + server.port())).isEqualTo(200);
        }
        for (String name : List.of("evil.example", "0.0.0.0", "192.0.2.7")) {
            assertThat(statusAt(server.port(), name)).as(name).isEqualTo(403);
        }
    }

    private static int statusAt(int port, String host) throws IOException {
        return new RawHttp(port)
                .send("GET", "/api/session", List.of("Host: " + host), "")
                .status();
    }

    private String idOf(String file) throws Exception {
        while (true) {
            for (SnapshotEntry entry : workspace.snapshots()) {
                String id = entry.stored().id();
                if (entry.stored().fileName().equals(file) && id != null) {
                    return id;
                }
            }
            Thread.sleep(20);
        }
    }

    private Job endedJob(String snapshot) throws Exception {
        RawHttp.Answer first = get("/api/s/" + snapshot + "/overview", owner());
        String id = JSON.readTree(first.body()).get("jobId").asText();
        Job job = workspace.jobs().find(id).orElseThrow();
        job.awaitEnd();
        return job;
    }

    private String owner() throws IOException {
        return logIn(TOKEN);
    }

    private String logIn(String key) throws IOException {
        String cookie = logInTo(key);
        assertThat(cookie).startsWith("ouroscope-");
        return cookie;
    }

    private String logInTo(String key) throws IOException {
        return cookieOf(http.own("POST", "/api/session", "{\"key\":\"" + key + "\"}"));
    }

    private static String cookieOf(RawHttp.Answer answer) {
        return answer.header("Set-Cookie").replaceAll(";.*", "");
    }

    private JsonNode makeGrant(String snapshot, int hours) throws IOException {
        String order = JSON.writeValueAsString(Map.of("snapshotId", snapshot, "hours", hours, "label", "<b>Ada</b>"));
        RawHttp.Answer made = own("POST", "/api/grants", order, owner());
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        return JSON.readTree(made.body());
    }

    private JsonNode grants() throws IOException {
        return JSON.readTree(get("/api/grants", owner()).body());
    }

    private JsonNode session(String cookie) throws IOException {
        return JSON.readTree(get("/api/session", cookie).body());
    }

    private RawHttp.Answer get(String path, String cookie) throws IOException {
        return http.get(path, "Cookie: " + cookie);
    }

    private RawHttp.Answer own(String method, String path, String json, String cookie) throws IOException {
        return http.send(
                method,
                path,
                List.of(
                        "Host: localhost:" + server.port(),
                        "Origin: http://localhost:" + server.port(),
                        "Sec-Fetch-Site: same-origin",
                        "Content-Type: application/json",
                        "Cookie: " + cookie),
                json);
    }

    /// A request for a route with something in place of each parameter.
    private RawHttp.Answer ask(String route, String cookie, String snapshot, String job) throws IOException {
        String[] parts = route.split(" ");
        String path = Arrays.stream(parts[1].split("/"))
                .map(part -> switch (part) {
                    case "{id}" -> snapshot;
                    case "{job}" -> job;
                    case "{address}" -> "0x10";
                    case "*" -> "nothing";
                    default -> part.startsWith("{") ? "0" : part;
                })
                .collect(Collectors.joining("/"));
        return own(parts[0], path, "{}", cookie.isEmpty() ? "a=b" : cookie);
    }
}
