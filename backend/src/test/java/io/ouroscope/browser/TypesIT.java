package io.ouroscope.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The screen of types in a real browser: the table, modules that open, and the treemap with mouse and keyboard.
class TypesIT {
    private static final Pattern OBJECTS = Pattern.compile(".*/objects\\?type=0x[0-9a-f]+.*");
    private static Served demo;

    @BeforeAll
    static void start(@TempDir Path directory) throws IOException, InterruptedException {
        demo = new Served(directory, List.of(AllScreens.HANG));
    }

    @AfterAll
    static void stop() {
        demo.close();
    }

    @AfterEach
    void nothingForbiddenHappened() {
        assertThat(demo.browser().offences()).isEmpty();
    }

    @Test
    void aModuleOpensToItsTypesAndATypeToItsObjects() {
        Page page = open("/types");
        page.getByRole(AriaRole.LINK, named("Modules")).click();
        Locator builtins = page.locator(".group-row").first();
        assertThat(builtins).containsText("builtins");
        builtins.click();
        assertThat(page.locator(".member-row").first()).isVisible();
        assertThat(page).hasURL(Pattern.compile(".*view=modules.*open=0.*"));
        String asShown = Pages.text(page);
        page.reload();
        assertThat(Pages.text(page)).isEqualTo(asShown);
        page.locator(".member-row a").first().click();
        page.waitForURL(OBJECTS);
    }

    @Test
    void theTreemapIsReachedByKeysAndOpensATypeOrAModule() {
        Page page = open("/types?view=map");
        Locator cells = page.locator(".map-cell");
        assertThat(cells.first()).hasAttribute("aria-label", Pattern.compile("Module builtins: .* MB, .*objects"));
        cells.first().focus();
        page.keyboard().press("ArrowRight");
        assertThat(cells.nth(1)).isFocused();
        page.keyboard().press("End");
        page.keyboard().press("Home");
        page.keyboard().press("ArrowDown");
        page.keyboard().press("Enter");
        page.waitForURL(OBJECTS);
        page.goBack();
        cells.first().click();
        assertThat(page).hasURL(Pattern.compile(".*module=builtins.*"));
        assertThat(page.locator(".controls")).containsText("Module builtins");
        page.goBack();
        assertThat(cells.first()).isVisible();
    }

    @Test
    void theTableIsFilteredAndSortedAndSaysWhenNothingFits() {
        Page page = open("/types");
        page.locator(".list-head a").first().click();
        assertThat(page).hasURL(Pattern.compile(".*sort=name.*"));
        page.getByLabel("Filter types").fill("no such type");
        assertThat(page.locator("main")).containsText("No type fits");
        page.getByRole(AriaRole.LINK, named("Show all types")).click();
        assertThat(page.locator(".list-row").first()).isVisible();
    }

    private static Page open(String path) {
        Page page = demo.browser().page();
        page.navigate(demo.url(path));
        Pages.settle(page);
        return page;
    }

    private static Page.GetByRoleOptions named(String name) {
        return new Page.GetByRoleOptions().setName(name);
    }
}
