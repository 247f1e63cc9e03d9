package io.ouroscope.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import io.ouroscope.api.Server;
import io.ouroscope.capture.Capture;
import io.ouroscope.capture.CaptureException;
import io.ouroscope.capture.CaptureRequest;
import io.ouroscope.progress.Progress;
import io.ouroscope.testing.Interpreters;
import io.ouroscope.testing.LivePython;
import io.ouroscope.testing.Requirements;
import io.ouroscope.workspace.SnapshotStore;
import io.ouroscope.workspace.Workspace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The screen of threads in a real browser, over a process with some thirty of them.
class ThreadsIT {

    @Test
    void aThreadLeadsToItsStackAndALocalToItsObject(@TempDir Path directory)
            throws IOException, CaptureException, InterruptedException {
        Requirements.needCapture();
        var store = new SnapshotStore(directory.resolve("store"), directory.resolve("cache"));
        Files.createDirectories(directory.resolve("store"));
        String script = new String(
                Objects.requireNonNull(ThreadsIT.class.getResourceAsStream("/live/threads.py"))
                        .readAllBytes(),
                StandardCharsets.UTF_8);
        Path python = Interpreters.onePerMinor(11, 12, 13).getLast().path();
        try (LivePython live = LivePython.start(python, directory, script)) {
            live.awaitLine("READY");
            Capture.capture(
                    new CaptureRequest(live.pid(), directory.resolve("store").resolve("threads.core")), Progress.NONE);
        }
        try (var workspace = new Workspace(store, List.of());
                Server server = Server.start(workspace, 0, List.of());
                Browser browser = Browser.start()) {
            while (workspace.snapshots().isEmpty()
                    || workspace.snapshots().getFirst().stored().id() == null) {
                Thread.sleep(20);
            }
            String url = server.url() + "s/"
                    + workspace.snapshots().getFirst().stored().id() + "/threads";
            Page page = browser.page();
            page.navigate(url);
            page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(Pattern.compile("^closures")))
                    .click();
            Pages.settle(page);
            assertThat(page.locator(".thread-detail")).containsText("closures.<locals>.inner");
            assertThat(page.locator(".thread-detail")).containsText("idle");
            assertThat(page.locator(".thread-detail")).containsText("locked _thread.lock object at 0x");
            String asShown = Pages.text(page);
            page.reload();
            assertThat(Pages.text(page)).isEqualTo(asShown);
            page.locator(".thread-detail .locals a").first().click();
            page.waitForURL(Pattern.compile(".*/object/0x[0-9a-f]+.*"));
            assertThat(browser.offences()).isEmpty();
        }
    }

    @Test
    void equalStacksAreOneRowThatOpensAndWhatAThreadDoesLeadsToItsFile(@TempDir Path directory)
            throws IOException, CaptureException, InterruptedException {
        Requirements.needCapture();
        Path core = directory.resolve("calls.core");
        String script = new String(
                Objects.requireNonNull(ThreadsIT.class.getResourceAsStream("/live/system_calls.py"))
                        .readAllBytes(),
                StandardCharsets.UTF_8);
        Path python = Interpreters.onePerMinor(11, 12, 13).getLast().path();
        try (LivePython live = LivePython.start(python, directory, script)) {
            live.awaitLine("READY");
            Capture.capture(new CaptureRequest(live.pid(), core), Progress.NONE);
        }
        try (var demo = new Served(directory, List.of(core))) {
            Page page = demo.browser().page();
            page.navigate(demo.url("/threads"));
            Locator group = page.locator(".thread-group > a");
            assertThat(group).containsText("8 threads");
            assertThat(group).containsText("worker_0 … _7");
            assertThat(group).containsText("each waits for a lock");
            group.click();
            page.locator(".thread-members a", new Page.LocatorOptions().setHasText("worker_3"))
                    .click();
            assertThat(page.locator(".thread-title")).hasText("worker_3");
            assertThat(page.locator(".thread-detail"))
                    .containsText(Pattern.compile("futex wait on 0x.*lock object 0x"));
            String asShown = Pages.text(page);
            page.reload();
            assertThat(Pages.text(page)).isEqualTo(asShown);
            new Screens(demo.browser()).shoot(Map.of("threads-merged", page.url()));
            page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(Pattern.compile("^in_recv\\b")))
                    .first()
                    .click();
            Locator file = page.locator(".thread-detail .facts a[href*='/files?']");
            assertThat(file).containsText("→ socket 127.0.0.1:");
            file.click();
            page.waitForURL(Pattern.compile(".*/files\\?fd=\\d+.*"));
            page.navigate(demo.url("/threads?view=each"));
            assertThat(page.locator(".thread-list")).containsText("worker_7");
            assertThat(demo.browser().offences()).isEmpty();
            page.route("**/threads/groups*", Route::abort);
            page.navigate(demo.url("/threads"));
            assertThat(page.locator("[role=alert]")).containsText("does not answer");
        }
    }
}
