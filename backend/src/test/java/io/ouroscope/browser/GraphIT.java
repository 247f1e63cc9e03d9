package io.ouroscope.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.BoundingBox;
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
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The graph explorer in a real browser, over a process with few and many neighbours, a hub and a ring.
class GraphIT {
    private static final String LEAF = ".g-card[aria-label^='Leaf,']";

    @TempDir
    private static Path directory;

    private static final Map<String, String> ADDRESSES = new HashMap<>();
    private static final Map<String, String> PICTURES = new ConcurrentHashMap<>();
    private static Workspace workspace;
    private static Server server;
    private static Browser browser;
    private static String snapshot = "";

    private BrowserContext context;
    private Page page;

    @BeforeAll
    static void start() throws Exception {
        Requirements.needCapture();
        browser = Browser.start();
        Files.createDirectories(directory.resolve("store"));
        String script = new String(
                Objects.requireNonNull(GraphIT.class.getResourceAsStream("/live/graph.py"))
                        .readAllBytes(),
                StandardCharsets.UTF_8);
        Path python = Interpreters.onePerMinor(11, 12, 13).getLast().path();
        try (LivePython live = LivePython.start(python, directory, script)) {
            live.awaitLine("READY");
            live.output().lines().filter(line -> line.contains("0x")).forEach(line -> {
                String[] words = line.split(" ");
                ADDRESSES.put(words[0], words[1]);
            });
            Capture.capture(
                    new CaptureRequest(live.pid(), directory.resolve("store").resolve("graph.core")), Progress.NONE);
        }
        workspace = new Workspace(new SnapshotStore(directory.resolve("store"), directory.resolve("cache")), List.of());
        server = Server.start(workspace, 0, List.of());
        while (workspace.snapshots().isEmpty()
                || workspace.snapshots().getFirst().stored().id() == null) {
            Thread.sleep(20);
        }
        snapshot =
                server.url() + "s/" + workspace.snapshots().getFirst().stored().id();
    }

    @AfterAll
    static void stop() throws Exception {
        if (browser != null) {
            new Screens(browser).shoot(PICTURES);
        }
        for (AutoCloseable each :
                Stream.of(server, workspace, browser).filter(Objects::nonNull).toList()) {
            each.close();
        }
    }

    @BeforeEach
    void open() {
        context = browser.context(1280, 800, ColorScheme.LIGHT);
        page = context.newPage();
    }

    @AfterEach
    void nothingForbiddenHappened() {
        context.close();
        assertThat(browser.offences()).isEmpty();
    }

    @Test
    void anObjectStandsBetweenWhatRefersToItAndWhatItRefersToWithHubsAndValuesAsChips() {
        at("start");
        assertThat(card("start")).containsText("Start");
        assertThat(card("start").locator(".g-chips")).containsText("text='</text><script>");
        assertThat(card("many")).isVisible();
        assertThat(page.locator(".g-card[aria-label^='ReferenceType,']")).hasCount(1);
        assertThat(page.locator("[data-id='" + ADDRESSES.get("hub") + "']")).hasCount(0);
        assertThat(left("many")).isGreaterThan(left("start"));
        assertThat(page).hasTitle(Pattern.compile("Graph of Start 0x[0-9a-f]+ · Ouroscope"));
        PICTURES.put("graph-empty", snapshot + "/graph");
    }

    @Test
    void manyOfATypeAreAGroupThatOpensByChoiceWhileAllElseStaysWhereItIs() {
        at("start");
        Map<String, String> before = places();
        expand("many", "references");
        Locator group = page.locator(".g-card.kind-group");
        assertThat(group).containsText("× 1,500");
        assertThat(places()).containsAllEntriesOf(before);
        assertThat(page.locator(LEAF)).hasCount(0);

        click(group);
        Locator panel = page.getByRole(AriaRole.COMPLEMENTARY, named("Group"));
        assertThat(panel).containsText("[0]");
        page.getByRole(AriaRole.BUTTON, named("Show the next 8")).click();
        assertThat(page.locator(LEAF)).hasCount(8);
        assertThat(group).containsText("× 1,492");
        assertThat(places()).containsAllEntriesOf(before);
        noTwoOverlap();

        page.keyboard().press("Escape");
        page.locator("ouro-graph").focus();
        page.keyboard().press("u");
        assertThat(page.locator(LEAF)).hasCount(0);
        page.keyboard().press("Shift+U");
        assertThat(page.locator(LEAF)).hasCount(8);
        click(card("many"));
        page.keyboard().press("-");
        assertThat(page.locator(LEAF)).hasCount(0);
        assertThat(group).hasCount(0);
    }

    @Test
    void placesPinsAndExpansionsAreInTheUrl() {
        at("start");
        expand("many", "references");
        drag("many", 90, -140);
        page.locator("ouro-graph").focus();
        page.keyboard().press("p");
        assertThat(card("many").locator(".g-pin")).isVisible();
        page.keyboard().press("t");
        Map<String, String> before = places();
        String url = page.url();
        assertThat(url).contains("&graph=").contains("selected=" + ADDRESSES.get("many"));
        page.reload();
        drawn();
        assertThat(places()).isEqualTo(before);
        assertThat(card("many").locator(".g-pin")).isVisible();
        try (BrowserContext other = browser.context(1920, 1080, ColorScheme.DARK)) {
            Page pasted = other.newPage();
            pasted.navigate(url);
            pasted.waitForSelector(".g-card.kind-group");
            assertThat(places(pasted)).isEqualTo(before);
        }
        page.locator("aside.inspector").getByText("Open").first().click();
        page.waitForURL(Pattern.compile(".*/object/0x.*"));
        page.goBack();
        drawn();
        assertThat(places()).isEqualTo(before);
    }

    @Test
    void keysWalkExpandHideAndOpen() {
        at("start");
        click(card("start"));
        page.keyboard().press("ArrowRight");
        page.waitForURL(url -> !url.contains("selected=" + ADDRESSES.get("start")));
        String selected = page.url().replaceAll(".*selected=(0x[0-9a-f]+).*", "$1");
        assertThat(page.locator(".g-card.chosen")).hasAttribute("data-id", selected);
        assertThat(page.locator("ouro-graph")).hasAttribute("aria-activedescendant", "g-" + selected);
        int count = page.locator(".g-card").count();
        page.keyboard().press("Delete");
        assertThat(page.locator(".g-card")).hasCount(count - 1);
        assertThat(page.locator(".graph-hidden")).containsText("1 object");
        page.getByRole(AriaRole.BUTTON, named("Show the hidden objects again")).click();
        assertThat(page.locator(".g-card")).hasCount(count);
        click(card("many"));
        page.keyboard().press("e");
        assertThat(page.locator(".g-card.kind-group")).hasCount(1);
        page.getByRole(AriaRole.BUTTON, named("Hide type")).click();
        assertThat(page.locator(".graph-hidden")).containsText("list");
        assertThat(card("many")).hasCount(0);
        page.getByRole(AriaRole.BUTTON, named("Show objects of type list again"))
                .click();
        assertThat(card("many")).isVisible();
        click(card("many"));
        page.keyboard().press("Enter");
        page.waitForURL(Pattern.compile(".*/object/" + ADDRESSES.get("many") + ".*"));
    }

    @Test
    void aPictureSeenWholeIsSoBesideTheInspectorTooAndItsToolsStayOnOneLine() {
        at("start");
        double top = page.locator("ouro-graph").boundingBox().y;
        click(card("start"));
        still();
        BoundingBox drawing = page.locator("ouro-graph").boundingBox();
        assertThat(drawing.y).isEqualTo(top);
        for (Locator each : page.locator(".g-card").all()) {
            BoundingBox box = each.boundingBox();
            assertThat(box.x).isGreaterThan(drawing.x);
            assertThat(box.x + box.width).isLessThan(drawing.x + drawing.width);
        }
        page.getByRole(AriaRole.BUTTON, named("Zoom in")).click();
        String placed = page.locator(".g-cards").getAttribute("style");
        page.keyboard().press("Escape");
        still();
        assertThat(page.locator(".g-cards")).hasAttribute("style", placed);
    }

    @Test
    void aDoubleClickOpensAnObjectAndTwoQuickClicksOnDifferentBoxesDoNot() {
        at("start");
        click(card("start"));
        still();
        BoundingBox first = card("many").boundingBox();
        BoundingBox second = card("start").boundingBox();
        page.mouse().click(first.x + first.width / 2, first.y + 8);
        page.mouse().click(second.x + second.width / 2, second.y + 8);
        page.waitForURL(Pattern.compile(".*/graph\\?.*selected=" + ADDRESSES.get("start") + ".*"));
        assertThat(card("start")).hasClass(Pattern.compile(".*chosen.*"));
        page.mouse().dblclick(second.x + second.width / 2, second.y + 8);
        page.waitForURL(Pattern.compile(".*/object/" + ADDRESSES.get("start") + ".*"));
    }

    @Test
    void theShortestPathBetweenTwoObjectsIsDrawn() {
        at("start");
        page.getByRole(AriaRole.BUTTON, named("Path…")).click();
        page.locator("input[name=to]").fill(ADDRESSES.get("target"));
        page.getByRole(AriaRole.BUTTON, named("Find")).click();
        assertThat(page.locator(".path-answer")).containsText("2 steps: Start – dict – Leaf");
        page.getByRole(AriaRole.BUTTON, named("Show it")).click();
        assertThat(page.locator(".g-card.on-path")).hasCount(3);
        assertThat(card("target")).isVisible();
        page.reload();
        assertThat(page.locator(".g-card.on-path")).hasCount(3);
        assertThat(page.locator(".path-answer")).containsText("shown");
        page.locator("select[name=way]").selectOption("referrers");
        page.getByRole(AriaRole.BUTTON, named("Find")).click();
        assertThat(page.locator(".path-answer")).containsText("There is no such path");
        PICTURES.put("graph-path", page.url().replace("&way=referrers", ""));
    }

    @Test
    void theTableSaysTheSame() {
        at("start");
        page.getByRole(AriaRole.BUTTON, named("Table")).click();
        Locator row = page.locator(".list-row", new Page.LocatorOptions().setHasText(".many"));
        assertThat(row).containsText("Start");
        assertThat(row).containsText("attribute");
        assertThat(row).containsText("list");
        assertThat(page.locator(".list-row", new Page.LocatorOptions().setHasText("weak referent")))
                .hasCount(1);
        page.reload();
        assertThat(row).containsText("Start");
        PICTURES.put("graph-table", page.url());
    }

    @Test
    void thePictureIsSavedAsFilesThatHoldTextOnly() throws Exception {
        at("start");
        String svg = Files.readString(save("svg"));
        var factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        var image = factory.newDocumentBuilder().parse(save("svg").toFile());
        assertThat(image.getElementsByTagName("script").getLength()).isZero();
        assertThat(image.getElementsByTagName("img").getLength()).isZero();
        assertThat(svg).contains(">Start</text>").contains(".many").contains("img src=x onerror");
        String dot = Files.readString(save("dot"));
        assertThat(dot)
                .startsWith("digraph references {")
                .contains("\"" + ADDRESSES.get("start") + "\" -> \"" + ADDRESSES.get("many") + "\" [label=\".many\"");
        var png = ImageIO.read(save("png").toFile());
        assertThat(png.getWidth()).isGreaterThan(500);
        assertThat(png.getRGB(0, 0)).isNotZero();
    }

    @Test
    void whatManyReferToIsAChipUntilSomebodyAsksForIt() {
        page.navigate(snapshot + "/graph?at=" + ADDRESSES.get("target") + "&direction=references");
        drawn();
        Locator chip = card("target").locator(".g-chip", new Locator.LocatorOptions().setHasText("hub="));
        chip.click();
        page.getByRole(AriaRole.BUTTON, named("Show as a node")).click();
        assertThat(card("hub")).containsText("Hub");
        expand("hub", "referrers");
        assertThat(page.locator(".g-card.kind-group")).containsText("× 1,516");
        noTwoOverlap();
    }

    @Test
    void theFirstPictureHasSixtyObjectsAtMostAndSaysWhatIsLeftOut() {
        page.navigate(snapshot + "/graph?depth=3&at=" + ADDRESSES.get("tree"));
        drawn();
        assertThat(page.locator(".graph-note")).containsText("not expanded");
        assertThat(page.locator(".g-card:not(.kind-group)").count()).isBetween(20, 60);
        noTwoOverlap();
    }

    @Test
    void beyondThreeHundredItWarnsAndAThousandAreRefusedWithAWayOn() {
        at("start");
        page.navigate(snapshot + "/graph?graph=" + picture(310));
        drawn();
        assertThat(page.locator(".graph-note.warn")).containsText("hard to read");
        noTwoOverlap();
        page.navigate(snapshot + "/graph?graph=" + picture(995));
        drawn();
        click(page.locator(".g-card.kind-group"));
        page.getByRole(AriaRole.BUTTON, named("Show the next 8")).click();
        assertThat(page.locator(".graph-note.bad")).containsText("That would be 1,003 objects");
        assertThat(page.locator(".graph-note.bad")).containsText("as a table");
        assertThat(page.locator(".g-card:not(.kind-group)")).hasCount(995);
    }

    @Test
    void aLargePictureGetsAllItsArrowsAndThoseOfTheChosenBoxStandOut() {
        at("start");
        String chosen = ADDRESSES.get("many");
        page.navigate(snapshot + "/graph?graph=" + picture(310) + "&selected=" + chosen);
        drawn();
        page.waitForFunction("""
                (chosen) => {
                  const graph = document.querySelector('ouro-graph .g-canvas')._cyreg.cy;
                  const arrows = graph.getElementById(chosen).connectedEdges();
                  return graph.nodes().every((node) => node.degree(true) > 0) && arrows.length >= 309
                    && arrows.same(graph.edges('.chosen'));
                }""", chosen);
    }

    @Test
    void aLinkToNothingSaysSo() {
        page.navigate(snapshot + "/graph?at=0x10");
        assertThat(page.locator(".graph-note.bad")).containsText("no Python object at 0x10");
        page.navigate(snapshot + "/graph?graph=AAAA");
        assertThat(page.locator(".graph-note.bad")).containsText("no picture");
        page.navigate(snapshot + "/graph");
        assertThat(page.locator("main")).containsText("Begin with an object");
        page.locator("input[name=at]").fill(ADDRESSES.get("other"));
        page.keyboard().press("Enter");
        assertThat(card("other")).containsText("Ring");
    }

    /// The text of a picture in which a list has `objects - 1` of its items shown, made by the page's own code.
    private String picture(int objects) {
        return (String) page.evaluate("""
                async ([list, wanted, api]) => {
                  const model = await import('/assets/graph/model.js');
                  const { encode } = await import('/assets/graph/encode.js');
                  const members = [];
                  while (members.length < wanted - 1) {
                    const page = await (await fetch(`${api}/graph/group?address=${list}&limit=500&offset=${members.length}`)).json();
                    members.push(...page.items.map((item) => item.node.address));
                  }
                  let state = model.add(model.nothing(), [list], null);
                  state.spots.get(list).references = true;
                  state = model.add(state, members.slice(0, wanted - 1), list, 'references');
                  return encode(state).text;
                }""", List.of(ADDRESSES.get("many"), objects, snapshot.replace("/s/", "/api/s/")));
    }

    private void at(String name) {
        page.navigate(snapshot + "/graph?at=" + ADDRESSES.get(name));
        drawn();
    }

    private void drawn() {
        page.waitForSelector(".g-card");
        page.waitForSelector(".graph-area[aria-busy=false]");
        page.waitForURL(Pattern.compile(".*[?&]graph=.*"));
        still();
    }

    /// Waits until the picture neither moves nor is about to, because the drawing has got another size.
    private void still() {
        page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))");
        page.waitForSelector("ouro-graph:not([aria-busy=true])");
    }

    private Locator card(String name) {
        return page.locator(".g-card[data-id='" + ADDRESSES.get(name) + "']");
    }

    /// Clicks on a box, as a user does: at its place on the canvas.
    private void click(Locator box) {
        still();
        BoundingBox place = box.boundingBox();
        page.mouse().click(place.x + place.width / 2, place.y + Math.min(8, place.height / 2));
        assertThat(box).hasClass(Pattern.compile(".*chosen.*"));
    }

    private void drag(String name, double x, double y) {
        still();
        BoundingBox from = card(name).boundingBox();
        page.mouse().move(from.x + from.width / 2, from.y + 8);
        page.mouse().down();
        page.mouse().move(from.x + from.width / 2 + x / 2, from.y + 8 + y / 2);
        page.mouse().move(from.x + from.width / 2 + x, from.y + 8 + y);
        page.mouse().up();
        click(card(name));
    }

    private void expand(String name, String side) {
        card(name).locator(".g-expander." + side).click();
        assertThat(card(name).locator(".g-expander." + side)).hasClass(Pattern.compile(".*open.*"));
        drawn();
    }

    private double left(String name) {
        return card(name).boundingBox().x;
    }

    private Map<String, String> places() {
        return places(page);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, String> places(Page page) {
        return (Map<String, String>) page.evaluate("() => Object.fromEntries([...document.querySelectorAll("
                + "'.g-cards > .g-card')].map(card => [card.dataset.id, card.style.transform]))");
    }

    private void noTwoOverlap() {
        Object overlaps = page.evaluate("""
                () => {
                  const boxes = document.querySelector('ouro-graph .g-canvas')._cyreg.cy.nodes().map((node) => node.boundingBox({ includeLabels: false }));
                  return boxes.filter((a, i) => boxes.slice(i + 1).some((b) => a.x1 < b.x2 && b.x1 < a.x2 && a.y1 < b.y2 && b.y1 < a.y2)).length;
                }""");
        assertThat(overlaps).isEqualTo(0);
    }

    private Path save(String format) throws IOException {
        Download download =
                page.waitForDownload(() -> page.getByLabel("Save the picture").selectOption(format));
        assertThat(download.suggestedFilename()).endsWith("." + format);
        Path file = directory.resolve(format + "." + System.nanoTime());
        download.saveAs(file);
        return file;
    }

    private static Page.GetByRoleOptions named(String name) {
        return new Page.GetByRoleOptions().setName(name);
    }
}
