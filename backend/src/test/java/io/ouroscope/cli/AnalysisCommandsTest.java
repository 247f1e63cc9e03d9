package io.ouroscope.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The commands that look into a snapshot, over the bundled one of a program whose tasks wait in a circle.
class AnalysisCommandsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static String file = "";

    @BeforeAll
    static void unpack(@TempDir Path directory) throws IOException {
        file = DemoSnapshot.generator(directory).toString();
    }

    @Test
    void tasksTellTheCycleFirstAndMarkItInTheTree() {
        Cli tasks = Cli.run("tasks", file);
        assertThat(tasks.code()).isZero();
        assertThat(tasks.err()).isEmpty();
        assertThat(tasks.out())
                .contains("Cycle 1: 3 tasks wait for each other")
                .contains("(await gather · generate.py:27)")
                .contains("Task-1  main  generate.py:")
                .containsPattern("Task-\\d+  sum_children  generate.py:27  \\(gather\\)  <- cycle 1");
    }

    @Test
    void locksTellWhoWaitsForAQueueThatNobodyFills() throws IOException {
        assertThat(Cli.run("locks", file, "--waited").out())
                .containsPattern(
                        "1 +queue \\(stuck\\) +0x[0-9a-f]+ +asyncio\\.Queue +0 items, 1 unfinished +- +task Task-5");
        JsonNode locks = JSON.readTree(Cli.run("locks", file, "--json").out());
        assertThat(locks.at("/0/kind").asText()).isEqualTo("queue");
        assertThat(locks.at("/0/waiters")).hasSize(1);
        assertThat(locks.at("/0/holders")).isEmpty();
    }

    @Test
    void tasksAsJsonHoldTheGraphAndOneShortestCycleInWaitingOrder() throws IOException {
        JsonNode graph = JSON.readTree(Cli.run("tasks", file, "--json").out());
        Set<String> addresses = new HashSet<>();
        graph.get("nodes").forEach(node -> {
            addresses.add(node.get("address").asText());
            assertThat(fields(node)).containsExactly("address", "kind", "name", "coroutine", "file", "line", "state");
        });
        Set<List<String>> edges = new HashSet<>();
        graph.get("edges").forEach(edge -> {
            assertThat(addresses)
                    .contains(edge.get("from").asText(), edge.get("to").asText());
            edges.add(List.of(edge.get("from").asText(), edge.get("to").asText()));
        });
        assertThat(graph.get("cycles")).hasSize(1);
        List<String> cycle = texts(graph.get("cycles").get(0).get("nodes"));
        assertThat(cycle).hasSize(6);
        assertThat(texts(graph.get("cycles").get(0).get("members"))).containsAll(cycle);
        for (int i = 0; i < cycle.size(); i++) {
            assertThat(edges).contains(List.of(cycle.get(i), cycle.get((i + 1) % cycle.size())));
        }
    }

    @Test
    void groupedTasksAreCountedByPlaceTheLargestGroupFirst() throws IOException {
        List<String> lines =
                Cli.run("tasks", file, "--group", "place").out().lines().toList();
        assertThat(lines.get(1)).matches(" *188 +188 +generate\\.py:27 in sum_children");
        assertThat(lines).hasSize(7);
        JsonNode found = JSON.readTree(Cli.run("tasks", file, "--group", "coroutine", "--filter", "heart", "--json")
                .out());
        assertThat(found).extracting(row -> row.get("text").asText()).containsExactly("heartbeat", "main");
    }

    @Test
    void filteredTasksAreAFlatList() {
        List<String> lines =
                Cli.run("tasks", file, "--filter", "generate.<").out().lines().toList();
        assertThat(lines.getLast()).doesNotStartWith(" ");
        assertThat(Cli.run("tasks", file, "--filter", "main").out()).contains("Task-1  main");
    }

    @Test
    void tasksAreFoundByTheirLocalsAndTheLineBelowSaysWhere() throws IOException {
        List<String> lines = Cli.run("tasks", file, "--filter", "node = <Node name='us.va'")
                .out()
                .lines()
                .toList();
        assertThat(lines.getLast()).startsWith("    node = <Node name='us.va'").endsWith("  in sum_children");
        assertThat(lines.get(lines.size() - 2)).matches("Task-\\d+  sum_children  generate\\.py:\\d+");
        JsonNode found = JSON.readTree(
                Cli.run("tasks", file, "--json", "--filter", "US.VA'").out());
        assertThat(found).hasSize(1);
        assertThat(found.at("/0/found/variable").asText()).isEqualTo("node");
        assertThat(found.at("/0/found/where").asText()).isEqualTo("local");
    }

    @Test
    void threadsHaveAHeaderAndTheirFramesInnermostFirst() {
        List<String> lines = Cli.run("threads", file).out().lines().toList();
        int header = lines.indexOf(lines.stream()
                .filter(line -> line.startsWith("Thread "))
                .findFirst()
                .orElseThrow());
        assertThat(lines.get(header)).matches("Thread \\d+ \\(idle\\): \"MainThread\", in epoll_wait\\(3, .*");
        assertThat(lines.get(header + 1)).isEqualTo("    EpollSelector.select (selectors.py:468)");
        assertThat(lines.subList(lines.size() - 2, lines.size()))
                .containsExactly("    <module> (generate.py:135)", "        asyncio.run(main())");
    }

    @Test
    void threadsShowBoundLocalsAndWhatIsSuspendedWhenAsked() {
        String out = Cli.run("threads", file, "--locals", "--suspended").out();
        assertThat(out)
                .contains("\n        new_task = False\n")
                .doesNotContain("fd_event_list")
                .contains("Suspended: 200 in 10 places")
                .contains("  188  coroutine  awaiting  sum_children (generate.py:27)");
    }

    @Test
    void threadsAsJsonHaveEveryFrameAndValue() throws IOException {
        JsonNode all = JSON.readTree(
                Cli.run("threads", file, "--json", "--locals", "--suspended").out());
        JsonNode thread = all.get("threads").get(0);
        assertThat(thread.get("name").asText()).isEqualTo("MainThread");
        assertThat(thread.get("waiting").get("call").asText()).startsWith("epoll_wait(");
        assertThat(thread.get("frames")).hasSize(7);
        assertThat(thread.get("frames").get(2).get("qualname").asText()).isEqualTo("BaseEventLoop.run_forever");
        assertThat(thread.get("frames").get(2).get("value_stack").get("certain").asBoolean())
                .isTrue();
        assertThat(all.get("suspended").get(0).get("addresses")).hasSize(188);
        assertThat(all.get("problems")).isEmpty();
    }

    @Test
    void typesAreSortedAndSayWhatTheyLeaveOut() throws IOException {
        Cli types = Cli.run("types", file);
        assertThat(types.out().lines().limit(2).toList().get(1)).contains("builtins.str");
        assertThat(types.out()).containsPattern("… and \\d+ more types with .*; --all shows them");
        JsonNode rows = JSON.readTree(Cli.run("types", file, "--json", "--sort", "count", "--filter", "_asyncio")
                .out());
        assertThat(rows.get(0).get("type").asText()).startsWith("_asyncio.");
        assertThat(rows.get(0).get("count").asLong())
                .isGreaterThan(rows.get(1).get("count").asLong());
    }

    @Test
    void objectsAsCsvHaveTheHeaderAndOneLineForEachObject() {
        Cli csv = Cli.run("objects", file, "--csv");
        List<String> lines = List.of(csv.out().split("\r\n", -1));
        assertThat(lines.getFirst()).isEqualTo("address,type,size_bytes,memory_bytes,state");
        assertThat(lines.getLast()).isEmpty();
        assertThat(lines.subList(1, lines.size() - 1))
                .hasSizeGreaterThan(50_000)
                .allMatch(line ->
                        line.matches("0x[0-9a-f]+,(\"([^\"]|\"\")+\"|[^\",]+),\\d+,\\d+,(live|garbage|freed|unsure)"));
    }

    @Test
    void referencesAsCsvHaveTheHeaderAndOneLineForEachReferenceAndEachRoot() {
        Cli csv = Cli.run("references", file, "--csv");
        List<String> lines = List.of(csv.out().split("\r\n", -1));
        assertThat(lines.getFirst()).isEqualTo("from,to,class,label");
        assertThat(lines.getLast()).isEmpty();
        String field = "(\"([^\"]|\"\")*\"|[^\",]*)";
        var form = Pattern.compile("(?s)(0x[0-9a-f]+,0x[0-9a-f]+,"
                + "(item|attribute|slot|closure|globals|type|weak|conservative)|,0x[0-9a-f]+,root)," + field);
        assertThat(lines.subList(1, lines.size() - 1))
                .hasSizeGreaterThan(100_000)
                .allMatch(line -> form.matcher(line).matches());
        assertThat(lines)
                .anyMatch(line -> line.endsWith(",root,sys.modules"))
                .anyMatch(line -> line.contains(",root,thread 'MainThread' → "))
                .anyMatch(line -> line.contains(",attribute,.") && line.startsWith("0x"))
                .anyMatch(line -> line.endsWith(",item,[0]"));
    }

    @Test
    void objectsOfATypeAsJson() throws IOException {
        JsonNode tasks = JSON.readTree(Cli.run("objects", file, "--json", "--type", "_asyncio.Task", "--state", "live")
                .out());
        assertThat(tasks).isNotEmpty();
        tasks.forEach(task -> {
            assertThat(task.get("type").asText()).isEqualTo("_asyncio.Task");
            assertThat(task.get("state").asText()).isEqualTo("live");
        });
    }

    @Test
    void objectsAreFilteredAndSorted() throws IOException {
        JsonNode nodes = JSON.readTree(Cli.run("objects", file, "--json", "--type", "Node", "--attribute", ".value > 3")
                .out());
        assertThat(nodes).isNotEmpty();
        nodes.forEach(node -> assertThat(node.get("type").asText()).isEqualTo("__main__.Node"));
        JsonNode large = JSON.readTree(Cli.run("objects", file, "--json", "--min-size", "50kB", "--sort", "size")
                .out());
        long previous = Long.MAX_VALUE;
        for (JsonNode object : large) {
            assertThat(object.get("sizeBytes").asLong()).isBetween(50L * 1024, previous);
            previous = object.get("sizeBytes").asLong();
        }
        assertThat(large).isNotEmpty();
        long dicts = JSON.readTree(
                        Cli.run("objects", file, "--json", "--type", "dict").out())
                .size();
        assertThat(JSON.readTree(Cli.run("objects", file, "--json", "--type", "dict", "--subclasses")
                                .out())
                        .size())
                .isGreaterThan((int) dicts);
        Cli.run("objects", file, "--csv", "--module", "asyncio")
                .out()
                .lines()
                .skip(1)
                .forEach(line -> assertThat(line).contains(",asyncio."));
    }

    @Test
    void aTextIsFoundWithWhatStandsAroundIt() {
        Cli found = Cli.run("find", file, "UM_CHILDREN", "--ignore-case");
        assertThat(found.code()).isZero();
        assertThat(found.out()).containsPattern("0x[0-9a-f]+ .* live +builtins.str  sum_children\n");
        assertThat(Cli.run("find", file, "^sum_[a-z]+$", "--regex").out()).contains("sum_children");
    }

    @Test
    void aTextIsFoundInAllMemoryInItsEncodingsWithTheObjectThatHasIt() throws IOException {
        JsonNode found = JSON.readTree(
                Cli.run("find", file, "--text", "sum_children", "--json").out());
        Set<String> types = new HashSet<>();
        found.forEach(place -> {
            assertThat(place.get("encoding").asText()).isEqualTo("UTF-8/Latin-1");
            if (place.get("place").asText().equals("object")) {
                types.add(place.get("type").asText());
                assertThat(place.get("preview").asText()).contains("sum_children");
                assertThat(address(place, "address") - address(place, "object"))
                        .isEqualTo(place.get("offset").asLong());
            }
        });
        assertThat(types).contains("builtins.str", "builtins.bytes");
        JsonNode bytes = JSON.readTree(Cli.run("find", file, "--bytes", "73 75 6d 5f 63:68696c6472656e", "--json")
                .out());
        assertThat(addresses(bytes)).isEqualTo(addresses(found));
    }

    @Test
    void aPointerIsFoundInBuffersOfLiveObjectsAndInsideFindsMore() throws IOException {
        JsonNode all = JSON.readTree(
                Cli.run("find", file, "--pointer", "__main__.tasks", "--json").out());
        assertThat(all).as("the module's dict keeps it in its table").anySatisfy(place -> {
            assertThat(place.get("type").asText()).isEqualTo("builtins.dict");
            assertThat(place.get("place").asText()).isEqualTo("buffer");
            assertThat(place.get("state").asText()).isEqualTo("live");
        });
        String object = JSON.readTree(Cli.run("repr", file, "tasks", "--json").out())
                .at("/0/address")
                .asText();
        assertThat(JSON.readTree(
                        Cli.run("find", file, "--pointer", object, "--json").out()))
                .isEqualTo(all);
        JsonNode inside = JSON.readTree(
                Cli.run("find", file, "--pointer", object, "--inside", "--json").out());
        assertThat(addresses(inside)).containsAll(addresses(all)).hasSizeGreaterThan(all.size());
        Cli none = Cli.run("find", file, "--pointer", "0x10", "--inside");
        assertThat(none.code()).isEqualTo(ExitCode.ERROR);
        assertThat(none.err()).contains("No Python object has 0x10");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "find no-such-file | what is to be found?",
                "find no-such-file a --text b | what is to be found?",
                "find no-such-file --bytes 1 | bytes in hexadecimal",
                "find no-such-file --bytes , | the bytes are empty",
                "find no-such-file --text a --bytes 61 | mutually exclusive",
                "find no-such-file --text a --type dict | --type chooses among objects",
                "find no-such-file --inside | --pointer",
                "strings no-such-file --duplicates --text a | do not go with it",
                "strings no-such-file --at-start | needs --text",
                "strings no-such-file --min-length -1 | must not be negative",
            })
    void questionsThatMakeNoSenseAreRefusedBeforeAnythingIsRead(String command, String message) {
        Cli wrong = Cli.run(command.split(" "));
        assertThat(wrong.code()).isEqualTo(ExitCode.USAGE);
        assertThat(wrong.err()).contains(message).doesNotContain("does not exist");
    }

    @Test
    void stringsAreListedByLengthAndText() throws IOException {
        JsonNode longest = JSON.readTree(
                Cli.run("strings", file, "--json", "--min-length", "1000").out());
        long before = Long.MAX_VALUE;
        assertThat(longest).hasSizeGreaterThan(10);
        for (JsonNode string : longest) {
            assertThat(string.get("length").asLong()).isBetween(1000L, before);
            before = string.get("length").asLong();
        }
        List<String> lines = List.of(Cli.run("strings", file, "--csv", "--text", "sum_children", "--shortest")
                .out()
                .split("\r\n"));
        assertThat(lines.getFirst()).isEqualTo("address,type,length,size_bytes,memory_bytes,preview");
        assertThat(lines.get(1)).matches("0x[0-9a-f]+,builtins.str,12,61,64,'sum_children'");
        assertThat(Cli.run("strings", file, "--kind", "bytes", "--text", "sum_children")
                        .out())
                .contains("b'sum_children'");
        assertThat(Cli.run("strings", file, "--text", "children", "--at-start").out())
                .doesNotContain("sum_children");
    }

    @Test
    void equalStringsAreListedWithWhatTheyWaste() throws IOException {
        Cli listed = Cli.run("strings", file, "--duplicates", "--json");
        JsonNode groups = JSON.readTree(listed.out());
        long wasted = Long.MAX_VALUE;
        long spared = 0;
        for (JsonNode group : groups) {
            assertThat(group.get("wastedBytes").asLong()).isBetween(1L, wasted);
            wasted = group.get("wastedBytes").asLong();
            spared += group.get("count").asLong() - 1;
        }
        assertThat(listed.err()).contains(groups.size() + " groups of equal strings: " + spared + " strings");
    }

    @Test
    void regionsAreAllThereInTheOrderOfAddressesWithTheirObjects() throws IOException {
        JsonNode regions = JSON.readTree(Cli.run("regions", file, "--json").out());
        long end = 0;
        long objects = 0;
        long live = 0;
        for (JsonNode region : regions) {
            assertThat(Long.compareUnsigned(address(region, "start"), end)).isNotNegative();
            end = address(region, "end");
            assertThat(region.get("bytes").asLong()).isEqualTo(end - address(region, "start"));
            objects += region.get("objects").asLong();
            long held = 0;
            for (JsonNode bytes : region.get("holdsBytes")) {
                held += bytes.asLong();
            }
            assertThat(held).isEqualTo(region.get("presentBytes").asLong());
            live += region.at("/holdsBytes/objects").asLong();
        }
        assertThat(live).isPositive();
        String all = Cli.run(
                        "objects", file, "--csv", "--state", "live", "--state", "garbage", "--state", "freed",
                        "--state", "unsure")
                .out();
        assertThat(objects).isEqualTo(all.lines().count() - 1);
        List<String> csv = List.of(Cli.run("regions", file, "--csv").out().split("\r\n"));
        assertThat(csv)
                .hasSize(regions.size() + 1)
                .anyMatch(line -> line.contains(",[vvar],") && line.contains("kernel"));
        assertThat(csv.getFirst())
                .endsWith(",holds_objects_bytes,holds_buffers_bytes,holds_garbage_bytes,"
                        + "holds_python_free_bytes,holds_python_other_bytes,holds_native_bytes,holds_native_free_bytes,"
                        + "holds_stacks_bytes,holds_files_bytes,holds_untouched_bytes,holds_unknown_bytes");
        assertThat(Cli.run("regions", file).out())
                .containsPattern("OBJECTS +BUFFERS +FREE +NATIVE +REST +UNKNOWN +MAY")
                .containsPattern("rw-p +\\[heap]");
    }

    private static long address(JsonNode row, String field) {
        return Long.parseUnsignedLong(row.get(field).asText().substring(2), 16);
    }

    private static List<String> addresses(JsonNode rows) {
        var all = new ArrayList<String>();
        rows.forEach(row -> all.add(row.get("address").asText()));
        return all;
    }

    @Test
    void aFilterThatMakesNoSenseIsRefusedBeforeAnythingIsRead() {
        Cli attribute = Cli.run("objects", "no-such-file", "--attribute", "state = 3");
        assertThat(attribute.code()).isEqualTo(ExitCode.USAGE);
        assertThat(attribute.err()).contains("expected '.' and the name of an attribute at 'state = 3'");
        Cli regex = Cli.run("find", "no-such-file", "(", "--regex");
        assertThat(regex.code()).isEqualTo(ExitCode.USAGE);
        Cli type = Cli.run("objects", file, "--type", "app.Nothing");
        assertThat(type.code()).isEqualTo(ExitCode.ERROR);
        assertThat(type.err()).contains("No type is called 'app.Nothing'", "--filter Nothing");
    }

    @Test
    void anObjectIsShownInPythonSyntaxByItsAddress() throws IOException {
        JsonNode graph = JSON.readTree(Cli.run("tasks", file, "--json").out());
        String address = graph.get("cycles").get(0).get("nodes").get(0).asText();
        Cli repr = Cli.run("repr", file, address);
        assertThat(repr.out()).startsWith("<_asyncio.Task pending name='Task-").endsWith(">\n");
        JsonNode details =
                JSON.readTree(Cli.run("repr", file, address, "--json").out());
        assertThat(details.get(0).get("address").asText()).isEqualTo(address);
        assertThat(details.get(0).get("state").asText()).isEqualTo("live");
    }

    @Test
    void anAddressWithoutObjectIsAnErrorThatSaysWhatAnAddressIs() {
        Cli repr = Cli.run("repr", file, "0x10");
        assertThat(repr.code()).isEqualTo(ExitCode.ERROR);
        assertThat(repr.err()).contains("There is no Python object at 0x10", "id()");
    }

    @Test
    void anObjectIsNamedByAPythonPathAndHasOne() throws IOException {
        Cli repr = Cli.run("repr", file, "type(__main__.tasks)");
        assertThat(repr.out()).isEqualTo("<class 'dict'>\n");
        assertThat(Cli.run("path", file, "tasks").out()).isEqualTo("sys.modules['__main__'].tasks\n");
        JsonNode paths =
                JSON.readTree(Cli.run("path", file, "tasks", "--json", "--all").out());
        assertThat(paths.at("/0/rootKind").asText()).isEqualTo("modules");
        assertThat(paths.at("/0/steps/2/text").asText()).isEqualTo(".tasks");
        Cli wrong = Cli.run("path", file, "__main__.taskz");
        assertThat(wrong.code()).isEqualTo(ExitCode.ERROR);
        assertThat(wrong.err()).contains("at '.taskz'", "has no attribute 'taskz'", "Did you mean __main__.tasks?");
        assertThat(Cli.run("repr", file, "16").err()).contains("no Python object is at 0x10");
    }

    @Test
    void aFileThatIsNoSnapshotIsNamed(@TempDir Path directory) throws IOException {
        Path text = Files.writeString(directory.resolve("notes.txt"), "hello");
        Cli types = Cli.run("types", text.toString());
        assertThat(types.code()).isEqualTo(ExitCode.NOT_PYTHON);
        assertThat(types.err()).contains("notes.txt");
        assertThat(Cli.run("types", directory.resolve("none.core").toString()).err())
                .contains("none.core");
    }

    /// An ELF header of this class, byte order and machine, with nothing behind it.
    private static byte[] elf(int bits, int order, int machine) {
        byte[] header = new byte[64];
        header[0] = 0x7f;
        header[1] = 'E';
        header[2] = 'L';
        header[3] = 'F';
        header[4] = (byte) bits;
        header[5] = (byte) order;
        header[16] = 4;
        header[18] = (byte) machine;
        return header;
    }

    @ParameterizedTest
    @CsvSource({
        "2, 1, 183, of an ARM process (aarch64)",
        "1, 1, 3, of a 32-bit process",
        "2, 1, 243, ELF machine number 243",
        "2, 2, 21, big-endian"
    })
    void coresOfOtherMachinesAreRefusedInPlainWords(
            int bits, int order, int machine, String words, @TempDir Path directory) throws IOException {
        Path core = Files.write(directory.resolve("other.core"), elf(bits, order, machine));
        Cli types = Cli.run("types", core.toString());
        assertThat(types.code()).isEqualTo(ExitCode.NOT_PYTHON);
        assertThat(types.err()).contains("other.core", words).doesNotContain("Exception");
    }

    private static List<String> fields(JsonNode node) {
        var names = new ArrayList<String>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static List<String> texts(JsonNode array) {
        var texts = new ArrayList<String>();
        array.forEach(each -> texts.add(each.asText()));
        return texts;
    }
}
