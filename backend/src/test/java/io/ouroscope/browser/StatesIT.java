package io.ouroscope.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.ouroscope.api.Server;
import io.ouroscope.capture.Capture;
import io.ouroscope.capture.CaptureException;
import io.ouroscope.capture.CaptureRequest;
import io.ouroscope.progress.Progress;
import io.ouroscope.snapshot.CompressedSnapshot;
import io.ouroscope.testing.Interpreters;
import io.ouroscope.testing.LivePython;
import io.ouroscope.testing.Requirements;
import io.ouroscope.workspace.SnapshotEntry;
import io.ouroscope.workspace.SnapshotStore;
import io.ouroscope.workspace.Workspace;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/// What screens say when there is nothing, not all, not yet, too much, or when something broke.
///
/// A real process with so many objects that its analysis takes seconds; one without asyncio; a core cut short;
/// a file that is none; a server that is stopped. Only an answer of 500 has to be made up.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class StatesIT {
    private static final int OBJECTS = 100_000;
    /// So many that their analysis takes seconds.
    private static final int MANY = 3_000_000;
    private static final List<String> OF_A_SNAPSHOT = List.of("tasks", "threads", "types", "objects");

    /// A core whose headers come first, so that it opens without its end: the newest objects and the stack.
    private static final Path FIXTURE = Path.of("..", "snapshots", "fixtures", "3.13.18", "fixture.core.zst");

    private static final long CUT_BYTES = 600 * 1024;

    @TempDir
    private static Path directory;

    private static Path store;
    private static Workspace workspace;
    private static Server server;
    private static Browser browser;
    private static BrowserContext context;
    private static Page page;

    @BeforeAll
    static void start() throws IOException, CaptureException {
        Requirements.needCapture();
        browser = Browser.start();
        store = Files.createDirectories(directory.resolve("store"));
        workspace = new Workspace(new SnapshotStore(store, directory.resolve("cache")), List.of());
        server = Server.start(workspace, 0, List.of());
        context = browser.context(1280, 800, ColorScheme.LIGHT);
        page = context.newPage();
    }

    @AfterAll
    static void stop() {
        context.close();
        browser.close();
        server.close();
        workspace.close();
    }

    @Test
    @Order(1)
    void homeWithoutSnapshotsSaysHowToGetOne() {
        page.navigate(server.url());
        assertThat(page.locator("main")).containsText("No snapshots yet");
        assertThat(page.locator("main")).containsText("Capture one of the processes below");
    }

    @Test
    @Order(2)
    void whileASnapshotIsAnalysedItsPageNamesStageAndPercentAndCanBeCancelledAndGoesOn() throws Exception {
        capture(MANY, "many.core");
        page.navigate(url("many.core", "types"));
        Locator progress = page.locator("main .progress");
        assertThat(progress).containsText(Pattern.compile("\\d+ %"));
        assertThat(progress.getByRole(AriaRole.PROGRESSBAR)).hasAttribute("aria-label", Pattern.compile("\\S+"));
        progress.getByRole(AriaRole.BUTTON, named("Cancel")).click();
        assertThat(page.locator("main")).containsText("The analysis was cancelled");
        assertThat(page.locator("main")).containsText("The snapshot itself is untouched");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Analyse again"))
                .click();
        assertThat(page.locator("main ouro-list")).containsText("list");
        assertThat(browser.offences()).isEmpty();
    }

    @Test
    @Order(3)
    void whenTheAnalysisIsDoneThePageOpensByItselfAndOneThatWasDeletedSaysSo() throws Exception {
        capture(OBJECTS, "whole.core");
        page.navigate(url("whole.core", "types"));
        assertThat(page.locator("main ouro-list")).containsText("dict");
        String deleted = url("many.core", "types");
        try (Page other = context.newPage()) {
            other.navigate(deleted);
            assertThat(other.locator("main ouro-list")).containsText("list");
            for (SnapshotEntry each : workspace.snapshots()) {
                if (each.stored().fileName().equals("many.core")) {
                    workspace.delete(each);
                }
            }
            other.reload();
            assertThat(other.locator("main")).containsText(Pattern.compile("not here|not found|is gone|wanted"));
            browser.expected("404");
        }
        assertThat(browser.offences()).isEmpty();
    }

    private static void capture(int objects, String file) throws Exception {
        Path python = Interpreters.onePerMinor(11, 12, 13).getLast().path();
        try (LivePython live = LivePython.start(
                python,
                directory,
                "import time\nkept = [[n] for n in range(%d)]\nprint('ready', flush=True)\ntime.sleep(1000)"
                        .formatted(objects / 2))) {
            live.awaitLine("ready");
            Capture.capture(new CaptureRequest(live.pid(), store.resolve(file)), Progress.NONE);
        }
    }

    @Test
    @Order(4)
    void whatIsEmptySaysWhyAndWhatNext() {
        open("whole.core", "tasks");
        assertThat(page.locator("main")).containsText("asyncio");
        assertThat(page.locator("main .empty")).containsText("was never loaded");
        for (String list : List.of("types?filter=nothing-is-called-so", "objects?state=garbage")) {
            open("whole.core", list);
            assertThat(page.locator("main .empty b")).isVisible();
            assertThat(page.locator("main .empty p")).not().isEmpty();
        }
        assertThat(browser.offences()).isEmpty();
    }

    @Test
    @Order(5)
    void aLongListShowsItsEndAtOnce() {
        open("whole.core", "objects");
        Locator list = page.locator("ouro-list");
        assertThat(Long.parseLong(list.getAttribute("aria-rowcount"))).isGreaterThan(OBJECTS / 2);
        list.focus();
        page.keyboard().press("End");
        Pages.settle(page);
        String last = list.getAttribute("aria-rowcount");
        assertThat(page.locator("ouro-list [aria-rowindex='" + last + "']")).containsText("0x");
        assertThat(browser.offences()).isEmpty();
    }

    @Test
    @Order(6)
    void whatIsPartialSaysSoOnEveryScreenWithNumbers() throws IOException {
        Path made = directory.resolve("made");
        CompressedSnapshot.unpack(FIXTURE, made, Progress.NONE);
        try (FileChannel file = FileChannel.open(made, StandardOpenOption.WRITE)) {
            file.truncate(file.size() - CUT_BYTES);
        }
        Files.move(made, store.resolve("cut.core"));
        open("cut.core", "overview");
        assertThat(page.locator("main #missing")).containsText(Pattern.compile("\\d+(\\.\\d+)? [kM]B"));
        for (String screen : OF_A_SNAPSHOT) {
            open("cut.core", screen);
            Locator badge = page.locator("header .tag.warn");
            assertThat(badge).containsText("partial");
            assertThat(badge).hasAttribute("href", Pattern.compile("/s/.*/overview#missing"));
        }
        assertThat(browser.offences()).isEmpty();
    }

    @Test
    @Order(7)
    void aFileThatIsNoSnapshotSaysWhatIsWrongWithIt() throws IOException {
        Files.writeString(store.resolve("letter.core"), "Dear Sir or Madam");
        page.navigate(server.url());
        Locator row = page.locator("main tr", new Page.LocatorOptions().setHasText("letter.core"))
                .first();
        assertThat(row).containsText("broken");
        assertThat(page.locator("main")).containsText("This file cannot be opened");
        assertThat(page.locator("main tr", new Page.LocatorOptions().setHasText("ready"))
                        .first())
                .isVisible();
    }

    /// Nothing real answers so: that would be a bug.
    @Test
    @Order(8)
    void anAnswerThatFailsSaysWhatAndWhereAndTryingAgainGoesOn() {
        Map<String, String> answers = Map.of(
                "tasks", "**/api/s/*/tasks*",
                "threads", "**/api/s/*/threads/groups*",
                "types", "**/api/s/*/types*",
                "objects", "**/api/s/*/objects*",
                "overview", "**/api/s/*/overview");
        answers.forEach((screen, pattern) -> {
            page.route(pattern, StatesIT::fail);
            page.navigate(url("whole.core", screen));
            Locator notice = page.locator("main [role=alert]").first();
            assertThat(notice).containsText("This is a bug in Ouroscope");
            assertThat(notice).containsText("under 1234");
            page.unroute(pattern);
            notice.getByRole(AriaRole.BUTTON, named("Try again")).click();
            assertThat(page.locator("main [role=alert]")).hasCount(0);
            // The browser itself reports an answer of 500.
            browser.expected("500");
        });
        assertThat(browser.offences()).isEmpty();
    }

    @Test
    @Order(9)
    void whenTheServerIsStoppedThePageSaysSoAndWhatToDo() {
        open("whole.core", "types");
        server.close();
        page.locator("nav.rail").getByRole(AriaRole.LINK, named("Threads")).click();
        assertThat(page.locator("main [role=alert]")).containsText("The Ouroscope server does not answer");
        assertThat(page.locator("main [role=alert]")).containsText("Start it again");
        browser.expected("ERR_CONNECTION_REFUSED");
        assertThat(browser.offences()).isEmpty();
    }

    private static void fail(Route route) {
        route.fulfill(new Route.FulfillOptions()
                .setStatus(500)
                .setContentType("application/problem+json")
                .setBody("""
                        {"type":"/problems/bug","title":"This is a bug in Ouroscope","status":500,
                         "detail":"Please report it with the lines that the log has under 1234."}"""));
    }

    private static void open(String file, String screen) {
        page.navigate(url(file, screen));
        Pages.settle(page);
    }

    private static String url(String file, String screen) {
        try {
            while (true) {
                for (SnapshotEntry each : workspace.snapshots()) {
                    String id = each.stored().id();
                    if (each.stored().fileName().equals(file) && id != null) {
                        return server.url() + "s/" + id + "/" + screen;
                    }
                }
                Thread.sleep(20);
            }
        } catch (IOException | InterruptedException failure) {
            throw new AssertionError(failure);
        }
    }

    private static Locator.GetByRoleOptions named(String name) {
        return new Locator.GetByRoleOptions().setName(name);
    }
}
