package io.ouroscope.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.ouroscope.progress.Progress;
import io.ouroscope.snapshot.Snapshot;
import io.ouroscope.snapshot.SourceFiles;
import io.ouroscope.snapshot.SourceText;
import io.ouroscope.testing.Interpreters;
import io.ouroscope.testing.LivePython;
import io.ouroscope.testing.Requirements;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CapturedSourcesIT {
    @TempDir
    Path directory;

    @BeforeAll
    static void needs() {
        Requirements.needCapture();
    }

    @Test
    void theFilesThatTheProgramRunsAreInTheSnapshotOfEveryVersion() throws Exception {
        Files.writeString(directory.resolve("helper.py"), "import time\n\ndef rest():\n    time.sleep(60)\n");
        Files.writeString(directory.resolve("дом.py"), "ADDRESS = 1\n");
        Files.writeString(directory.resolve("script.py"), "import helper, дом\nprint('READY')\nhelper.rest()\n");
        for (var python : Interpreters.onePerMinor(8, 11, 12, 13)) {
            Path core = directory.resolve(python.path().toString().replace('/', '_') + ".core");
            List<String> command = List.of(python.path().toString(), "-u", "script.py");
            try (LivePython live =
                    LivePython.start(command, directory, Map.of("PYTHONIOENCODING", "utf-8", "LANG", "C.UTF-8"))) {
                live.awaitLine("READY");
                Files.setLastModifiedTime(
                        directory.resolve("дом.py"), FileTime.from(Instant.now().plusSeconds(3600)));
                CaptureResult result = Captured.capture(live.pid(), core);
                assertThat(result.sourceFiles()).as("%s", python).isGreaterThan(3);
            }
            try (Snapshot snapshot = Snapshot.open(core)) {
                SourceFiles files = Objects.requireNonNull(snapshot.sources());
                assertThat(text(files, directory.resolve("helper.py").toString())
                                .line(4))
                        .isEqualTo("    time.sleep(60)");
                assertThat(text(files, "script.py").line(3)).isEqualTo("helper.rest()");
                String house = directory.resolve("дом.py").toString();
                assertThat(Objects.requireNonNull(files.file(house), house).newer())
                        .isTrue();
                assertThat(files.files()).anyMatch(file -> file.name().endsWith("/os.py") && !file.newer());
                assertThat(snapshot.problems()).isEmpty();
            }
        }
    }

    private static SourceText text(SourceFiles files, String name) {
        return Objects.requireNonNull(files.text(name), name);
    }

    @Test
    void onRequestNoneAreTaken() throws Exception {
        Path python = Interpreters.onePerMinor(11, 12, 13).getLast().path();
        Path core = directory.resolve("plain.core");
        try (LivePython live = LivePython.start(python, directory, "print('READY')\nimport time; time.sleep(60)\n")) {
            live.awaitLine("READY");
            CaptureResult result = Capture.capture(
                    new CaptureRequest(
                            live.pid(),
                            core,
                            CaptureRequest.DEFAULT_MAX_PAUSE_MILLIS,
                            CaptureRequest.DEFAULT_MAX_MEMORY_BYTES,
                            CaptureRequest.Sources.NONE),
                    Progress.NONE);
            assertThat(result.sourceFiles()).isZero();
        }
        try (Snapshot snapshot = Snapshot.open(core)) {
            assertThat(snapshot.sources()).isNull();
        }
    }
}
