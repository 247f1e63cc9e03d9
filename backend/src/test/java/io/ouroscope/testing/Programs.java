package io.ouroscope.testing;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Finds the programs that tests run: a Chromium, gdb, anything on the PATH.
public final class Programs {
    private static final List<String> CHROMIUM = List.of("chromium", "chromium-browser", "google-chrome", "chrome");

    private Programs() {}

    /// The browser for tests, or a skip (a failure where `browser` is required).
    public static Path chromium() {
        Optional<Path> found = Stream.concat(
                        Stream.ofNullable(System.getenv("OUROSCOPE_CHROMIUM")).map(Path::of),
                        CHROMIUM.stream().flatMap(name -> onPath(name).stream()))
                .filter(Files::isExecutable)
                .findFirst();
        Requirements.need(
                Requirements.BROWSER,
                found.isPresent(),
                "no chromium on the PATH (apt-get install chromium, or set OUROSCOPE_CHROMIUM)");
        return found.orElseThrow();
    }

    /// gdb, or a skip (a failure where `gdb` or `capture` is required).
    public static Path gdb() {
        Optional<Path> found = onPath("gdb");
        boolean ruledByCapture = Requirements.required().contains(Requirements.CAPTURE);
        Requirements.need(
                ruledByCapture ? Requirements.CAPTURE : Requirements.GDB,
                found.isPresent(),
                "no gdb on the PATH (apt-get install gdb)");
        return found.orElseThrow();
    }

    /// The first executable `name` in the directories of the PATH, then in `/usr/bin`.
    public static Optional<Path> onPath(String name) {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("") + File.pathSeparator + "/usr/bin";
        return Arrays.stream(path.split(File.pathSeparator, -1))
                .filter(directory -> !directory.isEmpty())
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
