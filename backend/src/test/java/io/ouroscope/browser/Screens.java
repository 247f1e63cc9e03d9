package io.ouroscope.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Takes pictures of screens, for people to look at: `target/screenshots/overview-1280-dark.png`.
///
/// Each is loaded once for each width. The other theme is drawn by the page itself, as when the system changes at dusk.
final class Screens {
    private static final Path DIRECTORY = Path.of("target", "screenshots");
    private static final List<int[]> SIZES = List.of(new int[] {1280, 800}, new int[] {1920, 1080});

    private final Browser browser;

    Screens(Browser browser) {
        this.browser = browser;
    }

    /// @param urls by the name of the screen
    void shoot(Map<String, String> urls) {
        for (int[] size : SIZES) {
            try (BrowserContext context = browser.context(size[0], size[1], ColorScheme.LIGHT)) {
                Page page = context.newPage();
                urls.forEach((name, url) -> {
                    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
                    page.navigate(url);
                    Pages.settle(page);
                    String text = page.locator("main").innerText();
                    byte[] light = picture(page, name + "-" + size[0], ColorScheme.LIGHT);
                    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
                    Pages.settle(page);
                    byte[] dark = picture(page, name + "-" + size[0], ColorScheme.DARK);
                    assertThat(dark).as("%s in the dark", name).isNotEqualTo(light);
                    assertThat(text).as("%s has something to read", name).isNotBlank();
                });
            }
        }
    }

    private static byte[] picture(Page page, String name, ColorScheme colours) {
        String file = name + "-" + colours.name().toLowerCase(Locale.ROOT) + ".png";
        return page.screenshot(new Page.ScreenshotOptions().setPath(DIRECTORY.resolve(file)));
    }
}
