package io.ouroscope.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Page;
import io.ouroscope.testing.HugeServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/// How long lists, trees and pictures of huge snapshots keep a page from answering: the longest task of its main
/// thread, as Chromium traces it. A part of the check `screens` of tools/full-check.
///
/// Each screen is opened and used several times. The time on a processor is held to the bound; the time by the clock,
/// which is told beside it, is also that of the server and the driver on the same processors.
@EnabledIfSystemProperty(named = "ouroscope.test.report", matches = ".+")
class HugePagesRun {
    private static final double FREEZE_MILLIS = 100;
    private static final int TIMES = 3;
    private static final int PICTURE_NODES = 300;

    /// Waits without a look at the page's text, which would be work of its own.
    private static final String IS_CALM = """
            async () => {
              const waits = '.loading, main progress, .waiting, [aria-busy=true]';
              for (let calm = 0; calm < 6; calm = window.underWay || document.querySelector(waits) ? 0 : calm + 1)
                await new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn, 30)));
            }
            """;

    @TempDir
    private Path directory;

    /// What is done on a screen.
    private record Use(String url, Consumer<Page> steps) {}

    /// The longest tasks of each time.
    private record Row(String screen, List<Browser.Task> opening, List<Browser.Task> using) {

        boolean freezes() {
            return Stream.concat(opening.stream(), using.stream())
                    .anyMatch(task -> task.processorMillis() > FREEZE_MILLIS);
        }
    }

    @Test
    void noListTreeOrGraphFreezesThePage() throws Exception {
        var rows = new ArrayList<Row>();
        try (var huge = new HugeServer(directory);
                Browser browser = Browser.start()) {
            for (Map.Entry<String, Use> each : uses(huge, browser).entrySet()) {
                var row = new Row(each.getKey(), new ArrayList<>(), new ArrayList<>());
                for (int i = 0; i < TIMES; i++) {
                    try (Page page = browser.page()) {
                        browser.startTracing(page);
                        page.navigate(huge.origin() + each.getValue().url());
                        page.waitForSelector("main h1");
                        calm(page);
                        row.opening().add(longest(browser.tasks()));
                        browser.startTracing(page);
                        each.getValue().steps().accept(page);
                        calm(page);
                        row.using().add(longest(browser.tasks()));
                    }
                }
                rows.add(row);
            }
            huge.report("3-screens", table(rows), "times on a processor");
            assertThat(browser.offences()).isEmpty();
        }
        assertThat(rows.stream().filter(Row::freezes)).isEmpty();
    }

    private static void calm(Page page) {
        page.evaluate(IS_CALM);
    }

    private static Browser.Task longest(List<Browser.Task> tasks) {
        return new Browser.Task(
                tasks.stream().mapToDouble(Browser.Task::millis).max().orElseThrow(),
                tasks.stream().mapToDouble(Browser.Task::processorMillis).max().orElseThrow());
    }

    private static Map<String, Use> uses(HugeServer huge, Browser browser) throws IOException, InterruptedException {
        String objects = "/s/" + huge.objects();
        String tasks = "/s/" + huge.tasks();
        JsonNode largest = largest(huge, "builtins.dict");
        String dict = largest.get("address").asText();
        String hub = huge.get("/api" + objects + "/types?sort=count&limit=1")
                .at("/items/0/address")
                .asText();
        String none = huge.get("/api" + objects + "/evaluate?expression=None")
                .at("/object/address")
                .asText();
        var uses = new LinkedHashMap<String, Use>();
        uses.put("objects", new Use(objects + "/objects", HugePagesRun::scroll));
        uses.put("objects by size", new Use(objects + "/objects?sort=size&order=asc", HugePagesRun::scroll));
        uses.put("objects with a text", new Use(objects + "/objects?text=row", HugePagesRun::scroll));
        uses.put("strings", new Use(objects + "/strings", HugePagesRun::scroll));
        uses.put("duplicate strings", new Use(objects + "/strings?tab=duplicates", HugePagesRun::scroll));
        uses.put("types", new Use(objects + "/types", HugePagesRun::scroll));
        uses.put(
                "types as a map",
                new Use(objects + "/types?view=map", page -> page.mouse().move(500, 400)));
        uses.put("items of a dict with millions", new Use(objects + "/object/" + dict, HugePagesRun::scroll));
        uses.put("its bytes", new Use(objects + "/object/" + dict + "?tab=raw", HugePagesRun::scroll));
        uses.put(
                "who refers to the most frequent type",
                new Use(objects + "/object/" + hub + "?tab=referrers", HugePagesRun::openAndScroll));
        uses.put(
                "each that refers to None",
                new Use(objects + "/object/" + none + "?tab=referrers&view=flat", HugePagesRun::scroll));
        uses.put("regions", new Use(objects + "/raw", HugePagesRun::scroll));
        uses.put(
                "bytes found in all memory",
                new Use(objects + "/raw?tab=find&what=text&value=row", HugePagesRun::scroll));
        uses.put("forest of 161,000 tasks", new Use(tasks + "/tasks", HugePagesRun::openAndScroll));
        uses.put("the same as a table", new Use(tasks + "/tasks?view=table&sort=behind", HugePagesRun::scroll));
        uses.put("the same in groups", new Use(tasks + "/tasks?view=table&group=place", HugePagesRun::openAndScroll));
        uses.put(
                "overview of the tasks",
                new Use(tasks + "/overview", page -> page.mouse().wheel(0, 500)));
        uses.put(
                "a cycle of 1,000 tasks",
                new Use(tasks + "/tasks/cycle/0", page -> page.mouse().wheel(0, 500)));
        String picture = picture(huge, browser, objects, dict);
        uses.put(
                "graph of %d objects".formatted(PICTURE_NODES),
                new Use(objects + "/graph?graph=" + picture, HugePagesRun::useGraph));
        uses.put(
                "graph around a dict with millions",
                new Use(objects + "/graph?at=" + dict, page -> page.mouse().wheel(0, 300)));
        return uses;
    }

    private static JsonNode largest(HugeServer huge, String type) throws IOException, InterruptedException {
        return huge.found("/api/s/" + huge.objects() + "/objects?sort=size&limit=1&type=" + type)
                .at("/items/0");
    }

    /// By wheel, by keys and to the end, as a reader who looks for something.
    private static void scroll(Page page) {
        page.locator("ouro-list").first().hover();
        for (int i = 0; i < 30; i++) {
            page.mouse().wheel(0, 700);
        }
        calm(page);
        page.locator("ouro-list").first().focus();
        for (String key : List.of("PageDown", "PageDown", "j", "j", "End", "PageUp", "k", "Home", "j")) {
            page.keyboard().press(key);
        }
    }

    /// Opens the first rows that open.
    private static void openAndScroll(Page page) {
        page.locator("ouro-list").first().focus();
        for (String key : List.of("Home", "ArrowRight", "j", "ArrowRight", "j", "ArrowRight", "j", "ArrowRight")) {
            page.keyboard().press(key);
            calm(page);
        }
        scroll(page);
    }

    private static void useGraph(Page page) {
        assertThat(page.locator(".g-card:not(.kind-group)")).not().hasCount(0);
        for (int at : new int[] {40, 60}) {
            page.locator(".g-card .g-expander:not(.open)").nth(at).evaluate("(each) => each.click()");
            page.waitForSelector(".graph-area[aria-busy=false]");
            calm(page);
        }
        page.mouse().move(600, 400);
        page.mouse().down();
        for (int i = 0; i < 20; i++) {
            page.mouse().move(600 + 10 * i, 400 + 5 * i);
        }
        page.mouse().up();
        page.mouse().wheel(0, -300);
        page.locator("ouro-graph").focus();
        for (String key : List.of("ArrowRight", "ArrowDown", "t")) {
            page.keyboard().press(key);
            page.waitForSelector(".graph-area[aria-busy=false]");
            calm(page);
        }
    }

    /// The text of a picture in which many of what a dict refers to are shown, made by the page's own code; of what
    /// refers on to more, if there is such.
    private static String picture(HugeServer huge, Browser browser, String snapshot, String dict) throws IOException {
        List<String> types = StreamSupport.stream(
                        huge.get("/api" + snapshot + "/graph/neighbours?direction=references&address=" + dict)
                                .at("/of/0/groups")
                                .spliterator(),
                        false)
                .map(group -> group.at("/type/address").asText())
                .toList();
        try (Page page = browser.page()) {
            page.navigate(huge.origin() + snapshot + "/graph");
            Pages.settle(page);
            return (String) page.evaluate("""
                    async ([owner, types, wanted, api]) => {
                      const model = await import('/assets/graph/model.js');
                      const { encode } = await import('/assets/graph/encode.js');
                      let page = { items: [] };
                      for (const type of types) {
                        const path = `${api}/graph/group?address=${owner}&type=${type}&limit=500`;
                        do page = await (await fetch(path)).json();
                        while (page.items.length < Math.min(wanted, page.total) || page.search?.state === 'running');
                        if (page.items.at(-1)?.node.references) break;
                      }
                      const members = page.items.map((item) => item.node.address).slice(0, wanted - 1);
                      let state = model.add(model.nothing(), [owner], null);
                      state.spots.get(owner).references = true;
                      state = model.add(state, members, owner, 'references');
                      return encode(state).text;
                    }""", List.of(dict, types, PICTURE_NODES, "/api" + snapshot));
        }
    }

    private static String table(List<Row> rows) {
        var table = new StringBuilder("""
                ## Screens in Chromium: no task of a page over 100 ms

                | screen | opened: processor | by the clock | used: processor | by the clock |
                |---|---:|---:|---:|---:|
                """);
        for (Row row : rows) {
            table.append("| %s | %.0f ms | %.0f ms | %.0f ms | %.0f ms%s |%n"
                    .formatted(
                            row.screen(),
                            most(row.opening(), Browser.Task::processorMillis),
                            most(row.opening(), Browser.Task::millis),
                            most(row.using(), Browser.Task::processorMillis),
                            most(row.using(), Browser.Task::millis),
                            row.freezes() ? " **slow**" : ""));
        }
        return table.append("""

                The longest task of a screen's main thread, the worst of %d times: its time on a processor, and by the
                clock, which counts what runs on the same processors too: the server, the driver, and the browser's
                drawing in software.
                """.formatted(TIMES)).toString();
    }

    private static double most(List<Browser.Task> tasks, ToDoubleFunction<Browser.Task> of) {
        return tasks.stream().mapToDouble(of).max().orElseThrow();
    }
}
