package io.ouroscope.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Every screen for people who see little, use the keyboard only, or get sick of motion.
class AccessibilityIT {
    /// Elements that end beyond the right edge of the window, and are not in something that scrolls sideways by itself;
    /// and whether the page itself scrolls sideways.
    private static final String CUT = """
            () => {
              const wide = document.documentElement.clientWidth;
              const cut = document.documentElement.scrollWidth > wide ? ['the page scrolls sideways'] : [];
              const scrolls = (each) => each && each !== document.documentElement
                && (/(auto|scroll)/.test(getComputedStyle(each).overflowX) || scrolls(each.parentElement));
              const clipped = (each) => each && each !== document.documentElement
                && (each.tagName === 'svg' || getComputedStyle(each).textOverflow === 'ellipsis' || clipped(each.parentElement));
              for (const each of document.body.querySelectorAll('*')) {
                const box = each.getBoundingClientRect();
                const seen = box.width > 0 && box.height > 0 && getComputedStyle(each).visibility !== 'hidden';
                if (seen && box.right > wide + 1 && !scrolls(each.parentElement) && !clipped(each))
                  cut.push(`${each.tagName}.${each.className?.baseVal ?? each.className}: ${(each.textContent ?? '').trim().slice(0, 40)}`);
              }
              return cut.slice(0, 8);
            }
            """;

    /// What is wrong with the element that the Tab key led to, empty if nothing is. An element in focus must show it:
    /// by an outline, a ring, or another look.
    private static final String FOCUS = """
            async () => {
              await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
              const each = document.activeElement;
              if (!each || each === document.body) return '';
              // A list has the focus, its active row shows it.
              const style = getComputedStyle(document.getElementById(each.getAttribute('aria-activedescendant')) ?? each);
              const shown = (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none';
              const box = each.getBoundingClientRect();
              const there = box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
              const name = `${each.tagName}.${each.className?.baseVal ?? each.className} ${(each.textContent ?? '').trim().slice(0, 30)}`;
              const wrong = [...(shown ? [] : ['no sign of focus']), ...(there ? [] : ['out of sight'])];
              return wrong.length && !name.includes('A.skip') ? `${wrong.join(', ')}: ${name}` : '';
            }
            """;

    @TempDir
    private static Path directory;

    private static Served served;
    private static Browser browser;
    private static Map<String, String> screens;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        served = new Served(directory, AllScreens.DEMOS);
        browser = served.browser();
        screens = AllScreens.of(served);
    }

    @AfterAll
    static void stop() {
        served.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"LIGHT", "DARK"})
    void axeFindsNothingOnAnyScreen(ColorScheme colours) {
        assertThat(onEveryScreen(1280, 800, colours, Axe::violations)).isEmpty();
    }

    /// 200 % zoom of a window of 1280 × 800 is a window of 640 × 400 for the page.
    @Test
    void atTwiceTheSizeNothingIsCut() {
        assertThat(onEveryScreen(640, 400, ColorScheme.LIGHT, AccessibilityIT::cut))
                .isEmpty();
    }

    @Test
    void at1280PixelsNothingIsCut() {
        assertThat(onEveryScreen(1280, 800, ColorScheme.LIGHT, AccessibilityIT::cut))
                .isEmpty();
    }

    @Test
    void everythingThatTheTabKeyReachesIsInSightAndShowsIt() {
        assertThat(onEveryScreen(1280, 800, ColorScheme.LIGHT, page -> {
                    var wrong = new ArrayList<String>();
                    for (int i = 0; i < 25; i++) {
                        page.keyboard().press("Tab");
                        String complaint = (String) page.evaluate(FOCUS);
                        if (!complaint.isEmpty()) {
                            wrong.add(complaint);
                        }
                    }
                    return wrong;
                }))
                .isEmpty();
    }

    @Test
    void nothingMovesForThoseWhoDoNotWantIt() {
        assertThat(onEveryScreen(1280, 800, ColorScheme.LIGHT, page -> {
                    page.emulateMedia(new Page.EmulateMediaOptions().setReducedMotion(ReducedMotion.REDUCE));
                    @SuppressWarnings("unchecked")
                    List<String> moving = (List<String>) page.evaluate("""
                            () => [...document.querySelectorAll('*')].flatMap((each) => {
                              const style = getComputedStyle(each);
                              const long = (times) => times.split(',').some((time) => parseFloat(time) > 0.01);
                              return long(style.transitionDuration) || (style.animationName !== 'none' && long(style.animationDuration))
                                ? [`${each.tagName}.${each.className?.baseVal ?? each.className}`] : [];
                            }).slice(0, 5)
                            """);
                    return moving;
                }))
                .isEmpty();
    }

    @SuppressWarnings("unchecked")
    private static List<String> cut(Page page) {
        return (List<String>) page.evaluate(CUT);
    }

    private interface Look {
        List<String> at(Page page);
    }

    /// What is wrong, by the name of the screen.
    private static Map<String, List<String>> onEveryScreen(int width, int height, ColorScheme colours, Look look) {
        var wrong = new TreeMap<String, List<String>>();
        try (BrowserContext context = browser.context(width, height, colours)) {
            Page page = context.newPage();
            screens.forEach((name, path) -> {
                page.navigate(served.origin() + path);
                Pages.settle(page);
                List<String> found = look.at(page);
                if (!found.isEmpty()) {
                    wrong.put(name, found);
                }
            });
        }
        return wrong;
    }
}
