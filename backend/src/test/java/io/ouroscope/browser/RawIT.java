package io.ouroscope.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.ouroscope.testing.Requirements;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The screen of the raw memory in a real browser: from a region to its bytes, from a text to its object, from an
/// object to who refers to it.
class RawIT {

    @Test
    void regionsLeadToBytesAndTextsAndObjectsAreFound(@TempDir Path directory) throws Exception {
        Requirements.needCapture();
        try (LiveSnapshot live = LiveSnapshot.of("strings.py", directory)) {
            Page page = live.browser().page();
            page.navigate(live.url("/raw"));
            Pages.settle(page);
            Locator rows = page.locator("ouro-list .list-row");
            regionsSayWhatTheyHold(page, rows);
            page.locator(".facet", new Page.LocatorOptions().setHasText("heap")).click();
            assertThat(rows).hasCount(1);
            assertThat(rows).containsText("[heap]");
            rows.locator("a").first().click();
            page.waitForURL(Pattern.compile(".*tab=bytes.*at=0x.*"));
            assertThat(page.locator(".raw-summary")).containsText("[heap]");
            assertThat(page.locator(".hex .found")).hasCount(1);

            Map<String, String> screens = new LinkedHashMap<>();
            screens.put("raw-regions", live.url("/raw?sort=object_bytes"));
            screens.put("raw-bytes", page.url());
            page.locator(".finder input[name=value]").fill("ouromark-17-");
            page.locator(".finder button", new Page.LocatorOptions().setHasText("Find"))
                    .click();
            page.waitForURL(Pattern.compile(".*tab=find.*value=ouromark-17-.*"));
            assertThat(rows.first().locator("mark")).hasText(Pattern.compile("o·*u·*r·*o.*"));
            screens.put("raw-found", page.url());
            String asShown = Pages.text(page);
            page.reload();
            assertThat(Pages.text(page)).isEqualTo(asShown);
            // To the bytes of the first place, which are marked.
            rows.first().locator("a").first().click();
            page.waitForURL(Pattern.compile(".*tab=bytes.*mark=.*"));
            assertThat(page.locator(".hex .found").first()).isVisible();
            page.goBack();
            Pages.settle(page);
            assertThat(page.locator(".raw-summary")).containsText("places");

            // Who refers to the string: the list that holds its copies.
            String address = live.output().replaceAll("(?s).*\"first\": \"(0x[0-9a-f]+)\".*", "$1");
            page.navigate(live.url("/raw?tab=find&what=object&value=" + address));
            Pages.settle(page);
            assertThat(page.locator("ouro-list")).containsText("in its buffer");
            assertThat(page.locator(".raw-summary")).containsText("lead to");
            page.navigate(live.url("/raw?tab=find&what=bytes&value=de+ad+be+ef+00+01+02+03+04+05"));
            Pages.settle(page);
            assertThat(page.locator(".empty")).containsText("Not found");
            new Screens(live.browser()).shoot(screens);
            assertThat(live.browser().offences()).isEmpty();
        }
    }

    /// The mapping that is full of Python objects is found by sorting, and its bar and numbers say the same.
    private static void regionsSayWhatTheyHold(Page page, Locator rows) {
        assertThat(page.locator(".region-holds")).containsText("Python objects");
        String first = rows.first().textContent();
        page.locator(".list-head a", new Page.LocatorOptions().setHasText("Objects"))
                .click();
        page.waitForURL(Pattern.compile(".*sort=object_bytes.*"));
        assertThat(page.locator(".list-head [aria-sort=descending]")).hasText("Objects");
        assertThat(rows.first()).not().hasText(first);
        assertThat(rows.first().locator(".stacked rect.part-objects")).hasCount(1);
        assertThat(rows.first().locator(".stacked"))
                .hasAttribute("aria-label", Pattern.compile("Python objects \\d.* %.*"));
        page.locator(".list-head a", new Page.LocatorOptions().setHasText("Free"))
                .click();
        page.waitForURL(Pattern.compile(".*sort=free_bytes.*"));
        assertThat(rows.first().locator(".stacked rect.part-python_free, .stacked rect.part-native_free"))
                .not()
                .hasCount(0);
        page.locator(".list-head a", new Page.LocatorOptions().setHasText("Address"))
                .click();
        assertThat(rows.first()).hasText(first);
    }
}
