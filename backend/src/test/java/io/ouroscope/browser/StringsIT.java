package io.ouroscope.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.ouroscope.testing.Requirements;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The screen of strings, and its API, over a process that knows how many strings it made.
class StringsIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MARK = "ouromark";

    private static @Nullable LiveSnapshot live;

    @BeforeAll
    static void capture(@TempDir Path directory) throws Exception {
        Requirements.needCapture();
        live = LiveSnapshot.of("strings.py", directory);
        Page page = live.browser().page();
        page.navigate(live.url("/overview"));
        Pages.settle(page);
    }

    @AfterAll
    static void stop() {
        if (live != null) {
            live.close();
        }
    }

    private static LiveSnapshot live() {
        return Objects.requireNonNull(live);
    }

    /// The answer when its search is over.
    private static JsonNode get(String path) throws IOException, InterruptedException {
        while (true) {
            JsonNode answer = JSON.readTree(URI.create(live().api(path)).toURL());
            if (!answer.at("/search/state").asText().equals("running")) {
                assertThat(answer.at("/search/state").asText()).isEqualTo("done");
                return answer;
            }
            Thread.sleep(20);
        }
    }

    @Test
    void theProcessAgreesOnEveryGroupOfEqualStringsItMade() throws IOException, InterruptedException {
        String line = live().output()
                .lines()
                .filter(each -> each.startsWith("ACCOUNT "))
                .findFirst()
                .orElseThrow();
        JsonNode account = JSON.readTree(line.substring("ACCOUNT ".length()));
        for (String kind : new String[] {"str", "bytes", "bytearray"}) {
            Map<String, JsonNode> groups = new HashMap<>();
            for (int offset = 0;
                    offset == 0
                            || offset
                                    < get("/strings/duplicates?kind=" + kind)
                                            .get("total")
                                            .asInt();
                    offset += 500) {
                for (JsonNode group : get("/strings/duplicates?limit=500&kind=" + kind + "&offset=" + offset)
                        .get("items")) {
                    groups.put(group.at("/sample/address").asText(), group);
                }
            }
            for (JsonNode made : account.get(kind)) {
                JsonNode equal = get(
                        "/strings?kind=" + kind + "&equal=" + made.get("first").asText());
                int count = made.get("count").asInt();
                assertThat(equal.get("total").asInt()).as("%s %s", kind, made).isEqualTo(count);
                assertThat(equal.at("/items/0/length").asInt())
                        .isEqualTo(made.get("length").asInt());
                assertThat(equal.at("/items/0/sizeBytes").asInt())
                        .isEqualTo(made.get("size").asInt());
                String first = equal.at("/items/0/address").asText();
                JsonNode group = groups.get(first);
                if (count == 1) {
                    assertThat(group).isNull();
                } else {
                    assertThat(group.get("count").asInt())
                            .as("%s %s", kind, made)
                            .isEqualTo(count);
                    assertThat(group.get("wastedBytes").asLong())
                            .isEqualTo((count - 1)
                                    * equal.at("/items/0/memoryBytes").asLong());
                }
            }
            int all = 0;
            for (JsonNode made : account.get(kind)) {
                all += made.get("count").asInt();
            }
            assertThat(get("/strings?match=start&text=" + MARK + "-&kind=" + kind)
                            .get("total")
                            .asInt())
                    .isEqualTo(all);
            JsonNode lengths = get("/strings/lengths?kind=" + kind);
            for (JsonNode bucket : lengths.get("items")) {
                JsonNode inBucket = get("/strings?limit=1&kind=" + kind + "&least="
                        + bucket.get("from").asText() + "&most="
                        + bucket.get("to").asText());
                assertThat(inBucket.get("total")).as("%s %s", kind, bucket).isEqualTo(bucket.get("count"));
                assertThat(inBucket.get("memoryBytes").asLong())
                        .isEqualTo(bucket.get("memoryBytes").asLong());
            }
        }
    }

    @Test
    void aBarAndATextChooseStringsAndAGroupOpensToItsObjects() {
        Page page = live().browser().page();
        page.navigate(live().url("/strings"));
        Pages.settle(page);
        Locator rows = page.locator("ouro-list .list-row");
        page.locator(".bucket").nth(7).click();
        page.waitForURL(Pattern.compile(".*least=64.*most=127.*"));
        assertThat(page.locator(".bucket[aria-current]")).hasCount(1);
        page.locator("input.filter").fill(MARK);
        page.waitForURL(Pattern.compile(".*text=" + MARK + ".*"));
        assertThat(rows.first()).containsText(MARK);
        String asShown = Pages.text(page);
        page.reload();
        assertThat(Pages.text(page)).isEqualTo(asShown);
        page.locator(".tabs a", new Page.LocatorOptions().setHasText("Duplicates"))
                .click();
        page.waitForURL(Pattern.compile(".*tab=duplicates.*"));
        page.locator(".facet", new Page.LocatorOptions().setHasText("bytearray"))
                .click();
        assertThat(page.locator(".raw-summary")).containsText("could be spared");
        assertThat(rows.first()).containsText(MARK);
        String objects =
                rows.first().locator("[role=gridcell]").nth(1).innerText().strip();
        rows.first().locator("a.plain").click();
        page.waitForURL(Pattern.compile(".*equal=0x.*"));
        assertThat(page.locator(".controls")).containsText(objects + " strings");
        assertThat(live().browser().offences()).isEmpty();
    }
}
