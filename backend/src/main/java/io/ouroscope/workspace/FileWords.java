package io.ouroscope.workspace;

import io.ouroscope.analysis.threads.StopFacts;
import io.ouroscope.snapshot.Snapshot;
import io.ouroscope.snapshot.note.CaptureNote;
import io.ouroscope.snapshot.note.CaptureNote.FileNote;
import io.ouroscope.snapshot.note.CaptureNote.SocketNote;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;

/// Open files of a snapshot in a few words each, for the sentences that tell what threads do.
final class FileWords {
    private FileWords() {}

    static StopFacts of(Snapshot snapshot) {
        CaptureNote note = snapshot.note();
        if (note == null) {
            return StopFacts.UNKNOWN;
        }
        Map<Integer, String> words = new HashMap<>();
        for (FileNote file : note.files()) {
            words.put(file.fd(), word(file));
        }
        Long monotonic = note.monotonicNanos();
        return new StopFacts(words, monotonic == null ? 0 : monotonic, epochNanos(note.capturedAt()));
    }

    private static String word(FileNote file) {
        SocketNote socket = file.socket();
        if (socket == null) {
            boolean path = file.target().startsWith("/");
            return path ? file.target() : file.kind();
        }
        String kind = socket.family().equals("unix") ? "unix socket" : "socket";
        if (!socket.peer().isEmpty()) {
            return kind + " " + socket.peer();
        }
        String listens = socket.state().equals("LISTEN") ? "listening " : "";
        return listens + kind + (socket.local().isEmpty() ? "" : " " + socket.local());
    }

    private static long epochNanos(String time) {
        try {
            Instant instant = Instant.parse(time);
            return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), 1_000_000_000L), instant.getNano());
        } catch (DateTimeParseException | ArithmeticException notATime) {
            return 0;
        }
    }
}
