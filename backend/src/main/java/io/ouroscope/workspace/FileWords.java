package io.ouroscope.workspace;

import io.ouroscope.analysis.threads.SharedSemaphore;
import io.ouroscope.analysis.threads.StopFacts;
import io.ouroscope.snapshot.Snapshot;
import io.ouroscope.snapshot.note.CaptureNote;
import io.ouroscope.snapshot.note.CaptureNote.FileNote;
import io.ouroscope.snapshot.note.CaptureNote.SemaphoreNote;
import io.ouroscope.snapshot.note.CaptureNote.SharerNote;
import io.ouroscope.snapshot.note.CaptureNote.SharingNote;
import io.ouroscope.snapshot.note.CaptureNote.SocketNote;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Open files and shared semaphores of a snapshot in a few words each, for the sentences that tell what threads do.
final class FileWords {
    private static final String UNLINKED = " (deleted)";

    private FileWords() {}

    static StopFacts of(Snapshot snapshot) {
        CaptureNote note = snapshot.note();
        if (note == null) {
            return StopFacts.UNKNOWN;
        }
        Map<Integer, String> words = new HashMap<>();
        Map<Integer, Long> unread = new HashMap<>();
        for (FileNote file : note.files()) {
            words.put(file.fd(), word(file));
            Long bytes = file.socket() == null ? null : file.socket().receiveQueueBytes();
            if (bytes != null) {
                unread.put(file.fd(), bytes);
            }
        }
        Long monotonic = note.monotonicNanos();
        return new StopFacts(
                words,
                unread,
                monotonic == null ? 0 : monotonic,
                epochNanos(note.capturedAt()),
                semaphores(note.sharing()));
    }

    private static Map<Long, SharedSemaphore> semaphores(@Nullable SharingNote sharing) {
        if (sharing == null) {
            return Map.of();
        }
        Map<Long, SharedSemaphore> semaphores = new HashMap<>();
        for (SemaphoreNote note : sharing.semaphores()) {
            List<String> others = new ArrayList<>();
            List<String> waiting = new ArrayList<>();
            for (SharerNote sharer : note.sharers()) {
                boolean waits = sharer.threads() > 0 && sharer.waiting() == sharer.threads();
                (waits ? waiting : others).add(sharer.process() + " " + sharer.pid());
            }
            semaphores.put(
                    address(note.start()),
                    new SharedSemaphore(note.path().replace(UNLINKED, ""), others, waiting, sharing.unseen()));
        }
        return semaphores;
    }

    /// 0 if it is none.
    private static long address(String text) {
        try {
            return Long.parseUnsignedLong(text.startsWith("0x") ? text.substring(2) : text, 16);
        } catch (NumberFormatException notAnAddress) {
            return 0;
        }
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
