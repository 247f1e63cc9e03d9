package io.ouroscope.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.ouroscope.testing.Requirements;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The stories that Ouroscope exists for, walked by clicks from the Overview to the proof.
class StoriesIT {
    @TempDir
    private Path directory;

    @BeforeAll
    static void needs() {
        Requirements.needCapture();
    }

    @Test
    void aMutexThatAForkLeftLockedIsNamedAndItsBytesAreTwoClicksAway() throws Exception {
        try (LiveSnapshot live = LiveSnapshot.ofHang("story_fork.py", "two-libraries", directory)) {
            Page page = live.browser().page();
            page.navigate(live.url("/overview"));
            Pages.settle(page);
            assertThat(page.locator(".finding h1")).containsText("fork");
            page.getByRole(AriaRole.LINK, named("Show the proof")).click();
            Locator verdict = page.locator(".verdict");
            assertThat(verdict).containsText("Lock never released");
            assertThat(page.locator(".proof-table")).containsText("native lock");
            new Screens(live.browser()).shoot(Map.of("story-fork", page.url()));
            page.locator(".proof-table a[href*='/raw']").first().click();
            assertThat(page).hasURL(Pattern.compile(".*/raw\\?tab=bytes&at=0x[0-9a-f]+"));
            Pages.settle(page);
            Locator panel = page.locator(".lock-panel");
            assertThat(panel).containsText("Lock never released");
            assertThat(panel).containsText("MainThread");
            assertThat(page.locator("ouro-list .list-row mark, ouro-list .list-row .found")
                            .first())
                    .isVisible();
            String asShown = Pages.text(page);
            page.reload();
            Pages.settle(page);
            assertThat(Pages.text(page)).isEqualTo(asShown);
            new Screens(live.browser()).shoot(Map.of("story-fork-mutex", page.url()));
            panel.locator(".standing a").click();
            assertThat(page.locator(".verdict h1")).containsText("fork");
            assertThat(live.browser().offences()).isEmpty();
        }
    }

    @Test
    void theTaskOfTheOneRequestThatGetsNoAnswerIsFoundByItsText() throws Exception {
        try (LiveSnapshot live = LiveSnapshot.ofHang("story_server.py", "lost-request", directory)) {
            Page page = live.browser().page();
            page.navigate(live.url("/overview"));
            Pages.settle(page);
            page.locator("nav.rail").getByRole(AriaRole.LINK, railed("Tasks")).click();
            page.getByLabel("Filter tasks").fill("/price/4711");
            page.waitForURL(Pattern.compile(".*[?&]filter=.*"));
            Pages.settle(page);
            assertThat(page.locator("a.task-name").first()).hasText("/price/4711");
            new Screens(live.browser()).shoot(Map.of("story-server-tasks", page.url()));
            page.locator("a.task-name").first().click();
            assertThat(page.locator("h1")).hasText("/price/4711");
            assertThat(page.locator(".standing")).containsText("Nobody left to finish it");
            Locator stack = page.locator("ol.stack");
            assertThat(stack).containsText("Prices.ask");
            assertThat(stack).containsText("return await answer");
            assertThat(stack.locator(".locals").getByText("4711").first()).isVisible();
            assertThat(page.getByText("What it awaits, to the end")).isVisible();
            new Screens(live.browser()).shoot(Map.of("story-server-task", page.url()));
            page.locator(".standing a").click();
            assertThat(page.locator(".verdict h1")).containsText("which nothing that still runs can finish");
            assertThat(live.browser().offences()).isEmpty();
        }
    }

    private static Locator.GetByRoleOptions railed(String name) {
        return new Locator.GetByRoleOptions().setName(Pattern.compile("^" + name));
    }

    private static Page.GetByRoleOptions named(String name) {
        return new Page.GetByRoleOptions().setName(name);
    }
}
