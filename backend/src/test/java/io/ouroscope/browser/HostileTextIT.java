package io.ouroscope.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.ouroscope.api.Server;
import io.ouroscope.testing.Interpreters;
import io.ouroscope.testing.LivePython;
import io.ouroscope.testing.Requirements;
import io.ouroscope.workspace.CaptureOrder;
import io.ouroscope.workspace.JobStatus;
import io.ouroscope.workspace.SnapshotStore;
import io.ouroscope.workspace.Workspace;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A process whose names and strings try to be HTML, in every place where a page shows text of the process.
class HostileTextIT {
    private static final String TAG = "<img src=x onerror=document.body.dataset.hacked=1>";
    private static final String SCRIPT = """
            import asyncio
            TAG = "<img src=x onerror=document.body.dataset.hacked=1>"
            async def waits_for(name):
                local = {TAG: [TAG, TAG.encode()], "\\u202e</script><script>alert(1)</script>": TAG}
                await asyncio.sleep(0)
                return await tasks[name]
            waits_for.__qualname__ = waits_for.__name__ = TAG
            tasks = {}
            Evil = type(TAG, (), {"__slots__": (), "__module__": "javascript:alert(1)//" + TAG})
            keep = [Evil() for _ in range(3)]
            async def main():
                tasks[1] = asyncio.create_task(waits_for(2), name=TAG)
                tasks[2] = asyncio.create_task(waits_for(1), name="</script>" + TAG)
                print("ready", flush=True)
                await asyncio.wait(tasks.values())
            asyncio.run(main())
            """;

    @TempDir
    private Path directory;

    @Test
    void textOfTheProcessStaysText() throws Exception {
        Requirements.needCapture();
        Path python = Interpreters.onePerMinor(11, 12, 13).getFirst().path();
        var store = new SnapshotStore(directory.resolve("store"), directory.resolve("cache"));
        try (Browser browser = Browser.start();
                LivePython process = LivePython.start(python, directory, SCRIPT, TAG);
                var workspace = new Workspace(store, List.of());
                Server server = Server.start(workspace, 0, List.of())) {
            process.awaitLine("ready");
            JobStatus captured =
                    workspace.capture(new CaptureOrder(process.pid())).awaitEnd();
            assertThat(captured.state()).isEqualTo(JobStatus.State.DONE);
            String snapshot = server.url() + "s/" + captured.snapshotId();
            try (BrowserContext context = browser.context(1280, 800, ColorScheme.LIGHT)) {
                Page page = context.newPage();
                for (String path :
                        List.of("/overview", "/tasks", "/tasks/cycle/0", "/types?filter=javascript", "/objects")) {
                    page.navigate(snapshot + path);
                    Pages.settle(page);
                    staysText(page);
                }
                page.navigate(snapshot + "/tasks/cycle/0");
                Pages.clickDrawnTask(page, 0);
                assertThat(page.locator("aside.inspector .locals").first()).containsText(TAG.substring(0, 14));
                staysText(page);
                page.navigate(snapshot + "/types?filter=javascript");
                page.locator("ouro-list a.mono").first().click();
                Pages.settle(page);
                staysText(page);
                page.locator("ouro-list a.mono").first().click();
                Pages.settle(page);
                staysText(page);
            }
            assertThat(browser.offences()).isEmpty();
        }
    }

    private static void staysText(Page page) {
        assertThat(page.locator("body")).not().hasAttribute("data-hacked", "1");
        assertThat(page.locator("img")).hasCount(0);
    }
}
