package io.ouroscope.browser;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Every screen there is, in the states that look different: what generic tests walk and pictures are taken of.
///
/// `ScreensIT` fails where a screen of route.js is missing here.
final class AllScreens {
    /// A program whose tasks wait for each other.
    static final Path HANG = demo("generate");

    /// That one, and one that leaks.
    static final List<Path> DEMOS = List.of(HANG, demo("client"));

    private AllScreens() {}

    private static Path demo(String name) {
        return Path.of("..", "snapshots", name + ".core.zst").toAbsolutePath().normalize();
    }

    /// Paths by name; the name begins with the screen's name in route.js.
    ///
    /// @param served the demos
    static Map<String, String> of(Served served) {
        String hang = served.ids().getFirst();
        String leak = served.ids().getLast();
        String task = served.get("/api/s/" + hang + "/tasks/cycles/0")
                .at("/nodes/0/address")
                .asText();
        String thread =
                served.get("/api/s/" + hang + "/threads").at("/items/0/address").asText();
        String lock =
                served.get("/api/s/" + hang + "/locks").at("/items/0/address").asText();
        JsonNode dict = served.get("/api/s/" + leak + "/types?filter=builtins.dict&limit=1")
                .at("/items/0/address");
        String object = served.get("/api/s/" + leak + "/objects?limit=1&type=" + dict.asText())
                .at("/items/0/address")
                .asText();
        var screens = new LinkedHashMap<String, String>();
        screens.put("home", "/");
        screens.put("shared", "/shared");
        screens.put("overview", "/s/" + hang + "/overview");
        screens.put("overview-leak", "/s/" + leak + "/overview");
        screens.put("hang", "/s/" + hang + "/hang");
        screens.put("hang-inspected", "/s/" + hang + "/hang?selected=" + task);
        screens.put("hang-nothing", "/s/" + leak + "/hang");
        screens.put("tasks", "/s/" + hang + "/tasks");
        screens.put("tasks-inspected", "/s/" + hang + "/tasks?selected=" + task);
        screens.put("tasks-table", "/s/" + hang + "/tasks?view=table");
        screens.put("files", "/s/" + hang + "/files");
        screens.put("cycle", "/s/" + hang + "/tasks/cycle/0");
        screens.put("cycle-inspected", "/s/" + hang + "/tasks/cycle/0?selected=" + task);
        screens.put("task", "/s/" + hang + "/tasks/" + task);
        screens.put("threads", "/s/" + hang + "/threads?thread=" + thread);
        screens.put("locks", "/s/" + hang + "/locks");
        screens.put("locks-detail", "/s/" + hang + "/locks?lock=" + lock);
        screens.put("types", "/s/" + leak + "/types");
        screens.put("objects", "/s/" + leak + "/objects");
        screens.put("objects-of-a-type", "/s/" + leak + "/objects?type=" + dict.asText() + "&selected=" + object);
        screens.put("object", "/s/" + leak + "/object/" + object);
        screens.put("object-referrers", "/s/" + leak + "/object/" + object + "?tab=referrers");
        screens.put("object-raw", "/s/" + leak + "/object/" + object + "?tab=raw");
        screens.put("object-graph", "/s/" + leak + "/object/" + object + "?tab=graph");
        screens.put("graph", "/s/" + leak + "/graph?at=" + object);
        screens.put("raw", "/s/" + leak + "/raw");
        screens.put("strings", "/s/" + leak + "/strings");
        screens.put("search", "/s/" + leak + "/search?q=Client");
        screens.put("notes", "/s/" + leak + "/notes");
        screens.put("missing", "/no/such/page");
        return screens;
    }

    /// These and their other views, for pictures.
    ///
    /// @param served the demos
    static Map<String, String> withOtherViews(Served served) {
        String hang = "/s/" + served.ids().getFirst();
        String leak = "/s/" + served.ids().getLast();
        var screens = new LinkedHashMap<>(of(served));
        screens.put("tasks-groups", hang + "/tasks?view=table&group=place&open=0");
        screens.put("types-modules", leak + "/types?view=modules&open=0");
        screens.put("types-map", leak + "/types?view=map");
        screens.put("strings-duplicates", leak + "/strings?tab=duplicates");
        return screens;
    }
}
