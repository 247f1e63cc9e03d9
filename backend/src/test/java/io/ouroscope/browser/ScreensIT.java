package io.ouroscope.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is true of every screen: its URL is its state, and all it shows comes from the documented API.
class ScreensIT {
    @TempDir
    private static Path directory;

    private static Served served;
    private static Browser browser;
    private static Map<String, String> screens;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        served = new Served(directory, AllScreens.DEMOS);
        browser = served.browser();
        screens = AllScreens.of(served);
    }

    @AfterAll
    static void stop() {
        served.close();
    }

    @Test
    void everyScreenOfTheTableIsWalked() {
        try (BrowserContext context = browser.context(1280, 800, ColorScheme.LIGHT)) {
            Page page = context.newPage();
            page.navigate(served.origin() + "/no/such/page");
            @SuppressWarnings("unchecked")
            List<String> known = (List<String>)
                    page.evaluate("async () => (await import('/assets/route.js')).screens.map(([screen]) => screen)");
            @SuppressWarnings("unchecked")
            List<String> walked = (List<String>) page.evaluate(
                    "async (paths) => { const { parse } = await import('/assets/route.js');"
                            + " return paths.map((path) => parse(path).screen); }",
                    List.copyOf(screens.values()));
            assertThat(walked).as("screens of AllScreens").containsAll(known).contains("missing");
        }
    }

    @Test
    void aBookmarkReloadBackAndForwardShowTheSame() {
        try (BrowserContext context = browser.context(1280, 800, ColorScheme.LIGHT)) {
            Page page = context.newPage();
            String other = screens.get("types");
            page.navigate(served.origin() + other);
            String otherText = Pages.text(page);
            screens.forEach((name, path) -> {
                page.navigate(served.origin() + path);
                String bookmarked = lasting(Pages.text(page));
                page.reload();
                assertThat(lasting(Pages.text(page)))
                        .as("%s after a reload", name)
                        .isEqualTo(bookmarked);
                if (path.equals(other)) {
                    return;
                }
                page.evaluate("async (to) => (await import('/assets/route.js')).go(to, { anew: true })", other);
                assertThat(Pages.text(page)).as("types after %s", name).isEqualTo(otherText);
                page.goBack();
                assertThat(lasting(Pages.text(page)))
                        .as("%s after going back", name)
                        .isEqualTo(bookmarked);
                page.goForward();
                assertThat(Pages.text(page)).as("types, forward from %s", name).isEqualTo(otherText);
            });
        }
        assertThat(browser.offences()).isEmpty();
    }

    @Test
    void allThatAScreenAsksForIsInTheDocumentOfTheApiAndInTheTableOfTwins() throws IOException {
        List<String> paths = List.copyOf(served.get("/api/openapi.json")
                .get("paths")
                .propertyStream()
                .filter(path -> path.getValue().has("get"))
                .map(Map.Entry::getKey)
                .toList());
        Map<String, List<String>> twins = Twins.read();
        var untold = new TreeSet<String>();
        try (BrowserContext context = browser.context(1280, 800, ColorScheme.LIGHT)) {
            Page page = context.newPage();
            var asked = new ConcurrentSkipListSet<String>();
            page.onRequest(request -> note(request, asked));
            screens.forEach((name, path) -> {
                String screen = name.replaceAll("-.*", "");
                asked.clear();
                page.navigate(served.origin() + path);
                Pages.settle(page);
                asked.stream()
                        .map(each -> paths.stream()
                                .filter(template -> each.matches(template.replaceAll("\\{\\w+}", "[^/]+")))
                                // The one with fewer parameters is the one that answers.
                                .min(Comparator.comparingInt(template -> template.split("\\{").length))
                                .orElse("undocumented: " + each))
                        .filter(template ->
                                !twins.getOrDefault(screen, List.of()).contains(template))
                        .forEach(template -> untold.add(screen + " asks for " + template));
            });
        }
        assertThat(untold).as("what docs/api.md does not tell").isEmpty();
    }

    /// Processes come and go.
    private static String lasting(String text) {
        return text.replaceAll("(?s)\\nPython processes on .*", "");
    }

    private static void note(Request request, ConcurrentSkipListSet<String> asked) {
        String path = URI.create(request.url()).getPath();
        if (path.startsWith("/api/")) {
            asked.add(path);
        }
    }
}
