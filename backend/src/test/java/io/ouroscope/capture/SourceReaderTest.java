package io.ouroscope.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.ouroscope.capture.linux.ProcStatus;
import io.ouroscope.capture.linux.ProcessRoot;
import io.ouroscope.progress.Progress;
import io.ouroscope.snapshot.note.SourceNote;
import io.ouroscope.snapshot.note.SourceNote.LeftOut;
import io.ouroscope.snapshot.note.SourceNoteCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceReaderTest {
    @TempDir
    Path directory;

    private final ProcStatus self = Objects.requireNonNull(ProcStatus.ofSelf());

    private SourceReader.Result read(ProcStatus rights, List<String> commandLine, long start, String... names) {
        int pid = (int) ProcessHandle.current().pid();
        try (ProcessRoot root = Objects.requireNonNull(ProcessRoot.of(pid))) {
            SourceNames found = new SourceNames();
            Arrays.asList(names).forEach(found::add);
            return new SourceReader(root, rights, commandLine, start).read(found, false, Progress.NONE);
        }
    }

    private SourceReader.Result read(String... names) {
        return read(self, List.of(), Long.MAX_VALUE - 10_000, names);
    }

    private static SourceNote note(SourceReader.Result result) throws IOException {
        ByteBuffer content = ByteBuffer.wrap(result.content()).order(ByteOrder.LITTLE_ENDIAN);
        byte[] json = new byte[content.getInt()];
        content.get(json);
        return SourceNoteCodec.decode(json);
    }

    private static List<String> names(SourceReader.Result result) throws IOException {
        return note(result).files().stream().map(SourceNote.File::name).toList();
    }

    private String file(String name, int bytes) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, new byte[bytes]);
        return file.toString();
    }

    @Test
    void onlyRegularFilesAreRead() throws Exception {
        String plain = file("plain.py", 10);
        String folder = Files.createDirectory(directory.resolve("folder.py")).toString();
        String fifo = directory.resolve("fifo.py").toString();
        assertThat(new ProcessBuilder("mkfifo", fifo).start().waitFor()).isZero();
        String device = Files.createSymbolicLink(directory.resolve("zero.py"), Path.of("/dev/zero"))
                .toString();
        SourceReader.Result result = read(plain, folder, fifo, device, "/nowhere/at/all.py");
        assertThat(names(result)).containsExactly(plain);
        assertThat(result.leftOut()).isEmpty();
    }

    @Test
    void theProgramsOwnFilesComeFirstThenPackagesThenTheStandardLibrary() {
        Set<String> names = Set.of(
                "/usr/lib/python3.11/queue.py",
                "/usr/lib/python3/dist-packages/six.py",
                "/venv/lib/python3.12/site-packages/app.py",
                "/srv/b.py",
                "/srv/a.py");
        List<String> own = List.of(
                "/srv/a.py",
                "/srv/b.py",
                "/usr/lib/python3/dist-packages/six.py",
                "/venv/lib/python3.12/site-packages/app.py");
        assertThat(SourceReader.ordered(names, true)).isEqualTo(own);
        assertThat(SourceReader.ordered(names, false))
                .startsWith(own.toArray(String[]::new))
                .endsWith("/usr/lib/python3.11/queue.py")
                .hasSize(5);
    }

    @Test
    void whatIsTooLargeOrTooMuchIsLeftOutAndSaid() throws IOException {
        String huge = file("huge.py", SourceNote.MAX_FILE_BYTES + 1);
        String[] all = new String[18];
        for (int i = 0; i < 17; i++) {
            all[i] = file("f" + (char) ('a' + i) + ".py", SourceNote.MAX_FILE_BYTES);
        }
        all[17] = huge;
        SourceReader.Result result = read(all);
        assertThat(names(result)).hasSize(16).doesNotContain(huge);
        assertThat(result.bytes()).isEqualTo(SourceNote.MAX_BYTES);
        assertThat(result.leftOut())
                .containsExactlyInAnyOrder(
                        new LeftOut("larger than 2 MB", 1, List.of(huge)),
                        new LeftOut("beyond 32 MB in all", 1, List.of(all[16])));
        assertThat(note(result).leftOut()).isEqualTo(result.leftOut());
    }

    @Test
    void whatWasChangedAfterTheStartIsMarked() throws IOException {
        String file = file("changed.py", 10);
        long now = System.currentTimeMillis();
        assertThat(note(read(self, List.of(), now + 60_000, file))
                        .files()
                        .getFirst()
                        .newer())
                .isFalse();
        // the time that a copy keeps is old, that of the change of the directory entry is not
        Files.setLastModifiedTime(Path.of(file), FileTime.from(Instant.EPOCH));
        assertThat(note(read(self, List.of(), now - 60_000, file))
                        .files()
                        .getFirst()
                        .newer())
                .isTrue();
    }

    @Test
    void theScriptIsTakenByTheNameThatTheCommandLineHas() throws IOException {
        String script = Path.of("")
                .toAbsolutePath()
                .relativize(Path.of(file("script.py", 10)))
                .toString();
        assertThat(names(read(self, List.of("python3", "-X", "dev", script, "--flag"), 0)))
                .containsExactly(script);
        assertThat(names(read(self, List.of("python3", "-m", script), 0))).isEmpty();
    }

    @Test
    void aFileWithoutEndingIsTakenOnlyIfItSaysThatItIsPython() throws IOException {
        Path tool = directory.resolve("tool");
        Files.writeString(tool, "#!/usr/bin/env python3\nprint(1)\n");
        assertThat(names(read(self, List.of("python3", tool.toString()), 0))).containsExactly(tool.toString());
        Files.writeString(tool, "-----BEGIN PRIVATE KEY-----\n");
        assertThat(names(read(self, List.of("python3", tool.toString()), 0))).isEmpty();
    }

    @Test
    void whatIsTooMuchToBeLookedForIsToldOf() throws IOException {
        String[] names = new String[SourceNames.MAX_NAMES + 3];
        Arrays.setAll(names, i -> "/none/" + i + ".py");
        assertThat(note(read(names)).leftOut())
                .containsExactly(new LeftOut(
                        "beyond the first 50000 names that were found",
                        3,
                        List.of("/none/" + SourceNames.MAX_NAMES + ".py")));
        assertThat(note(SourceReader.nothing("for a reason")).leftOut())
                .containsExactly(new LeftOut("for a reason", 1, List.of()));
    }

    @Test
    void rootReadsNothingThatTheProcessCouldNot() throws IOException {
        Assumptions.assumeTrue(self.effectiveUid() == 0, "only root can read more than the process");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        String open = file("open.py", 10);
        String closed = file("closed.py", 10);
        Files.setPosixFilePermissions(Path.of(closed), PosixFilePermissions.fromString("rw-------"));
        int[] nobody = {65534, 65534, 65534, 65534};
        int group = 4711;
        String shared = file("shared.py", 10);
        Files.setAttribute(Path.of(shared), "unix:gid", group);
        Files.setPosixFilePermissions(Path.of(shared), PosixFilePermissions.fromString("rw-r-----"));
        ProcStatus rights = new ProcStatus(nobody, nobody, new int[] {group}, 0, 0, 0);
        SourceReader.Result result = read(rights, List.of(), Long.MAX_VALUE - 10_000, open, closed, shared);
        assertThat(names(result)).containsExactlyInAnyOrder(open, shared);
        assertThat(result.leftOut())
                .containsExactly(new LeftOut("not readable by the process's user", 1, List.of(closed)));
        assertThat(names(read(closed)))
                .as("another thread has its rights still")
                .containsExactly(closed);
    }
}
