package io.ouroscope.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Source files stay small enough to read in one sitting (CONTRIBUTING.md).
class SourceFilesTest {

    @ParameterizedTest
    @CsvSource({"., .java, 600", "../frontend/src, .js, 400"})
    void noFileIsLongerThanItsLimit(Path root, String suffix, int limitLines) throws IOException {
        var tooLong = new ArrayList<String>();
        for (Path file : sources(root, suffix)) {
            int lines = Files.readAllLines(file).size();
            if (lines > limitLines) {
                tooLong.add(file + " has " + lines + " lines, the limit is " + limitLines);
            }
        }
        assertThat(tooLong).isEmpty();
    }

    private static List<Path> sources(Path root, String suffix) throws IOException {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(suffix))
                    .filter(file -> !file.toString().contains("/target/"))
                    .toList();
        }
    }
}
