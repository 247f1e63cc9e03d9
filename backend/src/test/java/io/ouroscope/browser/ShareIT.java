package io.ouroscope.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.JSHandle;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.ouroscope.api.Exposure;
import io.ouroscope.api.Server;
import io.ouroscope.progress.Progress;
import io.ouroscope.snapshot.CompressedSnapshot;
import io.ouroscope.workspace.Secret;
import io.ouroscope.workspace.SnapshotStore;
import io.ouroscope.workspace.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/// Links and teammates, in real browsers: one machine that has the snapshot, one that has not, and a server that
/// demands a token, whose clock the test moves.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ShareIT {
    private static final Path SNAPSHOTS = Path.of("..", "snapshots");
    private static final Path GENERATOR = SNAPSHOTS.resolve("generate.core.zst");
    private static final Path OTHER = SNAPSHOTS.resolve("client.core.zst");
    private static final String TOKEN = "a-token-of-this-test-0123456789";
    private static final String HOSTILE = "<img src=x onerror=document.body.dataset.hacked=1>";

    @TempDir
    private static Path directory;

    private static volatile Instant now = Instant.now();
    private static Workspace workspace;
    private static Workspace elsewhere;
    private static Server server;
    private static Server without;
    private static Server guarded;
    private static Browser browser;
    private static String id = "";

    @BeforeAll
    static void start() throws Exception {
        browser = Browser.start();
        InstantSource clock = () -> now;
        workspace = new Workspace(
                new SnapshotStore(directory.resolve("store"), directory.resolve("cache"), clock), List.of(GENERATOR));
        elsewhere = new Workspace(
                new SnapshotStore(directory.resolve("elsewhere"), directory.resolve("cache2")), List.of());
        server = Server.start(workspace, 0, List.of());
        without = Server.start(elsewhere, 0, List.of());
        guarded = Server.start(workspace, new Exposure("127.0.0.1", 0, List.of(), Secret.of(TOKEN)), clock);
        while (workspace.snapshots().getFirst().stored().id() == null) {
            Thread.sleep(20);
        }
        id = String.valueOf(workspace.snapshots().getFirst().stored().id());
    }

    @AfterAll
    static void stop() {
        Stream.of(guarded, without, server, elsewhere, workspace, browser)
                .filter(each -> each != null)
                .forEach(ShareIT::close);
    }

    @AfterEach
    void nothingForbiddenHappened() {
        // A browser reports on its console what a page asks for and does not get.
        browser.expected("the server responded with a status of 404");
        browser.expected("the server responded with a status of 401");
        browser.expected("the server responded with a status of 403");
        assertThat(browser.offences()).isEmpty();
    }

    @Test
    @Order(1)
    void notesArePinnedWithAKeyFoundEditedAndDeletedAndStayText() {
        try (BrowserContext context = browser.context(1280, 800, ColorScheme.LIGHT)) {
            Page page = context.newPage();
            open(page, server.url() + "s/" + id + "/tasks/cycle/0");
            write(page, "The input has a circle. " + HOSTILE);
            assertThat(page.locator(".pinned-note")).containsText(HOSTILE);
            assertThat(page.locator("nav.rail a:has-text('Notes')")).containsText("1");
            page.navigate(server.url() + "s/" + id + "/types?sort=count");
            Pages.settle(page);
            now = now.plusSeconds(1);
            write(page, "Many strings");

            page.getByRole(AriaRole.LINK, named("Notes")).click();
            assertThat(page.locator(".note")).hasCount(2);
            assertThat(page.locator(".note").first()).containsText("Many strings");
            page.getByLabel("Search the notes").fill("CIRCLE");
            assertThat(page.locator(".note")).hasCount(1);
            assertThat(page).hasURL(Pattern.compile(".*/notes\\?filter=CIRCLE"));
            page.reload();
            assertThat(page.locator(".note")).containsText(HOSTILE);
            page.getByRole(AriaRole.BUTTON, named("Edit the note")).click();
            page.locator("dialog textarea").fill("Solved: the input has a circle. " + HOSTILE);
            page.locator("dialog textarea").press("Control+Enter");
            assertThat(page.locator(".note")).containsText("Solved");
            page.locator(".note a").click();
            assertThat(page).hasURL(server.url() + "s/" + id + "/tasks/cycle/0");
            assertThat(page.locator(".pinned-note")).containsText("Solved");

            page.navigate(server.url() + "s/" + id + "/notes?filter=strings");
            page.getByRole(AriaRole.BUTTON, named("Delete the note")).click();
            page.locator("dialog")
                    .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Delete"))
                    .click();
            assertThat(page.getByText("No such note")).isVisible();
            assertThat(page.locator("img")).hasCount(0);
            assertThat(page.locator("body")).not().hasAttribute("data-hacked", "1");
        }
    }

    @Test
    @Order(2)
    void twoPeopleWhoChangeTheSameNoteDoNotOverwriteEachOtherUnseen() {
        try (BrowserContext context = browser.context(1280, 800, ColorScheme.LIGHT);
                BrowserContext other = browser.context(1280, 800, ColorScheme.LIGHT)) {
            Page mine = context.newPage();
            Page theirs = other.newPage();
            for (Page page : List.of(mine, theirs)) {
                open(page, server.url() + "s/" + id + "/notes");
                page.getByRole(AriaRole.BUTTON, named("Edit the note")).click();
            }
            theirs.locator("dialog textarea").fill("theirs");
            theirs.getByRole(AriaRole.BUTTON, named("Keep the note")).click();
            assertThat(theirs.locator(".note")).containsText("theirs");
            mine.locator("dialog textarea").fill("mine");
            mine.getByRole(AriaRole.BUTTON, named("Keep the note")).click();
            assertThat(mine.locator("dialog")).containsText("It says now: theirs");
            assertThat(mine.locator("dialog textarea")).hasValue("mine");
            mine.getByRole(AriaRole.BUTTON, named("Replace it")).click();
            assertThat(mine.locator(".note")).containsText("mine");
            browser.expected("the server responded with a status of 409");
        }
    }

    @Test
    @Order(3)
    void oneLinkShowsTwoBrowsersTheSame() {
        try (BrowserContext context = browser.context(1280, 800, ColorScheme.LIGHT);
                BrowserContext other = browser.context(1280, 800, ColorScheme.LIGHT)) {
            Page page = context.newPage();
            open(page, server.url() + "s/" + id + "/types?sort=count&filter=dict");
            String link = link(page);
            assertThat(link).contains("/s/" + id + "/types?", "#file=generate.core.zst&size=", "&captured=");
            Page second = other.newPage();
            open(second, link);
            assertThat(Pages.text(second)).isEqualTo(Pages.text(page));
        }
    }

    @Test
    @Order(4)
    void aLinkWithoutItsSnapshotSaysWhichFileIsWantedTakesItAndGoesOnToThePlace() throws IOException {
        try (BrowserContext context = browser.context(1280, 800, ColorScheme.LIGHT);
                BrowserContext other = browser.context(1280, 800, ColorScheme.LIGHT)) {
            Page page = context.newPage();
            open(page, server.url() + "s/" + id + "/tasks/cycle/0");
            String link = link(page);
            page.getByRole(AriaRole.BUTTON, named("Share")).click();
            Download download = page.waitForDownload(() -> page.locator("dialog")
                    .getByRole(AriaRole.LINK, new Locator.GetByRoleOptions().setName("Download"))
                    .click());
            assertThat(download.suggestedFilename()).isEqualTo("generate.core.zst");
            Path file = directory.resolve("downloaded.core.zst");
            download.saveAs(file);

            Page there = other.newPage();
            there.navigate(link.replace(server.url(), without.url()));
            Locator main = there.locator("main");
            assertThat(main).containsText("The snapshot of this link is not here yet");
            assertThat(browser.offences())
                    .as("nothing is asked for that is not here")
                    .isEmpty();
            assertThat(main).containsText("generate.core.zst");
            assertThat(main).containsText("20 MB, when it is not compressed");
            assertThat(main).containsText(id);
            assertThat(main).containsText("a cycle of tasks");

            there.locator(".drop-zone input[type=file]").setInputFiles(textFile());
            assertThat(main).containsText("This file is no snapshot");
            there.getByRole(AriaRole.BUTTON, named("Dismiss")).click();
            there.locator(".drop-zone input[type=file]").setInputFiles(OTHER);
            assertThat(main).containsText("This is another snapshot");
            assertThat(there.getByRole(AriaRole.LINK, named("Open it anyway"))).isVisible();
            drop(there, file);
            assertThat(there.getByText("3 tasks wait for each other").first()).isVisible();
            assertThat(there.url()).startsWith(without.url() + "s/" + id + "/tasks/cycle/0");
            assertThat(there.locator(".pinned-note")).containsText("mine");
            assertThat(elsewhere.find(id)).isPresent();
        }
    }

    @Test
    @Order(5)
    void anUploadShowsItsProgressIsCancelledAndLeadsToItsSnapshot() throws IOException {
        Path plain = directory.resolve("plain.core");
        CompressedSnapshot.unpack(OTHER, plain, Progress.NONE);
        for (var each : elsewhere.snapshots()) {
            elsewhere.delete(each);
        }
        try (BrowserContext context = browser.context(1280, 800, ColorScheme.LIGHT)) {
            Page page = context.newPage();
            open(page, without.url());
            CDPSession network = context.newCDPSession(page);
            var slow = new JsonObject();
            slow.addProperty("offline", false);
            slow.addProperty("latency", 0);
            slow.addProperty("downloadThroughput", -1);
            slow.addProperty("uploadThroughput", 2_000_000);
            network.send("Network.emulateNetworkConditions", slow);
            page.getByLabel("Upload a file").setInputFiles(plain);
            Locator progress =
                    page.getByRole(AriaRole.GROUP, new Page.GetByRoleOptions().setName("Uploading plain.core"));
            assertThat(progress).containsText(Pattern.compile("\\d+ (B|kB|MB) of \\d+ MB"));
            assertThat(progress).containsText(Pattern.compile("\\d+ %"));
            assertThat(progress).containsText(Pattern.compile("about .* left"));
            page.screenshot(
                    new Page.ScreenshotOptions().setPath(Path.of("target", "screenshots", "upload-1280-light.png")));
            progress.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Cancel"))
                    .click();
            assertThat(progress).hasCount(0);
            slow.addProperty("uploadThroughput", -1);
            network.send("Network.emulateNetworkConditions", slow);

            // A proxy that takes small files only, and a connection that ends before the server has heard of it.
            page.route("**/api/uploads/*", route -> route.fulfill(new Route.FulfillOptions().setStatus(413)));
            page.getByLabel("Upload a file").setInputFiles(plain);
            assertThat(page.locator(".notice.bad")).containsText("refused plain.core with HTTP status 413");
            assertThat(page.locator(".notice.bad")).containsText("The proxy must allow larger uploads");
            page.unroute("**/api/uploads/*");
            page.route("**/api/uploads/*", Route::abort);
            page.getByRole(AriaRole.BUTTON, named("Try again")).click();
            assertThat(page.locator(".notice.bad")).containsText("The connection ended when");
            page.unroute("**/api/uploads/*");
            page.getByRole(AriaRole.BUTTON, named("Try again")).click();
            page.waitForURL(Pattern.compile(".*/s/[0-9a-f]{64}/overview"));
            try (Stream<Path> files = Files.list(directory.resolve("elsewhere"))) {
                assertThat(files.filter(file -> !file.toString().endsWith(".json")))
                        .containsExactly(directory.resolve("elsewhere").resolve("plain.core"));
            }
            browser.expected("the server responded with a status of 413");
            browser.expected("net::ERR_FAILED");
        }
    }

    @Test
    @Order(6)
    void aTokenIsAskedForAtAnyPlaceAndLeavesTheAddressBar() {
        try (BrowserContext context = browser.context(1280, 800, ColorScheme.LIGHT);
                BrowserContext other = browser.context(1280, 800, ColorScheme.LIGHT)) {
            Page page = context.newPage();
            String place = at(guarded) + "/tasks?state=done";
            page.navigate(place);
            assertThat(page.getByText("This Ouroscope wants a token")).isVisible();
            assertThat(page.locator("body")).not().containsText("generate");
            page.getByLabel("Token").fill("not-the-token");
            page.getByLabel("Token").press("Enter");
            assertThat(page.locator("main")).containsText("This key opens nothing here");
            page.getByLabel("Token").fill(TOKEN);
            page.getByLabel("Token").press("Enter");
            assertThat(page.locator("ouro-list")).containsText("Task-");
            assertThat(page).hasURL(place);
            assertThat(context.cookies().getFirst().httpOnly).isTrue();

            Page second = other.newPage();
            second.navigate(place + "#key=" + TOKEN);
            assertThat(second.locator("ouro-list")).containsText("Task-");
            assertThat(second).hasURL(place);
        }
    }

    @Test
    @Order(7)
    void aSharedLinkOpensOneSnapshotToLookAtUntilItsDate() {
        try (BrowserContext owner = browser.context(1280, 800, ColorScheme.LIGHT);
                BrowserContext guest = browser.context(1280, 800, ColorScheme.LIGHT)) {
            String link = makeLink(owner.newPage(), "Ada");
            Page page = guest.newPage();
            page.navigate(link);
            assertThat(page.locator("nav.rail")).containsText("Shared with you, read-only, until");
            assertThat(page.getByText("3 tasks wait for each other").first()).isVisible();
            assertThat(page).hasURL(at(guarded) + "/tasks/cycle/0");
            assertThat(page.locator(".pinned-note")).containsText("mine");
            assertThat(page.getByRole(AriaRole.BUTTON, named("Note"))).hasCount(0);
            page.getByRole(AriaRole.LINK, named("Notes")).click();
            assertThat(page.locator(".note")).containsText("mine");
            assertThat(page.locator(".note button")).hasCount(0);
            page.navigate(guarded.url());
            assertThat(page.locator("main")).containsText("You may look at");
            assertThat(page.locator("main")).not().containsText("Capture");
            page.locator("main a").first().click();
            assertThat(page).hasURL(at(guarded) + "/overview");

            now = now.plus(Duration.ofHours(25));
            page.locator("nav.rail a:has-text('Types')").click();
            assertThat(page.locator("main")).containsText("This link is over");
            assertThat(page.locator("body")).not().containsText("builtins");
            page.navigate(link);
            assertThat(page.locator("main")).containsText("The snapshot was shared with you until");
        }
    }

    @Test
    @Order(8)
    void aSharedLinkIsTakenBack() {
        try (BrowserContext owner = browser.context(1280, 800, ColorScheme.LIGHT);
                BrowserContext guest = browser.context(1280, 800, ColorScheme.LIGHT)) {
            Page mine = owner.newPage();
            String link = makeLink(mine, "Grace " + HOSTILE);
            Page page = guest.newPage();
            page.navigate(link);
            assertThat(page.getByText("3 tasks wait for each other").first()).isVisible();
            mine.navigate(guarded.url() + "shared");
            Locator row = mine.locator(".shared-links tbody tr").first();
            assertThat(row).containsText("Grace <img");
            assertThat(row).containsText("active");
            row.getByRole(AriaRole.BUTTON).click();
            mine.locator("dialog")
                    .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Revoke"))
                    .click();
            assertThat(row).containsText("revoked");
            page.getByRole(AriaRole.LINK, named("Objects")).click();
            assertThat(page.locator("main")).containsText("This link was taken back");
            page.reload();
            assertThat(page.locator("main")).containsText("This link was taken back");
        }
    }

    @Test
    @Order(9)
    void picturesOfEveryScreen() {
        var screens = new LinkedHashMap<String, String>();
        screens.put("notes-pinned", at(server) + "/notes");
        screens.put("note-pinned", at(server) + "/tasks/cycle/0");
        screens.put(
                "wanted",
                without.url() + "s/" + "3f".repeat(32) + "/tasks/cycle/0"
                        + "#file=generate.py-4711-20261122-091405.core&size=26812416&captured=2026-11-22T09:14:05Z");
        screens.put("login", at(guarded) + "/tasks");
        screens.put("shared-links", guarded.url() + "shared#key=" + TOKEN);
        new Screens(browser).shoot(screens);
    }

    private static String at(Server at) {
        return at.url() + "s/" + id;
    }

    private static void open(Page page, String url) {
        page.navigate(url);
        assertThat(page.locator("main h1").first()).isAttached();
        Pages.settle(page);
    }

    private static void write(Page page, String note) {
        page.locator("body").press("n");
        page.locator("dialog textarea").fill(note);
        page.getByRole(AriaRole.BUTTON, named("Keep the note")).click();
        assertThat(page.getByText("Note kept")).isVisible();
    }

    /// What Share shows as the link to this view.
    private static String link(Page page) {
        page.getByRole(AriaRole.BUTTON, named("Share")).click();
        String link = page.getByLabel("Link to this view").inputValue();
        page.keyboard().press("Escape");
        return link;
    }

    /// Logs in with the token and makes a link of one day to the cycle.
    private static String makeLink(Page page, String label) {
        open(page, at(guarded) + "/tasks/cycle/0#key=" + TOKEN);
        page.getByRole(AriaRole.BUTTON, named("Share")).click();
        page.locator("dialog input[name=label]").fill(label);
        page.getByRole(AriaRole.BUTTON, named("Make the link")).click();
        return page.getByLabel("Link that lets somebody in").inputValue();
    }

    private static Path textFile() throws IOException {
        return Files.writeString(directory.resolve("notes.txt"), "no core");
    }

    /// As if the file were dragged from the desktop.
    private static void drop(Page page, Path file) throws IOException {
        JSHandle data = page.evaluateHandle(
                "([name, text]) => { const data = new DataTransfer();"
                        + " data.items.add(new File([Uint8Array.from(atob(text), (c) => c.charCodeAt(0))], name));"
                        + " return data; }",
                List.of(
                        String.valueOf(file.getFileName()),
                        Base64.getEncoder().encodeToString(Files.readAllBytes(file))));
        for (String event : List.of("dragover", "drop")) {
            page.dispatchEvent("main", event, Map.of("dataTransfer", data));
        }
    }

    private static Page.GetByRoleOptions named(String name) {
        return new Page.GetByRoleOptions().setName(name);
    }

    private static void close(AutoCloseable each) {
        try {
            each.close();
        } catch (Exception failure) {
            throw new AssertionError(failure);
        }
    }
}
