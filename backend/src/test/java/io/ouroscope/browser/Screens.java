package io.ouroscope.browser;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Takes pictures of every screen, for people to look at: `target/screenshots/overview-1280-dark.png`.
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
            for (ColorScheme colours : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
                try (BrowserContext context = browser.context(size[0], size[1], colours)) {
                    Page page = context.newPage();
                    urls.forEach((name, url) -> {
                        page.navigate(url);
                        Pages.settle(page);
                        String file =
                                name + "-" + size[0] + "-" + colours.name().toLowerCase(Locale.ROOT) + ".png";
                        page.screenshot(new Page.ScreenshotOptions().setPath(DIRECTORY.resolve(file)));
                    });
                }
            }
        }
    }
}
