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

/// The screen of tasks in a real browser: the forest, groups that open, the table, its filters and sorts.
class TasksIT {
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
    void aGroupOpensToItsTasksAndTheUrlSaysSo() {
        Page page = open("/tasks");
        page.getByRole(AriaRole.LINK, named("Groups")).click();
        assertThat(page.locator("main")).containsText("194 tasks in 6 groups");
        Locator group = page.locator(".group-row").first();
        assertThat(group).containsText("generate.py:27 in sum_children");
        assertThat(group).containsText("188 tasks");
        group.click();
        assertThat(page.locator(".member-row").first()).containsText("Task-");
        assertThat(page).hasURL(Pattern.compile(".*view=table&group=place&open=0.*"));
        String asShown = Pages.text(page);
        page.reload();
        assertThat(Pages.text(page)).isEqualTo(asShown);
        page.goBack();
        page.goForward();
        assertThat(Pages.text(page)).isEqualTo(asShown);
    }

    @Test
    void theKeyboardOpensAGroupAndGoesToATask() {
        Page page = open("/tasks?view=table&group=place");
        assertThat(page.locator(".group-row").first()).isVisible();
        page.keyboard().press("j");
        page.keyboard().press("ArrowRight");
        assertThat(page.locator(".member-row").first()).isVisible();
        page.keyboard().press("j");
        assertThat(page.locator("aside.inspector")).containsText("Async stack");
        page.keyboard().press("Enter");
        page.waitForURL(Pattern.compile(".*/tasks/0x[0-9a-f]+.*"));
    }

    @Test
    void theTableIsSortedAndFilteredOnTheServer() {
        Page page = open("/tasks?view=table");
        Locator first = page.locator(".list-row").first();
        assertThat(first).containsText("cycle");
        page.locator(".list-head a").first().click();
        assertThat(first).containsText("Task-1");
        page.getByLabel("Coroutine", new Page.GetByLabelOptions().setExact(true))
                .selectOption("heartbeat");
        assertThat(page.locator("main")).containsText("1 row, each task once");
        assertThat(first).containsText("heartbeat");
        page.getByLabel("Filter tasks").fill("nothing like it");
        assertThat(page.locator("main")).containsText("No task fits");
        page.getByRole(AriaRole.LINK, named("Show all tasks")).click();
        assertThat(page.locator("main")).containsText("200 rows, each task once");
    }

    @Test
    void aTextIsFoundInLocalVariablesAndTheRowsSayWhere() {
        Page page = open("/tasks");
        page.getByLabel("Filter tasks").fill("name='US.V");
        page.waitForURL(Pattern.compile(".*[?&]filter=.*"));
        Pages.settle(page);
        Locator first = page.locator(".list-row").first();
        assertThat(page.locator(".list-head")).containsText("Found in");
        assertThat(first).containsText(Pattern.compile("sum_children\\s+node = .*name='us\\.v"));
        assertThat(first.locator("mark")).hasText("name='us.v");
        int rows = page.locator(".list-row").count();
        assertThat(rows).isPositive().isLessThan(194);
        String asShown = Pages.text(page);
        page.reload();
        assertThat(Pages.text(page)).isEqualTo(asShown);

        page.getByRole(AriaRole.LINK, named("Table")).click();
        Pages.settle(page);
        assertThat(page.locator("main")).containsText(Pattern.compile("\\d+ rows, each task once"));
        assertThat(page.locator(".list-row mark").first()).hasText("name='us.v");
        page.getByRole(AriaRole.LINK, named("Groups")).click();
        page.locator(".group-row").first().click();
        assertThat(page.locator(".member-row mark").first()).hasText("name='us.v");
        page.locator(".member-row").first().click();
        page.keyboard().press("Enter");
        page.waitForURL(Pattern.compile(".*/tasks/0x[0-9a-f]+.*"));
        assertThat(page.locator("main")).containsText("name='us.v");
    }

    @Test
    void whatNoTaskHasIsSaidWithWhereItWasLookedFor() {
        Page page = open("/tasks?filter=no%20task%20has%20this");
        assertThat(page.locator(".empty")).containsText("No task fits");
        assertThat(page.locator(".empty")).containsText("the local variables of all frames were searched");
        page.getByRole(AriaRole.LINK, named("search all strings")).click();
        assertThat(page).hasURL(Pattern.compile(".*/objects\\?text=no.*"));
    }

    @Test
    void aLinkToAViewThatDoesNotExistSaysSo() {
        Page page = open("/tasks?view=tabel");
        assertThat(page.locator("main [role=status]").first()).containsText("This screen has no view “tabel”");
        page.getByRole(AriaRole.LINK, named("All right")).click();
        assertThat(page).hasURL(Pattern.compile(".*/tasks$"));
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
