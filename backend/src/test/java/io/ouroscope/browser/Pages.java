package io.ouroscope.browser;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.WaitForSelectorState;
import java.util.List;
import java.util.Map;

/// What tests do with a page.
final class Pages {
    private Pages() {}

    /// Waits until all that the page asked for is here, nothing on it says that it waits, and it has come to rest. How
    /// long that takes does not matter.
    static void settle(Page page) {
        page.waitForSelector("main#main");
        page.waitForFunction("""
                () => new Promise((done) => {
                  const loading = 'main .loading, main progress, aside .loading, main .waiting, '
                    + 'aside .waiting, main [aria-busy=true]';
                  let before = '';
                  let calm = 0;
                  const look = () => {
                    const now = location.href + document.title + document.body.innerText;
                    const waits = window.underWay > 0 || document.fonts.status !== 'loaded';
                    calm = now === before && !waits && !document.querySelector(loading) ? calm + 1 : 0;
                    before = now;
                    if (calm > 3) done(true);
                    else requestAnimationFrame(() => setTimeout(look, 20));
                  };
                  look();
                })
                """);
    }

    /// What can be read on it when it has settled, without what depends on the moment.
    static String text(Page page) {
        settle(page);
        return readable(page);
    }

    private static String readable(Page page) {
        String inspector = page.locator("aside.inspector").count() == 0
                ? ""
                : page.locator("aside.inspector").innerText();
        return page.title() + "\n" + page.locator("main").innerText() + "\n" + inspector;
    }

    /// Clicks the `index`-th task of the drawn cycle, as a user does: at its place on the canvas.
    static void clickDrawnTask(Page page, int index) {
        clickDrawn(page, "nodes", index);
    }

    /// Clicks the `index`-th edge of the drawn cycle, in its middle.
    static void clickDrawnEdge(Page page, int index) {
        clickDrawn(page, "edges", index);
    }

    private static void clickDrawn(Page page, String kind, int index) {
        page.waitForSelector(
                "ouro-proof canvas", new Page.WaitForSelectorOptions().setState(WaitForSelectorState.ATTACHED));
        page.locator("ouro-proof").scrollIntoViewIfNeeded();
        String position = kind.equals("nodes") ? "renderedPosition()" : "renderedMidpoint()";
        @SuppressWarnings("unchecked")
        var at = (Map<String, Number>) page.evaluate(
                "([kind, index]) => { const graph = document.querySelector('ouro-proof')._cyreg.cy;"
                        + " const part = graph[kind]()[index]; const at = part." + position + ";"
                        + " const box = document.querySelector('ouro-proof').getBoundingClientRect();"
                        + " return { x: box.x + at.x, y: box.y + at.y }; }",
                List.of(kind, index));
        page.mouse().click(at.get("x").doubleValue(), at.get("y").doubleValue());
    }
}
