package io.ouroscope.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ouroscope.snapshot.note.SourceNote;
import io.ouroscope.snapshot.note.SourceNote.File;
import io.ouroscope.snapshot.note.SourceNote.LeftOut;
import io.ouroscope.snapshot.note.SourceNoteCodec;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EmbeddedFilesTest {
    private static byte[] note(String name, byte[] content, boolean newer) {
        SourceNoteWriter writer = new SourceNoteWriter();
        writer.add("/other.py", new byte[1000], false);
        writer.add(name, content, newer);
        return writer.encode(List.of(new LeftOut("larger than 2 MB", 2, List.of("/a.py"))));
    }

    private static SourceFiles read(byte[] note) throws IOException {
        return SourceFiles.of(MemorySegment.ofArray(note));
    }

    private static @Nullable String line(byte[] content, int number) throws IOException {
        return Objects.requireNonNull(read(note("/x.py", content, false)).text("/x.py"))
                .line(number);
    }

    private static byte[] withIndex(List<File> files) {
        byte[] json = SourceNoteCodec.encode(new SourceNote(1, files, List.of()));
        byte[] bodies = {1, 2, 3, 4, 5, 6, 7, 8};
        return CoreWriter.buffer(4 + json.length + bodies.length)
                .putInt(json.length)
                .put(json)
                .put(bodies)
                .array();
    }

    @Test
    void filesAreReadAsTheyWereWritten() throws IOException {
        SourceFiles files =
                read(note("/srv/app.py", "import os\n\nos.getpid()".getBytes(StandardCharsets.UTF_8), true));
        SourceText text = Objects.requireNonNull(files.text("/srv/app.py"));
        assertThat(text.lines()).isEqualTo(3);
        assertThat(text.line(1)).isEqualTo("import os");
        assertThat(text.line(2)).isEmpty();
        assertThat(text.line(3)).isEqualTo("os.getpid()");
        assertThat(text.line(0)).isNull();
        assertThat(text.line(4)).isNull();
        assertThat(Objects.requireNonNull(files.file("/srv/app.py")).newer()).isTrue();
        assertThat(files.text("/etc/passwd")).isNull();
        assertThat(files.leftOut()).containsExactly(new LeftOut("larger than 2 MB", 2, List.of("/a.py")));
    }

    @Test
    void linesEndAsInAnyTextFile() throws IOException {
        byte[] mixed = "a\r\nb\rc\nd".getBytes(StandardCharsets.UTF_8);
        assertThat(List.of(
                        String.valueOf(line(mixed, 1)),
                        String.valueOf(line(mixed, 2)),
                        String.valueOf(line(mixed, 3)),
                        String.valueOf(line(mixed, 4))))
                .containsExactly("a", "b", "c", "d");
    }

    @Test
    void theEncodingIsTheOneThatTheFileNames() throws IOException {
        String second = "#!/usr/bin/python3\n# -*- coding: latin-1 -*-\nx = 'ä'\n";
        assertThat(line(second.getBytes(StandardCharsets.ISO_8859_1), 3)).isEqualTo("x = 'ä'");
        String koi = "# vim: set fileencoding=koi8-r :\nx = 'дом'\n";
        assertThat(line(koi.getBytes(Charset.forName("KOI8-R")), 2)).isEqualTo("x = 'дом'");
        assertThat(line("\ufeffx = 'ä'".getBytes(StandardCharsets.UTF_8), 1)).isEqualTo("x = 'ä'");
        assertThat(line("# coding: no-such-thing\nx = 'ä'".getBytes(StandardCharsets.UTF_8), 2))
                .isEqualTo("x = 'ä'");
        assertThat(line("x = 1\n# coding: latin-1\ny = 'ä'".getBytes(StandardCharsets.UTF_8), 3))
                .isEqualTo("y = 'ä'");
    }

    @Test
    void aClaimBeyondWhatIsThereGivesNoText() throws IOException {
        SourceFiles files = read(withIndex(List.of(
                new File("negative", -1, 4, 4, false),
                new File("beyond", 4, 1000, 4, false),
                new File("overflow", Long.MAX_VALUE, Integer.MAX_VALUE, 4, false),
                new File("huge", 0, 8, Integer.MAX_VALUE, false),
                new File("less than nothing", 0, 8, -5, false),
                new File("no stream", 0, 8, 100, false))));
        assertThat(files.files()).hasSize(6);
        files.files()
                .forEach(file ->
                        assertThat(files.text(file.name())).as(file.name()).isNull());
    }

    @Test
    void whatIsNoSuchNoteIsRefusedInWords() {
        assertThatThrownBy(() -> read(new byte[2]))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("list of files");
        assertThatThrownBy(() -> read(new byte[] {-1, -1, -1, -1, '{', '}'})).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> read(ByteBuffer.allocate(8).put(0, (byte) 4).array()))
                .isInstanceOf(IOException.class);
    }

    @Test
    void noDamageThrowsAnythingElse() {
        byte[] good = note("/srv/app.py", "import os\n".repeat(200).getBytes(StandardCharsets.UTF_8), false);
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 2_000; round++) {
            byte[] bad = good.clone();
            for (int i = 0; i <= random.nextInt(8); i++) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt();
            }
            try {
                SourceFiles files = read(bad);
                files.files().forEach(file -> files.text(file.name()));
            } catch (IOException expected) {
                assertThat(expected).as("seed %d", seed).hasMessageMatching("(?s).+");
            }
        }
    }
}
