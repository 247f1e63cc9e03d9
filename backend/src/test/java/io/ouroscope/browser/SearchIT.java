package io.ouroscope.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.ouroscope.api.Server;
import io.ouroscope.workspace.SnapshotStore;
import io.ouroscope.workspace.Workspace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Search, palette, help and keyboard in a real browser, over the bundled snapshot.
class SearchIT {
    private static Workspace workspace;
    private static Server server;
    private static Browser browser;
    private static String snapshot = "";
    private Page page;

    @BeforeAll
    static void start(@TempDir Path directory) throws IOException, InterruptedException {
        var store = new SnapshotStore(directory.resolve("store"), directory.resolve("cache"));
        workspace = new Workspace(store, List.of(Path.of("..", "snapshots", "generate.core.zst")));
        server = Server.start(workspace, 0, List.of());
        browser = Browser.start();
        while (workspace.snapshots().getFirst().stored().id() == null) {
            Thread.sleep(20);
        }
        snapshot =
                server.url() + "s/" + workspace.snapshots().getFirst().stored().id();
        try (Page first = browser.page()) {
            first.navigate(snapshot);
            // The analysis runs before anything is shown.
            first.waitForSelector("main h1");
        }
    }

    @AfterAll
    static void stop() {
        browser.close();
        server.close();
        workspace.close();
    }

    @BeforeEach
    void open() {
        page = browser.page();
        page.navigate(snapshot);
        assertThat(page.locator("main h1, main h2").first()).isVisible();
        Pages.settle(page);
    }

    @AfterEach
    void offences() {
        assertThat(browser.offences()).isEmpty();
        page.close();
    }

    private void press(String... keys) {
        for (String key : keys) {
            page.keyboard().press(key);
        }
    }

    @Test
    void whatIsTypedIsUnderstoodAsPathTypeModuleOrAddress() {
        press("/");
        assertThat(page.locator("#search")).isFocused();
        page.keyboard().type("asyncio.tasks");
        Locator drop = page.locator("#search-drop");
        assertThat(drop).containsText("understood as a Python path");
        assertThat(drop).containsText("understood as part of a module's name");
        assertThat(drop).containsText("asyncio.tasks._GatheringFuture");
        press("ArrowDown", "ArrowDown");
        assertThat(drop.locator("[aria-selected=true]")).containsText("_GatheringFuture");
        assertThat(page.locator("#search"))
                .hasAttribute(
                        "aria-activedescendant",
                        drop.locator("[aria-selected=true]").getAttribute("id"));
        press("Enter");
        page.waitForURL(Pattern.compile(".*/objects\\?type=0x.*"));
        assertThat(page.locator("#search-drop")).isHidden();

        String address = page.locator("main ouro-list a.mono").first().innerText();
        press("/");
        page.keyboard().type(address);
        assertThat(drop).containsText("understood as the address of an object");
        press("Escape", "Escape");
        assertThat(page.locator("#search")).not().isFocused();
    }

    @Test
    void aWrongPathSaysWhatIsThereInstead() {
        press("/");
        page.keyboard().type("__main__.taskz");
        assertThat(page.locator("#search-drop")).containsText("this module has no attribute 'taskz'");
        press("ArrowDown");
        assertThat(page.locator("#search-drop [aria-selected=true]")).containsText("__main__.tasks");
        press("Enter");
        page.waitForURL(Pattern.compile(".*/search\\?q=__main__.tasks"));
        assertThat(page.locator("main")).containsText("understood as a Python path");
    }

    @Test
    void thePageOfResultsIsAtItsAddressAndTellsWhyAnObjectIsAlive() {
        press("/");
        page.keyboard().type("list(__main__.tasks.values())[3]");
        press("Enter");
        page.waitForURL(Pattern.compile(".*/search\\?q=.*"));
        Pages.settle(page);
        assertThat(page.locator(".why-expression")).containsText("sys.modules['__main__'].tasks[");
        String asShown = Pages.text(page);
        page.reload();
        assertThat(page.locator(".why-expression")).isVisible();
        assertThat(Pages.text(page)).isEqualTo(asShown);
        assertThat(page.locator("#search")).hasValue("list(__main__.tasks.values())[3]");
        page.locator(".results a.hit").first().click();
        page.waitForURL(Pattern.compile(".*/tasks/0x[0-9a-f]+.*"));
        page.goBack();
        assertThat(page.locator(".why-expression")).isVisible();
        new Screens(browser).shoot(Map.of("search-why", snapshot + "/search?q=list(__main__.tasks.values())[3]"));
    }

    @Test
    void aTextThatNamesNothingSaysWhereItMayStillBe() {
        page.navigate(snapshot + "/search?q=no%20such%20thing");
        assertThat(page.locator("main")).containsText("No type, module, object or Python path is called");
        page.navigate(snapshot + "/search");
        assertThat(page.locator("main")).containsText("Nothing to search for");
    }

    @Test
    void theFirstObjectsWithATextOrAnAttributeAreShown() {
        page.navigate(snapshot + "/search?q=name");
        Pages.settle(page);
        Locator questions = page.locator(".results li");
        for (String question : List.of("Texts that contain “name”", "Objects with an attribute name")) {
            Locator found = questions.filter(new Locator.FilterOptions().setHasText(question));
            assertThat(found).containsText(Pattern.compile("[1-9]\\d* objects"));
            assertThat(found.locator(".hit.first")).hasCount(5);
        }
    }

    @Test
    void thePaletteFindsCommandsByAFewLettersAndRunsThem() {
        press("Control+k");
        Locator palette = page.getByRole(AriaRole.DIALOG);
        assertThat(palette.getByRole(AriaRole.COMBOBOX)).isFocused();
        page.keyboard().type("thrds");
        assertThat(palette.getByRole(AriaRole.OPTION).first()).containsText("Threads");
        assertThat(palette.getByRole(AriaRole.OPTION).first().locator("kbd")).hasText(new String[] {"g", "s"});
        press("Enter");
        page.waitForURL(Pattern.compile(".*/threads"));
        assertThat(palette).isHidden();

        press("g", "m");
        page.waitForURL(Pattern.compile(".*/types.*"));
        assertThat(page.locator("main a.sort").first()).isVisible();
        press("Control+k");
        page.keyboard().type("sort by objects");
        press("Enter");
        page.waitForURL(Pattern.compile(".*sort=count.*"));

        press("Control+k");
        page.keyboard().type("dark");
        press("Enter");
        assertThat(page.locator("html")).hasAttribute("data-theme", "dark");
        press("Control+k");
        page.keyboard().type("theme system");
        press("Enter");
    }

    @Test
    void focusStaysInTheDialogAndReturns() {
        press("/");
        assertThat(page.locator("#search")).isFocused();
        press("Control+k");
        for (int i = 0; i < 4; i++) {
            press("Tab");
            assertThat((Boolean) page.evaluate("() => !document.activeElement.closest('.app')"))
                    .isTrue();
        }
        press("Escape");
        assertThat(page.getByRole(AriaRole.DIALOG)).isHidden();
        assertThat(page.locator("#search")).isFocused();
    }

    /// Somebody types fast: what is pressed right after a dialog was left goes to the page, not to the dialog's field.
    @Test
    void keysPressedRightAfterADialogAreNotLost() {
        for (int i = 0; i < 8; i++) {
            press("?", "Escape", "Control+k", "Escape", "/");
            page.keyboard().type("tasks");
            assertThat(page.locator("#search")).hasValue("tasks");
            page.locator("#search").fill("");
            page.locator("#search").blur();
        }
        press("Control+k");
        page.keyboard().type("theme system");
        press("Enter", "g", "m");
        page.waitForURL(Pattern.compile(".*/types"));
    }

    /// Every pair of keys that the help shows leads somewhere else.
    @Test
    void theHelpDoesNotLie() {
        press("?");
        Locator help = page.getByRole(AriaRole.DIALOG);
        assertThat(help).containsText("Copy its Python expression");
        var pairs = new TreeSet<String>();
        for (String keys : help.locator("dt").allInnerTexts()) {
            String pressed = keys.replaceAll("\\s+", "");
            if (pressed.matches("g[a-z]")) {
                pairs.add(pressed.substring(1));
            }
        }
        assertThat(pairs).contains("o", "t", "s", "m", "b", "h", "a");
        press("Escape");
        var places = new TreeSet<String>();
        for (String key : pairs) {
            page.navigate(snapshot + "/search?q=x");
            page.waitForSelector("main h1");
            press("g", key);
            page.waitForURL(Pattern.compile("^(?!.*/search\\?q=x).*$"));
            places.add(page.url());
        }
        assertThat(places).hasSameSizeAs(pairs);
    }

    @Test
    void keysWorkOnTheSelectedObject() {
        page.navigate(snapshot + "/objects");
        assertThat(page.locator("ouro-list .list-row a").first()).isVisible();
        press("j", "j", "j");
        page.waitForURL(Pattern.compile(".*selected=0x.*"));
        String selected = page.url().replaceAll(".*selected=(0x[0-9a-f]+).*", "$1");
        page.evaluate("() => { navigator.clipboard.writeText = async (text) => { window.copied = text; }; }");
        press("e");
        page.waitForFunction("() => window.copied");
        assertThat((String) page.evaluate("() => window.copied")).isNotEmpty();
        press("y");
        page.waitForFunction("() => window.copied.startsWith(location.origin + location.pathname)");
        press("r");
        page.waitForURL(Pattern.compile(".*/object/" + selected + "\\?tab=referrers.*"));
        press("w");
        page.waitForURL(Pattern.compile(".*/search\\?q=" + selected));
        press("Escape");
        page.waitForURL(Pattern.compile(".*/object/" + selected + ".*"));
    }

    @Test
    void picturesOfTheDialogs() {
        press("?");
        page.screenshot(new Page.ScreenshotOptions().setPath(Path.of("target", "screenshots", "help.png")));
        press("Escape", "Control+k");
        page.screenshot(new Page.ScreenshotOptions().setPath(Path.of("target", "screenshots", "palette.png")));
        press("Escape");
        assertThat(page.getByRole(AriaRole.DIALOG)).isHidden();
        press("/");
        page.keyboard().type("tasks");
        assertThat(page.locator("#search-drop")).containsText("asyncio.tasks");
        page.screenshot(new Page.ScreenshotOptions().setPath(Path.of("target", "screenshots", "search-box.png")));
    }
}
