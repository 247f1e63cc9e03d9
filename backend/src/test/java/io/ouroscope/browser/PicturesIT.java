package io.ouroscope.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Pictures of every screen over the bundled demos, in both themes and at two widths: what a reviewer looks at first.
///
/// Tests of single screens add pictures only of states that the demos do not have.
class PicturesIT {
    @Test
    void everyScreenHasItsPictures(@TempDir Path directory) throws IOException, InterruptedException {
        try (var served = new Served(directory, AllScreens.DEMOS)) {
            var urls = new LinkedHashMap<String, String>();
            AllScreens.withOtherViews(served).forEach((name, path) -> urls.put(name, served.origin() + path));
            new Screens(served.browser()).shoot(urls);
            assertThat(served.browser().offences()).isEmpty();
        }
    }
}
