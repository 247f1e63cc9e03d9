package io.ouroscope.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Takes the pictures of docs/tour.md from the bundled demos, with at most 256 colours each so that they stay small.
/// No part of the build: `tools/tour` runs it.
class TourRun {
    private static final Path DIRECTORY = Path.of("..", "docs", "images");
    private static final long MOST_BYTES = 150_000;
    private static final List<String> SHOWN = List.of(
            "overview", "cycle-inspected", "tasks", "threads", "types", "objects", "object", "graph", "files", "notes");
    private static final int MOST_COLOURS = 256;

    @Test
    void thePicturesOfTheTourAreSmall(@TempDir Path work) throws IOException, InterruptedException {
        try (var served = new Served(work, AllScreens.DEMOS);
                BrowserContext context = served.browser().context(1280, 800, ColorScheme.LIGHT)) {
            Map<String, String> screens = AllScreens.of(served);
            Page page = context.newPage();
            for (String name : SHOWN) {
                page.navigate(served.origin() + screens.get(name));
                Pages.settle(page);
                BufferedImage picture = ImageIO.read(new ByteArrayInputStream(page.screenshot()));
                Path file = DIRECTORY.resolve("tour-" + name + ".png");
                ImageIO.write(fewColours(picture), "png", file.toFile());
                assertThat(Files.size(file)).as(name).isLessThan(MOST_BYTES);
            }
        }
    }

    /// The most frequent colours stay as they are, the others take the nearest of them.
    private static BufferedImage fewColours(BufferedImage picture) {
        var counts = new HashMap<Integer, Integer>();
        for (int y = 0; y < picture.getHeight(); y++) {
            for (int x = 0; x < picture.getWidth(); x++) {
                counts.merge(picture.getRGB(x, y) & 0xffffff, 1, Integer::sum);
            }
        }
        int[] palette = counts.entrySet().stream()
                .sorted((a, b) -> Integer.compare(b.getValue(), a.getValue()))
                .limit(MOST_COLOURS)
                .mapToInt(Map.Entry::getKey)
                .toArray();
        var model = new IndexColorModel(8, palette.length, palette, 0, false, -1, DataBuffer.TYPE_BYTE);
        var indexed =
                new BufferedImage(picture.getWidth(), picture.getHeight(), BufferedImage.TYPE_BYTE_INDEXED, model);
        var nearest = new HashMap<Integer, Integer>();
        for (int y = 0; y < picture.getHeight(); y++) {
            for (int x = 0; x < picture.getWidth(); x++) {
                int index =
                        nearest.computeIfAbsent(picture.getRGB(x, y) & 0xffffff, colour -> nearest(colour, palette));
                indexed.getRaster().setSample(x, y, 0, index);
            }
        }
        return indexed;
    }

    private static int nearest(int colour, int[] palette) {
        int best = 0;
        int distance = Integer.MAX_VALUE;
        for (int i = 0; i < palette.length; i++) {
            int red = (palette[i] >> 16 & 255) - (colour >> 16 & 255);
            int green = (palette[i] >> 8 & 255) - (colour >> 8 & 255);
            int blue = (palette[i] & 255) - (colour & 255);
            int apart = red * red + green * green + blue * blue;
            if (apart < distance) {
                distance = apart;
                best = i;
            }
        }
        return best;
    }
}
