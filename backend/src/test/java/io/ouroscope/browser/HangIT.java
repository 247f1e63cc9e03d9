package io.ouroscope.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.ouroscope.api.Server;
import io.ouroscope.testing.Interpreters;
import io.ouroscope.testing.LivePython;
import io.ouroscope.testing.Requirements;
import io.ouroscope.workspace.NotAnalysedException;
import io.ouroscope.workspace.OpenSnapshot;
import io.ouroscope.workspace.SnapshotStore;
import io.ouroscope.workspace.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

/// The whole way in a real browser: a real hung process, captured by a click on Home, and from its Overview to the
/// drawn cycle and a task's locals.
///
/// One process, server and browser for all tests, which build on the capture of the first.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class HangIT {
    private static final Path GENERATOR = Path.of("..", "tools", "demo", "generate.py");
    private static final Pattern OVERVIEW = Pattern.compile(".*/s/[0-9a-f]{64}/overview");

    @TempDir
    private static Path directory;

    private static LivePython process;
    private static Workspace workspace;
    private static Server server;
    private static Browser browser;
    private static String overview = "";

    @BeforeAll
    static void start() throws IOException {
        Requirements.needCapture();
        Path python = Interpreters.onePerMinor(11, 12, 13).getLast().path();
        browser = Browser.start();
        process = LivePython.start(
                List.of(python.toString(), GENERATOR.toAbsolutePath().toString()), directory, Map.of());
        process.awaitLine("rates: ");
        workspace = new Workspace(new SnapshotStore(directory.resolve("store"), directory.resolve("cache")), List.of());
        server = Server.start(workspace, 0, List.of());
    }

    @AfterAll
    static void stop() {
        Stream.of(server, workspace, process, browser)
                .filter(each -> each != null)
                .forEach(HangIT::close);
    }

    @AfterEach
    void nothingForbiddenHappened() {
        assertThat(browser.offences()).isEmpty();
    }

    @Test
    @Order(1)
    void captureOnHomeLeadsToTheOverviewAndFromThereTwoClicksToTheLocalsOfATaskInTheCycle() {
        try (BrowserContext context = browser.context(1280, 800, ColorScheme.LIGHT)) {
            Page page = context.newPage();
            page.navigate(server.url());
            page.getByRole(AriaRole.BUTTON, named("Capture generate.py, pid " + process.pid()))
                    .click();
            page.waitForURL(OVERVIEW);
            assertThat(page.getByRole(AriaRole.LINK, named("Show the proof"))).isVisible();
            overview = page.url();
            assertThat(page.locator("main")).containsText("3 tasks wait for each other");

            page.getByRole(AriaRole.LINK, named("Show the proof")).click();
            Pages.clickDrawnTask(page, 0);

            Locator inspector = page.locator("aside.inspector");
            assertThat(inspector).containsText("Async stack");
            assertThat(inspector).containsText("sum_children");
            assertThat(inspector.locator(".locals").first()).containsText("<Node");
            assertThat(page.url()).contains("/hang?selected=0x");
        }
    }

    @Test
    @Order(2)
    void anEdgeOfTheCycleNamesFileAndLineAndOpensTheTaskThatWaits() {
        try (BrowserContext context = browser.context(1280, 800, ColorScheme.LIGHT)) {
            Page page = context.newPage();
            page.navigate(cycle());
            assertThat(page.locator("main")).containsText("generate.py:27");
            Pages.clickDrawnEdge(page, 1);
            assertThat(page.locator("aside.inspector")).containsText("Async stack");

            page.getByRole(AriaRole.LINK, named("Show its members in the Graph"))
                    .click();
            assertThat(page.locator(".page-head")).containsText("6 objects");
            assertThat(page.locator(".g-title", new Page.LocatorOptions().setHasText("_GatheringFuture")))
                    .hasCount(3);
        }
    }

    @Test
    @Order(3)
    void reloadBackForwardAndAnotherBrowserShowTheSame() {
        try (BrowserContext context = browser.context(1280, 800, ColorScheme.LIGHT);
                BrowserContext other = browser.context(1280, 800, ColorScheme.LIGHT)) {
            Page page = context.newPage();
            for (String url : screens().values()) {
                page.navigate(url);
                String first = withoutLiveProcesses(Pages.text(page));
                page.reload();
                assertThat(withoutLiveProcesses(Pages.text(page)))
                        .as("reload of %s", url)
                        .isEqualTo(first);
            }
            page.navigate(overview);
            String atOverview = Pages.text(page);
            page.getByRole(AriaRole.LINK, named("Show the proof")).click();
            Pages.clickDrawnTask(page, 2);
            assertThat(page.locator("aside.inspector .locals").first()).isVisible();
            String atCycle = Pages.text(page);
            page.goBack();
            page.waitForURL(overview);
            assertThat(Pages.text(page)).isEqualTo(atOverview);
            page.goForward();
            assertThat(page.locator("aside.inspector .locals").first()).isVisible();
            assertThat(Pages.text(page)).isEqualTo(atCycle);

            Page pasted = other.newPage();
            pasted.navigate(page.url());
            assertThat(pasted.locator("aside.inspector .locals").first()).isVisible();
            assertThat(withoutTrail(Pages.text(pasted))).isEqualTo(withoutTrail(atCycle));
        }
    }

    /// Home lists what runs on this machine, which may change at any moment.
    private static String withoutLiveProcesses(String text) {
        int processes = text.indexOf("Python processes on ");
        return processes < 0 ? text : text.substring(0, processes);
    }

    @Test
    @Order(4)
    void everyScreenIsReachedByClicks() {
        try (BrowserContext context = browser.context(1280, 800, ColorScheme.DARK)) {
            Page page = context.newPage();
            page.navigate(overview);
            Locator rail = page.getByRole(AriaRole.NAVIGATION, named("Screens"));
            rail.getByText("Tasks").click();
            assertThat(page.getByRole(AriaRole.TREEGRID).or(page.locator("ouro-list")))
                    .not()
                    .hasCount(0);
            page.locator("a.task-name").first().click();
            assertThat(page.locator("main")).containsText("Async stack");
            rail.getByText("Types").click();
            page.getByLabel("Filter types").fill("__main__.Node");
            page.waitForURL(Pattern.compile(".*filter=.*"));
            page.getByRole(AriaRole.LINK, named("__main__.Node")).click();
            assertThat(page.locator("main")).containsText("<Node");
            page.locator("ouro-list a.mono").first().click();
            assertThat(page.locator("main")).containsText("Referrers");
        }
    }

    @Test
    @Order(5)
    void aSnapshotIsLabelledAndDeletedOnHome() throws IOException {
        try (BrowserContext context = browser.context(1280, 800, ColorScheme.LIGHT)) {
            Page page = context.newPage();
            page.navigate(server.url());
            String hostile = "<img src=x onerror=document.title='hacked'>";
            Locator label = page.locator("input.label").first();
            label.fill(hostile);
            label.press("Enter");
            assertThat(page.getByText("Label kept")).isVisible();
            page.reload();
            assertThat(page.locator("input.label").first()).hasValue(hostile);
            assertThat(page).hasTitle("Ouroscope");

            page.getByRole(AriaRole.BUTTON, named("Delete the snapshot of generate.py"))
                    .click();
            page.getByRole(AriaRole.BUTTON, named("Delete")).last().click();
            assertThat(page.getByText("No snapshots yet")).isVisible();
            try (Stream<Path> left = Files.list(directory.resolve("store"))) {
                assertThat(left).isEmpty();
            }
            page.navigate(overview);
            assertThat(page.locator("main")).containsText("The snapshot of this link is not here yet");
            browser.expected("the server responded with a status of 404");
        }
    }

    private static Map<String, String> screens() {
        var screens = new LinkedHashMap<String, String>();
        String snapshot = overview.replaceAll("/overview$", "");
        screens.put("home", server.url());
        screens.put("overview", overview);
        screens.put("tasks", snapshot + "/tasks");
        screens.put("hang", snapshot + "/hang");
        screens.put("cycle", cycle());
        screens.put("types", snapshot + "/types");
        screens.put("objects", snapshot + "/objects");
        String task = taskInTheCycle();
        screens.put("cycle-inspected", cycle() + "?selected=" + task);
        screens.put("task", snapshot + "/tasks/" + task);
        screens.put("object", snapshot + "/object/" + task);
        return screens;
    }

    private static String taskInTheCycle() {
        String id = overview.replaceAll(".*/s/(.*)/overview", "$1");
        try (OpenSnapshot open = workspace.open(workspace.find(id).orElseThrow())) {
            return "0x"
                    + Long.toHexString(open.analysed()
                            .analysis()
                            .tasks()
                            .cycle(0)
                            .nodes()
                            .getFirst()
                            .address());
        } catch (IOException | NotAnalysedException failure) {
            throw new AssertionError(failure);
        }
    }

    private static String cycle() {
        return overview.replaceAll("/overview$", "/tasks/cycle/0");
    }

    /// The breadcrumb tells how one came here, which a pasted link cannot know.
    private static String withoutTrail(String text) {
        return text.substring(text.indexOf("Deadlock of tasks"));
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
