package io.ouroscope.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.ouroscope.api.Server;
import io.ouroscope.workspace.NotAnalysedException;
import io.ouroscope.workspace.OpenSnapshot;
import io.ouroscope.workspace.SnapshotStore;
import io.ouroscope.workspace.Workspace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The list of objects and its filters in a real browser, over the bundled snapshot.
class ObjectsIT {
    @TempDir
    private static Path directory;

    private static Workspace workspace;
    private static Server server;
    private static Browser browser;
    private static String objects = "";

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        browser = Browser.start();
        workspace = new Workspace(
                new SnapshotStore(directory.resolve("store"), directory.resolve("cache")),
                List.of(Path.of("..", "snapshots", "generate.core.zst")));
        server = Server.start(workspace, 0, List.of());
        while (workspace.snapshots().getFirst().stored().id() == null) {
            Thread.sleep(20);
        }
        while (!isAnalysed()) {
            Thread.sleep(50);
        }
        objects =
                server.url() + "s/" + workspace.snapshots().getFirst().stored().id() + "/objects";
    }

    private static boolean isAnalysed() throws IOException {
        try (OpenSnapshot open = workspace.open(workspace.snapshots().getFirst())) {
            return !open.id().isEmpty();
        } catch (NotAnalysedException notYet) {
            return false;
        }
    }

    @AfterAll
    static void stop() {
        server.close();
        workspace.close();
        browser.close();
    }

    @AfterEach
    void nothingForbiddenHappened() {
        assertThat(browser.offences()).isEmpty();
    }

    @Test
    void filtersAreWrittenShownAsChipsKeptInTheUrlAndTakenAwayOneByOne() {
        Page page = browser.page();
        page.navigate(objects);
        assertThat(page.locator(".page-head")).containsText(Pattern.compile("[\\d,]{6} objects · .* of memory"));

        Locator type = page.getByRole(AriaRole.COMBOBOX, new Page.GetByRoleOptions().setName("Filter by type"));
        type.fill("__main__.no");
        assertThat(page.getByRole(AriaRole.OPTION).first()).containsText("Node");
        type.press("ArrowDown");
        type.press("Enter");
        assertThat(page.locator("h1")).hasText("Node objects");
        assertThat(page.locator(".filter-chip")).hasText(Pattern.compile("type Node"));
        page.getByLabel("Filter by attribute").fill(".value > 3 and .name ~ A");
        page.getByLabel("Filter by attribute").press("Enter");
        assertThat(page.locator(".filter-chip")).hasCount(3);
        assertThat(page.locator(".list-head")).containsText(".value");
        assertThat(page.locator(".list-row").first()).containsText("name='us.");
        page.getByRole(
                        AriaRole.LINK,
                        new Page.GetByRoleOptions().setName("Size").setExact(true))
                .click();
        assertThat(page).hasURL(Pattern.compile(".*type=__main__.Node.*attribute=.*sort=size.*"));

        String asShown = Pages.text(page);
        page.reload();
        assertThat(Pages.text(page)).isEqualTo(asShown);
        new Screens(browser).shoot(Map.of("objects-attributes", page.url()));

        page.getByLabel("Remove the filter .value > 3").click();
        assertThat(page.locator(".filter-chip")).hasCount(2);
        assertThat(page.locator(".list-head")).not().containsText(".value");
        page.getByText("Clear all").click();
        assertThat(page.locator("h1")).hasText("Objects");
        page.context().close();
    }

    @Test
    void aTextIsMarkedWhereItStandsAndTheStateOfACaseToggleIsKept() {
        Page page = browser.page();
        page.navigate(objects);
        page.getByLabel("Filter by text").fill("CHILD");
        page.getByLabel("Filter by text").press("Enter");
        assertThat(page.locator(".filter-chip")).hasText(Pattern.compile("text has CHILD"));
        page.getByLabel("Ignore the case of letters").click();
        assertThat(page.locator("ouro-list mark").first()).hasText(Pattern.compile("child", Pattern.CASE_INSENSITIVE));
        assertThat(page.locator(".filter-chip")).containsText("in any case");
        new Screens(browser).shoot(Map.of("objects-text", page.url()));
        page.locator(".list-row").first().locator(".r").first().click();
        assertThat(page.locator("aside.inspector")).containsText("str");
        page.context().close();
    }

    @Test
    void whereNothingFitsItSaysWhichFilterLeavesNothing() {
        Page page = browser.page();
        page.navigate(objects + "?type=str&text=child&minSize=1000000");
        assertThat(page.locator(".empty")).containsText("No object fits all filters");
        Locator without = page.locator(".without tr").filter(new Locator.FilterOptions().setHasText("size ≥"));
        assertThat(without).containsText(Pattern.compile("977 kB\\s*[1-9]\\d*"));
        new Screens(browser).shoot(Map.of("objects-none", page.url()));
        without.getByRole(AriaRole.LINK).click();
        assertThat(page.locator("ouro-list mark").first()).hasText("child");
        page.context().close();
    }

    @Test
    void aTypeThatIsNotThereAndATestThatIsNoneAreRefusedInWords() {
        Page page = browser.page();
        page.navigate(objects + "?type=NoSuchFuture");
        assertThat(page.locator("[role=alert]")).containsText("No type is called 'NoSuchFuture'");
        page.navigate(objects + "?attribute=state");
        assertThat(page.locator("[role=alert]")).containsText("expected '.' and the name of an attribute");
        page.getByLabel("Remove the filter state").click();
        assertThat(page.locator("ouro-list .list-row").first()).isVisible();
        page.context().close();
        browser.expected("404");
        browser.expected("400");
    }
}
