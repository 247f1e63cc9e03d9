package io.ouroscope.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Ways through several screens: with the keyboard only, and in many tabs at once.
class JourneysIT {
    private static final int TABS = 8;

    @TempDir
    private static Path directory;

    private static Served served;
    private static Browser browser;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        served = new Served(directory, AllScreens.DEMOS);
        browser = served.browser();
    }

    @AfterAll
    static void stop() {
        served.close();
    }

    @Test
    void theKeyboardAloneLeadsFromHomeToTheCycleAndToATaskInIt() {
        try (BrowserContext context = browser.context(1280, 800, ColorScheme.LIGHT)) {
            Page page = context.newPage();
            page.navigate(served.origin());
            Pages.settle(page);
            tabTo(page, "/s/" + served.ids().getFirst() + "/overview");
            page.keyboard().press("Enter");
            page.waitForURL(Pattern.compile(".*/overview"));
            Pages.settle(page);
            tabTo(page, "/hang");
            page.keyboard().press("Enter");
            page.waitForURL(Pattern.compile(".*/hang"));
            Pages.settle(page);
            assertThat(page.locator("main")).containsText("Deadlock of tasks");
            tabTo(page, "/hang?selected=0x");
            page.keyboard().press("Enter");
            assertThat(page.locator("aside.inspector")).containsText("Async stack");
        }
        assertThat(browser.offences()).isEmpty();
    }

    /// Browsers allow six connections to a host: a page that kept one open would stop the seventh.
    @Test
    void eightTabsShowTheirScreensAtOnce() {
        try (BrowserContext context = browser.context(1280, 800, ColorScheme.LIGHT)) {
            List<String> paths =
                    AllScreens.of(served).values().stream().limit(TABS).toList();
            var tabs = new ArrayList<Page>();
            for (String path : paths) {
                Page tab = context.newPage();
                tab.evaluate("(to) => { location.href = to; }", served.origin() + path);
                tabs.add(tab);
            }
            assertThat(tabs).hasSize(TABS).allSatisfy(tab -> {
                tab.waitForURL(Pattern.compile("http.*"));
                assertThat(Pages.text(tab)).hasSizeGreaterThan(100);
                assertThat(tab.locator("main [role=alert]")).hasCount(0);
            });
        }
        assertThat(browser.offences()).isEmpty();
    }

    /// Presses Tab until a link whose address holds `part` has the focus.
    private static void tabTo(Page page, String part) {
        for (int i = 0; i < 100; i++) {
            page.keyboard().press("Tab");
            String focused = (String) page.evaluate("() => document.activeElement?.getAttribute('href') ?? ''");
            if (focused.contains(part)) {
                return;
            }
        }
        throw new AssertionError("Tab does not reach a link to " + part + " on " + page.url());
    }
}
