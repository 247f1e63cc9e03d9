package io.ouroscope.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import io.ouroscope.progress.Progress;
import io.ouroscope.snapshot.CompressedSnapshot;
import io.ouroscope.snapshot.OpenOptions;
import io.ouroscope.snapshot.Snapshot;
import io.ouroscope.snapshot.note.CaptureNote;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The bundled snapshots tell their own story and nothing of the machine they were made on (`tools/demo/make-demos`).
class NeutralDemosTest {
    private static final Path BUNDLED = Path.of("..", "snapshots");
    private static final long LARGEST_BYTES = 6 << 20;

    /// Directories of people, checkouts and builds, and variables that every login or build has.
    private static final List<String> TRACES = List.of(
            "/home/",
            "/root/",
            "/workspace",
            "/builds/",
            "/runner/",
            "/Users/",
            "/tmp/",
            "/var/lib",
            "/mnt/",
            "PATH=/",
            "HOME=/",
            "PWD=/",
            "USER=",
            "LOGNAME=",
            "SHELL=/",
            "TERM=",
            "SSH_",
            "SUDO_",
            "XDG_",
            "JAVA_",
            "MAVEN_",
            "HOSTNAME=",
            "TOKEN=",
            "SECRET=",
            "PASSWORD=",
            "BASH_",
            "MAIL=/",
            ".pyenv",
            ".m2/",
            "ouroscope/");

    /// Texts of the standard library that look like traces.
    private static final List<String> KNOWN = List.of("/tmp/myimport.zip");

    private static final int AROUND = 60;

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"generate", "client"})
    void aBundledSnapshotHasNoTraceOfTheMachineItWasMadeOn(String name) throws IOException {
        String content = new String(Files.readAllBytes(unpacked(name)), StandardCharsets.ISO_8859_1);
        for (String known : KNOWN) {
            content = content.replace(known, "");
        }
        List<String> found = new ArrayList<>();
        for (String trace : traces()) {
            Matcher matcher = Pattern.compile(Pattern.quote(trace)).matcher(content);
            while (matcher.find()) {
                int start = Math.max(0, matcher.start() - AROUND);
                int end = Math.min(content.length(), matcher.end() + AROUND);
                found.add(trace + " in " + content.substring(start, end).replaceAll("[^ -~]", "·"));
            }
        }
        assertThat(found).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"generate", "client"})
    void aBundledSnapshotIsSmallAndSaysWhereItComesFrom(String name) throws IOException {
        assertThat(Files.size(bundled(name))).isLessThanOrEqualTo(LARGEST_BYTES);
        try (Snapshot snapshot = Snapshot.open(unpacked(name), OpenOptions.NO_REFILL)) {
            CaptureNote note = Objects.requireNonNull(snapshot.note());
            assertThat(note.host()).isEqualTo("demo");
            assertThat(note.commandLine()).containsExactly("/usr/bin/python3", "-I", "-S", "/app/" + name + ".py");
            assertThat(note.pythonVersion()).startsWith("3.");
            assertThat(note.files())
                    .extracting(CaptureNote.FileNote::target)
                    .allMatch(target -> target.matches("/dev/null|/app/.*|socket:.*|anon_inode:.*|pipe:.*"));
            assertThat(note.mappings())
                    .extracting(CaptureNote.MappingNote::path)
                    .allMatch(path -> path.matches("|\\[.*]|/usr/(bin|lib)/.*"));
            assertThat(snapshot.problems()).isEmpty();
            assertThat(snapshot.holes()).allMatch(hole -> hole.path().startsWith("["));
        }
    }

    private static List<String> traces() {
        String host;
        try {
            host = InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            host = "";
        }
        Stream<String> here = Stream.of(
                // A name that is a word of its own ("debian") proves nothing.
                host.matches(".*[0-9.-].*") ? host : "",
                System.getProperty("user.home"),
                System.getProperty("user.dir"),
                Path.of("..").toAbsolutePath().normalize().toString());
        return Stream.concat(TRACES.stream(), here.filter(text -> text.length() > 4))
                .toList();
    }

    private static Path bundled(String name) {
        return BUNDLED.resolve(name + ".core.zst");
    }

    private Path unpacked(String name) throws IOException {
        Path target = directory.resolve(name + ".core");
        CompressedSnapshot.unpack(bundled(name), target, Progress.NONE);
        return target;
    }
}
