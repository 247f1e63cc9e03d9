package io.ouroscope.capture.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessRootTest {
    @TempDir
    Path directory;

    private Path inside;

    @BeforeEach
    void files() throws IOException {
        inside = Files.createDirectories(directory.resolve("root/app")).getParent();
        Files.writeString(directory.resolve("secret.py"), "outside");
        Files.writeString(inside.resolve("app/main.py"), "inside");
    }

    private String read(String name) throws IOException {
        try (ProcessRoot root = Objects.requireNonNull(ProcessRoot.at(inside, "/app"));
                ProcessRoot.Found found = root.find(name)) {
            return found == null ? "nothing" : Files.readString(found.path());
        }
    }

    @Test
    void namesBeginAtTheRootAndRelativeOnesWhereTheProcessIs() throws IOException {
        assertThat(read("/app/main.py")).isEqualTo("inside");
        assertThat(read("main.py")).isEqualTo("inside");
        assertThat(read("./../app/main.py")).isEqualTo("inside");
        assertThat(read("/nowhere.py")).isEqualTo("nothing");
        assertThat(read("/app/main.py/further.py")).isEqualTo("nothing");
    }

    @Test
    void noLinkLeadsOutOfTheRoot() throws IOException {
        Files.createSymbolicLink(inside.resolve("app/absolute.py"), directory.resolve("secret.py"));
        Files.createSymbolicLink(inside.resolve("app/upwards.py"), Path.of("../../secret.py"));
        Files.createSymbolicLink(
                inside.resolve("app/magic.py"),
                Path.of("/proc/self/root")
                        .resolve(directory.resolve("secret.py").toString().substring(1)));
        assertThat(read("/app/absolute.py")).isEqualTo("nothing");
        assertThat(read("/app/upwards.py")).isEqualTo("nothing");
        assertThat(read("/app/magic.py")).isEqualTo("nothing");
        assertThat(read("/../secret.py")).isEqualTo("nothing");
    }

    @Test
    void linksInsideAreFollowedAsTheProcessFollowsThem() throws IOException {
        Files.createSymbolicLink(inside.resolve("app/link.py"), Path.of("/app/main.py"));
        assertThat(read("/app/link.py")).isEqualTo("inside");
    }
}
