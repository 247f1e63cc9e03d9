package io.ouroscope.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.ouroscope.capture.CaptureException;
import io.ouroscope.testing.Requirements;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The screens Hang and Locks, and the ways that lead to them, in a real browser over a process that hangs in several
/// ways at once.
class HangScreenIT {
    @TempDir
    private static Path directory;

    private static LiveSnapshot live;

    @BeforeAll
    static void start() throws IOException, CaptureException, InterruptedException {
        Requirements.needCapture();
        live = LiveSnapshot.of("hangs.py", directory);
    }

    @AfterAll
    static void stop() {
        if (live != null) {
            live.close();
        }
    }

    @AfterEach
    void nothingForbiddenHappened() {
        assertThat(live.browser().offences()).isEmpty();
    }

    @Test
    void threeClicksLeadFromTheOverviewToTheLocalsOfATaskInTheCircle() {
        Page page = open("/overview");
        assertThat(page.locator(".finding h1")).containsText("3 tasks wait for each other; nothing scheduled");
        page.getByRole(AriaRole.LINK, named("Show the proof")).click();
        Pages.clickDrawnTask(page, 1);
        Locator inspector = page.locator("aside.inspector");
        assertThat(inspector).containsText("Async stack");
        inspector.locator(".frame-locals summary").first().click();
        assertThat(page).hasURL(Pattern.compile(".*/hang\\?selected=0x[0-9a-f]+"));
        assertThat(page.locator(".verdict")).containsText("certain");
        assertThat(page.locator(".proof-table tbody tr")).hasCount(3);
        assertThat(page.locator(".proof-table")).containsText("gather");
        new Screens(live.browser()).shoot(Map.of("hang-circle", page.url()));
    }

    @Test
    void threadsThatTookLocksInOppositeOrderAreProvedWithTheLocksAndTheirInferredHolders() {
        Page page = open("/hang");
        page.locator(".verdict-line", new Page.LocatorOptions().setHasText("Deadlock of threads"))
                .click();
        assertThat(page.locator(".verdict h1")).containsText("2 threads wait for each other");
        assertThat(page.locator(".verdict")).containsText("likely");
        assertThat(page.locator(".proof-table tbody tr")).hasCount(4);
        assertThat(page.locator(".proof-table .tag.warn")).hasCount(2);
        Pages.clickDrawnTask(page, 0);
        Locator inspector = page.locator("aside.inspector");
        assertThat(inspector).containsText("innermost first");
        assertThat(inspector).containsText("held by");
        assertThat(page).hasURL(Pattern.compile(".*/hang\\?verdict=1&thread=0x[0-9a-f]+"));
        String asShown = Pages.text(page);
        page.reload();
        assertThat(Pages.text(page)).isEqualTo(asShown);
        new Screens(live.browser()).shoot(Map.of("hang-threads", page.url()));
        page.keyboard().press("Escape");
        assertThat(inspector).hasCount(0);
        assertThat(page).hasURL(Pattern.compile(".*/hang\\?verdict=1"));
    }

    @Test
    void aThreadLeadsToItsVerdictAndSaysWhoHasTheLockItWaitsFor() {
        Page page = open("/threads");
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(Pattern.compile("^first\\b")))
                .click();
        Locator standing = page.locator(".thread-standing");
        assertThat(standing).containsText("It takes part in this");
        assertThat(standing).containsText("held by");
        assertThat(standing.locator(".waited")).containsText("second");
        standing.locator(".standing a").click();
        assertThat(page.locator(".verdict h1")).containsText("2 threads wait for each other");
        assertThat(page.locator("aside.inspector")).containsText("Open the thread");
    }

    @Test
    void placesWhereManyWaitLeadToTheTasksThere() {
        Page page = open("/hang");
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(Pattern.compile("^40 tasks at ")))
                .first()
                .click();
        assertThat(page).hasURL(Pattern.compile(".*/tasks\\?view=table&filter=.*"));
        assertThat(page.locator("ouro-list")).containsText("waits_behind");
        page.locator("a.task-name").first().click();
        assertThat(page.locator(".standing")).containsText("It waits behind this: 3 tasks wait for each other");
    }

    @Test
    void aLockIsListedWithItsHolderAndItsWaitersAndLeadsToTheVerdictAndTheObject() {
        Page page = open("/locks?filter=asyncio.lock");
        Locator row = page.locator(".list-row", new Page.LocatorOptions().setHasText("asyncio.Lock"));
        assertThat(row).hasCount(1);
        assertThat(row).containsText("holder");
        assertThat(row).containsText("inferred");
        assertThat(row).containsText("and 4 more");
        row.locator("span").first().click();
        Locator detail = page.locator(".beside-detail");
        assertThat(detail).containsText("Lock never released");
        assertThat(detail.locator("h3 + ul.waits").last().locator("li")).hasCount(7);
        String asShown = Pages.text(page);
        page.reload();
        assertThat(Pages.text(page)).isEqualTo(asShown);
        new Screens(live.browser()).shoot(Map.of("locks-detail", page.url()));
        detail.getByRole(AriaRole.LINK, new Locator.GetByRoleOptions().setName("As an object"))
                .click();
        assertThat(page.locator(".lock-panel")).containsText("Waited for by 7");
        page.locator(".lock-panel .standing a").click();
        assertThat(page.locator(".verdict h1")).containsText("held by task 'holder'");
    }

    @Test
    void keysLeadToHangAndToLocks() {
        Page page = open("/overview");
        page.keyboard().press("g");
        page.keyboard().press("h");
        assertThat(page).hasURL(Pattern.compile(".*/hang"));
        page.keyboard().press("g");
        page.keyboard().press("l");
        assertThat(page).hasURL(Pattern.compile(".*/locks"));
        page.getByRole(AriaRole.LINK, named("waited for")).click();
        assertThat(page).hasURL(Pattern.compile(".*waited=true"));
        assertThat(page.locator("ouro-list .list-row")).not().hasCount(0);
    }

    private static Page open(String path) {
        Page page = live.browser().page();
        page.navigate(live.url(path));
        Pages.settle(page);
        return page;
    }

    private static Page.GetByRoleOptions named(String name) {
        return new Page.GetByRoleOptions().setName(name);
    }
}
