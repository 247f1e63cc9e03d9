package io.ouroscope.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.ouroscope.api.Server;
import io.ouroscope.capture.Capture;
import io.ouroscope.capture.CaptureRequest;
import io.ouroscope.progress.Progress;
import io.ouroscope.testing.Interpreters;
import io.ouroscope.testing.LivePython;
import io.ouroscope.testing.Requirements;
import io.ouroscope.workspace.SnapshotStore;
import io.ouroscope.workspace.Workspace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Source lines beneath the places of a real deadlock, shown after the files are gone.
class SourcesIT {
    private static final Path PROGRAM = Path.of("..", "tools", "hang", "thread_locks.py");

    @TempDir
    private Path directory;

    @Test
    void hangAndThreadsShowTheLinesOfFilesThatAreNoLongerThere() throws Exception {
        Requirements.needCapture();
        Path python = Interpreters.onePerMinor(11, 12, 13).getLast().path();
        Path script = Files.copy(PROGRAM, directory.resolve("deadlock.py"));
        Path store = Files.createDirectories(directory.resolve("store"));
        try (LivePython live =
                LivePython.start(List.of(python.toString(), script.toString(), "opposite"), directory, Map.of())) {
            live.awaitLine("ready");
            Capture.capture(new CaptureRequest(live.pid(), store.resolve("a.core")), Progress.NONE);
        }
        Files.delete(script);
        try (Workspace workspace = new Workspace(new SnapshotStore(store, directory.resolve("cache")), List.of());
                Server server = Server.start(workspace, 0, List.of());
                Browser browser = Browser.start();
                BrowserContext context = browser.context(1280, 800, ColorScheme.LIGHT)) {
            Page page = context.newPage();
            String snapshot = server.url() + "s/" + LiveSnapshot.awaitId(workspace);
            page.navigate(snapshot + "/hang");
            assertThat(page.locator(".proof-table .code-line").first()).hasText("with second:");
            page.navigate(snapshot + "/threads");
            Locator line = page.locator(".code-row", new Page.LocatorOptions().setHasText("with second:"))
                    .first();
            line.click();
            Locator around = page.locator(".code-around").first();
            assertThat(around.locator("li.here")).hasText(Pattern.compile("\\d+\\s*with second:"));
            assertThat(around).containsText("together.wait()");
            assertThat(line).hasAttribute("aria-expanded", "true");
            page.reload();
            assertThat(around.locator("li.here")).hasText(Pattern.compile("\\d+\\s*with second:"));
            line.click();
            assertThat(page.locator(".code-around")).hasCount(0);
            assertThat(browser.offences()).isEmpty();
        }
    }
}
