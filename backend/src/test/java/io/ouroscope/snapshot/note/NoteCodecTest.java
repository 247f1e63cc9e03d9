package io.ouroscope.snapshot.note;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ouroscope.snapshot.note.CaptureNote.DescriptorNote;
import io.ouroscope.snapshot.note.CaptureNote.EndNote;
import io.ouroscope.snapshot.note.CaptureNote.FileNote;
import io.ouroscope.snapshot.note.CaptureNote.HoleNote;
import io.ouroscope.snapshot.note.CaptureNote.MappingNote;
import io.ouroscope.snapshot.note.CaptureNote.SemaphoreNote;
import io.ouroscope.snapshot.note.CaptureNote.SharerNote;
import io.ouroscope.snapshot.note.CaptureNote.SharingNote;
import io.ouroscope.snapshot.note.CaptureNote.SocketNote;
import io.ouroscope.snapshot.note.CaptureNote.SyscallNote;
import io.ouroscope.snapshot.note.CaptureNote.ThreadNote;
import io.ouroscope.snapshot.note.CaptureNote.WatchNote;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NoteCodecTest {
    private static final CaptureNote NOTE = new CaptureNote(
            1,
            "2026-11-22T13:00:00Z",
            12.5,
            "host",
            42,
            1,
            1000,
            "/usr/bin/python3.11",
            List.of("python3", "gen erate.py", "é\n\"\u0000"),
            "3.11.2",
            List.of(
                    new ThreadNote(
                            42,
                            "python3",
                            "S",
                            "futex_wait",
                            true,
                            null,
                            new SyscallNote(202, List.of("0x1", "0xffffffffffffffff"))),
                    new ThreadNote(43, "w", "D", "", false, "did not stop within 1 s", null)),
            List.of(
                    new FileNote(
                            3,
                            "socket",
                            "socket:[99]",
                            new SocketNote(
                                    "inet",
                                    "stream",
                                    "ESTABLISHED",
                                    "10.0.0.5:1",
                                    "10.0.0.6:2",
                                    3_000_000_000L,
                                    5L,
                                    99,
                                    2,
                                    98),
                            new DescriptorNote(04002, 7, null, null, null, null, List.of()),
                            List.of(new EndNote(17, "other", 4, 1))),
                    new FileNote(
                            5,
                            "epoll",
                            "anon_inode:[eventpoll]",
                            null,
                            new DescriptorNote(02000002, 0, 5L, 6L, 7L, 8L, List.of(new WatchNote(3, 0x80000019L))),
                            List.of())),
            List.of(new MappingNote("0x1000", "0x2000", "rw-p", "0x0", "[heap]")),
            List.of(new HoleNote("0x2000", "0x3000", "guard page", "")),
            123_456_789_000L,
            new SharingNote(
                    List.of(
                            new SemaphoreNote(
                                    "0x3000", "/dev/shm/sem.a (deleted)", List.of(new SharerNote(17, "other", 3, 1))),
                            new SemaphoreNote("0x4000", "/dev/shm/sem.b", List.of())),
                    7));

    @Test
    void aNoteReadsBackAsItWasWritten() throws IOException {
        assertThat(NoteCodec.decode(NoteCodec.encode(NOTE))).isEqualTo(NOTE);
    }

    @Test
    void zerosAfterTheNoteAreIgnored() throws IOException {
        byte[] json = NoteCodec.encode(NOTE);
        assertThat(NoteCodec.decode(Arrays.copyOf(json, json.length + 3))).isEqualTo(NOTE);
    }

    @Test
    void unknownFieldsAreIgnoredAndMissingOnesAreEmpty() throws IOException {
        CaptureNote note = decode("{\"formatVersion\":2,\"new\":{\"a\":[1]},\"threads\":[{\"tid\":7,\"x\":1},3,null]}");
        assertThat(note.formatVersion()).isEqualTo(2);
        assertThat(note.threads()).containsExactly(new ThreadNote(7, "", "", "", false, null, null));
        assertThat(note.host()).isEmpty();
        assertThat(note.pythonVersion()).isNull();
        assertThat(note.holes()).isEmpty();
        assertThat(note.sharing()).as("nobody looked, which is not nobody").isNull();
    }

    @Test
    void aFileOfANoteFromBeforeDescriptorsWereAskedHasNone() throws IOException {
        CaptureNote note = decode("{\"files\":[{\"fd\":3,\"kind\":\"pipe\",\"target\":\"pipe:[7]\"}]}");
        assertThat(note.files()).containsExactly(new FileNote(3, "pipe", "pipe:[7]", null, null, List.of()));
    }

    @Test
    void whatIsNoJsonObjectIsRefusedWithAReason() {
        assertThatThrownBy(() -> decode("[1]"))
                .isInstanceOf(IOException.class)
                .hasMessage("The note OUROSCOPE must be a JSON object but was array");
        assertThatThrownBy(() -> decode("")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> decode("{\"a\":")).isInstanceOf(IOException.class);
    }

    @Test
    void randomDamageGivesANoteOrAnIoException() {
        long seed = 20261122;
        Random random = new Random(seed);
        byte[] good = NoteCodec.encode(NOTE);
        for (int round = 0; round < 5_000; round++) {
            byte[] bad = good.clone();
            for (int i = random.nextInt(4); i >= 0; i--) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
            }
            try {
                assertThat(NoteCodec.decode(bad))
                        .as("seed %d round %d", seed, round)
                        .isNotNull();
            } catch (IOException expected) {
                assertThat(expected).as("seed %d round %d", seed, round).hasMessageMatching("(?s).+");
            }
        }
    }

    private static CaptureNote decode(String json) throws IOException {
        return NoteCodec.decode(json.getBytes(StandardCharsets.UTF_8));
    }
}
