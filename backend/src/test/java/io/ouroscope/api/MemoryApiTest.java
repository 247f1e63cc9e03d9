package io.ouroscope.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Bytes of memory over the API, of the bundled snapshot, and what becomes of requests that make no sense.
class MemoryApiTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static AnalysedServer server;

    @BeforeAll
    static void analyse(@TempDir Path directory) throws Exception {
        server = new AnalysedServer(AnalysedServer.GENERATOR, directory);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void theWordsOfAnObjectHaveTheirFieldsNamesAndLeadToObjects() throws IOException {
        String list = some("list");
        JsonNode memory = get("/memory?length=40&address=" + list);
        assertThat(memory.get("length").asInt()).isEqualTo(40);
        assertThat(memory.at("/runs/0/hex").asText()).hasSize(80);
        Map<String, String> names = names(memory, list);
        assertThat(names.values()).contains("ob_refcnt", "ob_type", "ob_size", "ob_item", "allocated");
        JsonNode type = memory.at("/words/0/object").isMissingNode()
                ? memory.at("/words/1/object")
                : memory.at("/words/0/object");
        assertThat(text(type.get("preview"))).isEqualTo("<class 'list'>");
        assertThat(memory.at("/objects/0/object/address").asText()).isEqualTo(list);
    }

    @Test
    void theBlocksOfADictAreItsHeadItsBodyAndItsKeysWithNamedEntries() throws IOException {
        JsonNode dict = StreamSupport.stream(
                        get("/objects?limit=500&type=" + type("dict"))
                                .get("items")
                                .spliterator(),
                        false)
                .filter(row -> row.get("memoryBytes").asInt() > 1000)
                .findFirst()
                .orElseThrow();
        String address = dict.get("address").asText();
        JsonNode blocks = get("/objects/" + address + "/blocks").get("items");
        assertThat(blocks.findValuesAsText("role").subList(0, 3)).containsExactly("head", "body", "owned");
        JsonNode keys = blocks.get(2);
        assertThat(keys.get("name").asText()).isEqualTo("ma_keys");
        assertThat(keys.get("present").asBoolean()).isTrue();
        JsonNode memory =
                get("/memory?length=2048&address=" + keys.get("address").asText() + "&of=" + address);
        assertThat(names(memory, address).values()).contains("dk_refcnt", "dk_indices", "entry 0 key", "entry 0 value");
        long sum = 0;
        for (JsonNode block : blocks) {
            sum += block.get("role").asText().equals("shared")
                    ? 0
                    : block.get("bytes").asLong();
        }
        assertThat(sum).isLessThanOrEqualTo(dict.get("memoryBytes").asLong());
    }

    @Test
    void aPointerToAnObjectsHeadLeadsToThatObject() throws IOException {
        String list = some("list");
        long head = Long.decode(list) - 16;
        JsonNode memory = get("/memory?length=16&address=0x" + Long.toHexString(head));
        assertThat(names(memory, list).values()).containsExactlyInAnyOrder("_gc_next", "_gc_prev");
        assertThat(memory.get("words")).isNotEmpty();
        assertThat(memory.at("/words/0/offset").asLong()).isEqualTo(-16);
    }

    @ParameterizedTest
    @CsvSource({
        "0x0, 8192",
        "0x1, 1",
        "0xffffffffffffffff, 1",
        "0xffffffffffffffff, 8192",
        "0xfffffffffffff001, 8192",
        "0x7fffffffffffffff, 8192",
        "0x8000000000000000, 4096",
        "0xffffffffff600000, 8192"
    })
    void rangesWithoutMemoryAreMissingBytesWithAReason(String address, int length) throws IOException {
        JsonNode memory = get("/memory?address=" + address + "&length=" + length);
        assertThat(memory.get("address").asText()).isEqualTo(address);
        assertRunsCoverAll(memory);
        for (JsonNode run : memory.get("runs")) {
            assertThat(run.get("hex").isNull()).isNotEqualTo(run.get("missing").isNull());
        }
    }

    @Test
    void aRangeAcrossTheEndOfARegionHasBothPresentAndMissingBytes() throws IOException {
        JsonNode region = get("/memory?length=8&address=" + some("list")).at("/regions/0");
        JsonNode memory = get("/memory?length=64&address=0x"
                + Long.toHexString(Long.decode(region.get("start").asText()) - 32));
        assertRunsCoverAll(memory);
        assertThat(memory.get("runs")
                        .get(memory.get("runs").size() - 1)
                        .get("hex")
                        .asText())
                .hasSize(64);
    }

    @ParameterizedTest
    @CsvSource({
        "address=0x10&length=0, bad-parameter",
        "address=0x10&length=-1, bad-parameter",
        "address=0x10&length=8193, bad-parameter",
        "address=0x10&length=99999999999999999999, bad-parameter",
        "address=0x10&length=many, bad-parameter",
        "length=8, bad-address",
        "address=&length=8, bad-address",
        "address=-1, bad-address",
        "address=0x11112222333344445, bad-address",
        "address=0x10&of=list, bad-address"
    })
    void whatMakesNoSenseIsABadRequest(String query, String type) throws IOException {
        RawHttp.Answer answer = server.raw("/memory?" + query);
        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(JSON.readTree(answer.body()).get("type").asText()).isEqualTo("/problems/" + type);
    }

    @Test
    void anywhereInTheHeapThePresentBytesAndWordsAgree() throws IOException {
        long seed = System.nanoTime();
        var random = new Random(seed);
        JsonNode objects = get("/objects?limit=500").get("items");
        for (int i = 0; i < 60; i++) {
            long near = Long.decode(
                    objects.get(random.nextInt(objects.size())).get("address").asText());
            long address = near + random.nextInt(-300, 300);
            JsonNode memory = get("/memory?length=" + (1 + random.nextInt(700)) + "&address=0x"
                    + Long.toHexString(address) + "&of=0x" + Long.toHexString(near));
            assertRunsCoverAll(memory);
            for (JsonNode word : memory.get("words")) {
                long place = Long.decode(word.get("address").asText());
                assertThat(place % 8).as("seed " + seed).isZero();
                assertThat(littleEndian(memory, place))
                        .as("seed " + seed)
                        .isEqualTo(word.get("value").asText());
            }
        }
    }

    private static String littleEndian(JsonNode memory, long place) {
        for (JsonNode run : memory.get("runs")) {
            int at = (int) (place - Long.decode(run.get("address").asText()));
            if (at >= 0
                    && at + 8 <= run.get("length").asInt()
                    && !run.get("hex").isNull()) {
                String hex = run.get("hex").asText().substring(2 * at, 2 * at + 16);
                return "0x" + Long.toHexString(Long.reverseBytes(Long.parseUnsignedLong(hex, 16)));
            }
        }
        return "no such bytes";
    }

    private static void assertRunsCoverAll(JsonNode memory) {
        long next = Long.parseUnsignedLong(memory.get("address").asText().substring(2), 16);
        long total = 0;
        for (JsonNode run : memory.get("runs")) {
            assertThat(run.get("address").asText()).isEqualTo("0x" + Long.toHexString(next));
            if (!run.get("hex").isNull()) {
                assertThat(run.get("hex").asText())
                        .hasSize(2 * run.get("length").asInt());
            }
            next += run.get("length").asLong();
            total += run.get("length").asLong();
        }
        assertThat(total).isEqualTo(memory.get("length").asLong()).isPositive();
    }

    private static Map<String, String> names(JsonNode memory, String of) {
        var names = new HashMap<String, String>();
        for (JsonNode name : memory.get("names")) {
            if (name.get("of").asText().equals(of)) {
                names.put(name.get("address").asText(), name.get("name").asText());
            }
        }
        return names;
    }

    private static String type(String name) throws IOException {
        for (JsonNode type : get("/types?limit=500&filter=" + name).get("items")) {
            if (type.get("name").asText().equals(name)) {
                return type.get("address").asText();
            }
        }
        throw new AssertionError("no type " + name);
    }

    private static String some(String typeName) throws IOException {
        return get("/objects?limit=1&type=" + type(typeName))
                .at("/items/0/address")
                .asText();
    }

    private static String text(JsonNode spans) {
        var text = new StringBuilder();
        spans.forEach(span -> text.append(span.get("t").asText()));
        return text.toString();
    }

    private static JsonNode get(String path) throws IOException {
        return server.get(path);
    }
}
