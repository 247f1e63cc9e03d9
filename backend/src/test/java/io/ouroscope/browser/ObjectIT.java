package io.ouroscope.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.BoundingBox;
import io.ouroscope.api.Server;
import io.ouroscope.capture.Capture;
import io.ouroscope.capture.CaptureRequest;
import io.ouroscope.progress.Progress;
import io.ouroscope.testing.Interpreters;
import io.ouroscope.testing.LivePython;
import io.ouroscope.testing.Requirements;
import io.ouroscope.workspace.NotAnalysedException;
import io.ouroscope.workspace.OpenSnapshot;
import io.ouroscope.workspace.SnapshotStore;
import io.ouroscope.workspace.Workspace;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The page of one object in a real browser, over a process with a list of a million items and an object that a hundred
/// thousand others refer to.
class ObjectIT {
    @TempDir
    private static Path directory;

    private static final Map<String, String> ADDRESSES = new HashMap<>();
    private static Workspace workspace;
    private static Server server;
    private static Browser browser;
    private static String base = "";
    private Page page;

    @BeforeAll
    static void start() throws Exception {
        Requirements.needCapture();
        Path store = Files.createDirectories(directory.resolve("store"));
        String script = new String(
                Objects.requireNonNull(ObjectIT.class.getResourceAsStream("/live/object_page.py"))
                        .readAllBytes(),
                StandardCharsets.UTF_8);
        Path python = Interpreters.onePerMinor(11, 12, 13).getLast().path();
        try (LivePython live = LivePython.start(python, directory, script)) {
            for (String pair : live.awaitLine("READY").split(" ")) {
                ADDRESSES.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
            }
            Capture.capture(new CaptureRequest(live.pid(), store.resolve("objects.core")), Progress.NONE);
        }
        workspace = new Workspace(new SnapshotStore(store, directory.resolve("cache")), List.of());
        server = Server.start(workspace, 0, List.of());
        browser = Browser.start();
        while (workspace.snapshots().isEmpty()
                || workspace.snapshots().getFirst().stored().id() == null) {
            Thread.sleep(20);
        }
        awaitAnalysis();
        base = server.url() + "s/" + workspace.snapshots().getFirst().stored().id();
    }

    private static void awaitAnalysis() throws Exception {
        while (true) {
            try (OpenSnapshot open = workspace.open(workspace.snapshots().getFirst())) {
                assertThat(open.entry()).isNotNull();
                return;
            } catch (NotAnalysedException notYet) {
                Thread.sleep(50);
            }
        }
    }

    @AfterAll
    static void stop() throws Exception {
        for (AutoCloseable each : Stream.of(server, workspace, browser)
                .filter(Objects::nonNull)
                .map(AutoCloseable.class::cast)
                .toList()) {
            each.close();
        }
    }

    @BeforeEach
    void open() {
        page = browser.page();
    }

    @AfterEach
    void nothingForbiddenHappened() {
        page.context().close();
        assertThat(browser.offences()).isEmpty();
    }

    private static String url(String object, String query) {
        return base + "/object/" + ADDRESSES.get(object) + query;
    }

    private void go(String object, String query) {
        page.navigate(url(object, query));
        Pages.settle(page);
    }

    private Locator rows() {
        return page.locator("ouro-list .list-row:not(.waiting)");
    }

    @Test
    void theGraphTabDrawsTheObjectExpandsAndGoesOnInTheExplorerWithTheSamePicture() {
        List<String> libraries = new ArrayList<>();
        page.onRequest(request -> {
            if (request.url().contains("cytoscape")) {
                libraries.add(request.url());
            }
        });
        go("owner", "?tab=fields");
        assertThat(libraries).isEmpty();
        page.locator(".tabs").getByText("Graph").click();
        Pages.settle(page);
        assertThat(page).hasURL(Pattern.compile(".*tab=graph.*graph=.*"));
        assertThat(libraries).isNotEmpty();
        assertThat(card("owner")).containsText("Owner");
        assertThat(page.locator(".g-card.kind-group")).containsText("× 100,000");
        assertThat(page.locator("ouro-graph").boundingBox().height).isGreaterThan(300);

        Locator settings = card("settings");
        String before = page.url();
        settings.locator(".g-expander.references").click();
        assertThat(settings.locator(".g-expander.references")).hasClass(Pattern.compile(".*open.*"));
        Pages.settle(page);
        assertThat(page.url()).isNotEqualTo(before);
        assertThat(page.locator(".g-card[aria-label^='list,']")).isVisible();

        settle();
        BoundingBox place = settings.boundingBox();
        page.mouse().click(place.x + place.width / 2, place.y + 8);
        assertThat(settings).hasClass(Pattern.compile(".*chosen.*"));
        assertThat(page.locator("aside.inspector")).containsText("dict");
        Map<String, String> places = places();
        page.reload();
        Pages.settle(page);
        assertThat(places()).isEqualTo(places);
        assertThat(settings).hasClass(Pattern.compile(".*chosen.*"));

        page.getByText("Open in the explorer").click();
        Pages.settle(page);
        assertThat(page).hasURL(Pattern.compile(".*/graph\\?.*graph=.*"));
        assertThat(places()).isEqualTo(places);
        page.goBack();
        Pages.settle(page);
        assertThat(places()).isEqualTo(places);

        page.locator(".tabs").getByText("Fields").click();
        assertThat(page.locator("ouro-graph")).hasCount(0);
        page.locator(".tabs").getByText("Graph").click();
        Pages.settle(page);
        assertThat(places()).isEqualTo(places);
    }

    @Test
    void theGraphTabIsUsedByKeysAndReadAsATableAndBeginsAnewInOneDirection() {
        go("owner", "?tab=graph");
        page.locator("ouro-graph").focus();
        page.keyboard().press("ArrowRight");
        page.waitForURL(Pattern.compile(".*selected=0x.*"));
        page.keyboard().press("Escape");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Table"))
                .click();
        assertThat(rows().first()).containsText("Owner");
        page.getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName("References").setExact(true))
                .click();
        Pages.settle(page);
        assertThat(page).hasURL(Pattern.compile(".*view=table.*direction=references.*graph=.*"));
        assertThat(rows().filter(new Locator.FilterOptions().setHasText(".settings")))
                .hasCount(1);
        assertThat(page.locator("ouro-list")).not().containsText("× 100,000");
    }

    private Locator card(String object) {
        return page.locator(".g-card[data-id='" + ADDRESSES.get(object) + "']");
    }

    private void settle() {
        page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))");
        page.waitForSelector("ouro-graph:not([aria-busy=true])");
    }

    @SuppressWarnings("unchecked")
    private Map<String, String> places() {
        page.waitForSelector(".g-cards > .g-card");
        return (Map<String, String>) page.evaluate("() => Object.fromEntries([...document.querySelectorAll("
                + "'.g-cards > .g-card')].map(card => [card.dataset.id, card.style.transform]))");
    }

    @Test
    void aMillionItemsAreEnteredAtAnyIndexFilteredAndSampled() {
        go("million", "");
        assertThat(page.locator(".controls")).containsText("1,000,000 items");
        page.getByLabel("Jump to index").fill("777 770");
        page.getByLabel("Jump to index").press("Enter");
        page.waitForURL(Pattern.compile(".*at=777770.*"));
        Locator needle = rows().filter(new Locator.FilterOptions().setHasText("a needle in the list"));
        assertThat(needle).containsText("777,777");
        page.reload();
        assertThat(needle).containsText("777,777");
        page.getByPlaceholder("Filter by value").fill("needle");
        page.waitForURL(Pattern.compile(".*filter=needle.*"));
        assertThat(page.locator(".controls")).containsText("1 of 1,000,000 items");
        assertThat(rows()).hasCount(1);
        assertThat(rows()).containsText("777,777");
        page.locator(".switch a").getByText("Sample").click();
        page.waitForURL(Pattern.compile(".*view=sample.*"));
        assertThat(page.locator(".controls")).containsText("200 of 1,000,000 items, at equal distances");
    }

    @Test
    void theWayToAnItemFarBackIsFoundAndSearched() {
        go("million", "?at=777770");
        rows().filter(new Locator.FilterOptions().setHasText("a needle in the list"))
                .locator("a")
                .last()
                .click();
        page.waitForURL(Pattern.compile(".*/object/0x[0-9a-f]+$"));
        assertThat(page.locator(".object-path")).containsText("[777777]");
        page.keyboard().press("/");
        page.keyboard().type("table['key 190000']");
        assertThat(page.locator("#search-drop")).containsText("understood as a Python path");
        page.keyboard().press("Enter");
        page.waitForURL(Pattern.compile(".*/search.*"));
        assertThat(page.locator(".why-expression")).containsText("['key 190000']");
    }

    @Test
    void aHundredThousandReferrersAreOneRowThatOpensAndTheUrlSaysSo() {
        go("owner", "?tab=referrers");
        Locator group =
                rows().filter(new Locator.FilterOptions().setHasText("100,000")).first();
        assertThat(group).containsText("Row");
        assertThat(group).containsText(".owner");
        group.locator(".twisty").click();
        page.waitForURL(Pattern.compile(".*open=0.*"));
        Locator member = page.locator(".list-row.below").first();
        assertThat(member).containsText("<Row number=");
        String asShown = Pages.text(page);
        page.reload();
        assertThat(page.locator(".list-row.below").first()).isVisible();
        assertThat(Pages.text(page)).isEqualTo(asShown);
        page.locator(".switch a").getByText("Each").click();
        page.waitForURL(Pattern.compile(".*view=flat.*"));
        assertThat(rows().nth(3)).containsText(".owner");
    }

    @Test
    void anItemIsAKeyTheValueOfAKeyOrAtAnIndex() {
        go("by_name", "?tab=references");
        assertThat(rows().filter(new Locator.FilterOptions().setHasText("value of a key")))
                .not()
                .hasCount(0);
        assertThat(rows().filter(new Locator.FilterOptions().setHasText("key")).last())
                .isVisible();
        go("million", "?tab=references&view=flat");
        assertThat(rows().first()).containsText("item at an index");
    }

    @Test
    void theCountIsExplainedAndNestedContainersAreReadable() {
        go("owner", "");
        assertThat(page.locator(".object-top h1")).containsText("Owner");
        assertThat(page.locator(".object-path")).containsText("owner");
        assertThat(page.locator(".pretty")).containsText("settings=");
        page.locator(".counted a").click();
        page.waitForURL(Pattern.compile(".*tab=count.*"));
        assertThat(page.locator(".count-tab")).containsText("from objects");
        assertThat(page.locator(".count-tab .sum")).containsText("Reference count");
        page.goBack();
        assertThat(page.locator(".pretty")).isVisible();
    }

    @Test
    void theBytesOfAnObjectHaveNamesAndLeadToObjects() {
        go("million", "?tab=raw");
        Locator type = rows().filter(new Locator.FilterOptions().setHasText("ob_type"));
        assertThat(type).containsText("<class 'list'>");
        page.locator(".block")
                .filter(new Locator.FilterOptions().setHasText("ob_item"))
                .click();
        page.waitForURL(Pattern.compile(".*block=0x.*"));
        assertThat(rows().nth(3)).containsText("[3]");
        assertThat(rows().nth(3)).containsText("9");
        rows().filter(new Locator.FilterOptions().setHasText("[3]"))
                .locator(".meaning a")
                .first()
                .click();
        page.waitForURL(Pattern.compile(".*/object/0x[0-9a-f]+$"));
        assertThat(page.locator(".object-top h1")).containsText("int");
    }

    @Test
    void aClassAFunctionAndAnExceptionTellWhatTheyAre() {
        go("Row", "");
        assertThat(page.locator(".about")).containsText("100,000");
        assertThat(page.locator(".about")).containsText("<class 'object'>");
        go("fail", "");
        assertThat(page.locator(".about")).containsText("(depth, *, reason='no reason')");
        go("failure", "");
        assertThat(page.locator(".traceback")).containsText("in fail");
        assertThat(page.locator(".traceback p")).hasCount(6); // the heading, the module, four calls
        page.locator(".traceback a").last().click();
        page.waitForURL(Pattern.compile(".*/object/.*"));
        assertThat(page.locator(".object-top h1")).containsText("frame");
    }

    @Test
    void theInspectorSaysTheSameInBriefAndTheKeyRLeadsToItsReferrers() {
        go("by_name", "?selected=" + ADDRESSES.get("owner"));
        Locator inspector = page.locator("aside.inspector");
        assertThat(inspector).containsText("Owner");
        assertThat(inspector).containsText("settings");
        assertThat(inspector.locator(".counted")).containsText("references");
        page.keyboard().press("r");
        page.waitForURL(Pattern.compile(".*/object/" + ADDRESSES.get("owner") + "\\?tab=referrers"));
        assertThat(rows().first()).containsText("100,000");
    }

    @Test
    void picturesOfEachTab() {
        var urls = new LinkedHashMap<String, String>();
        urls.put("object-items", url("million", "?at=500000"));
        urls.put("object-fields", url("owner", ""));
        urls.put("object-count", url("owner", "?tab=count"));
        urls.put("object-class", url("Row", "?selected=" + ADDRESSES.get("owner")));
        new Screens(browser).shoot(urls);
    }
}
