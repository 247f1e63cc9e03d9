package io.ouroscope.snapshot;

import io.ouroscope.snapshot.note.CaptureNote;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a snapshot says of its process. Null is what it does not say: other tools' cores know little.
///
/// @param origin who made the file
/// @param process short name: the script's file name for our captures of `python script.py`, else the program's
/// @param commandLine the arguments; for other tools' cores the first 80 characters, split at spaces
/// @param host name of the machine
/// @param capturedAt when the process was stopped
/// @param pauseMillis how long it stood still
/// @param pythonVersion as known at capture, like `3.11.2`
public record SnapshotInfo(
        Origin origin,
        int pid,
        @Nullable Integer parentPid,
        @Nullable Integer userId,
        String process,
        @Nullable String executable,
        List<String> commandLine,
        @Nullable String host,
        @Nullable Instant capturedAt,
        @Nullable Double pauseMillis,
        @Nullable String pythonVersion) {

    /// Who made the file.
    public enum Origin {
        OUROSCOPE,
        /// gcore, the kernel, systemd-coredump.
        OTHER
    }

    static SnapshotInfo of(CaptureNote note) {
        return new SnapshotInfo(
                Origin.OUROSCOPE,
                note.pid(),
                note.parentPid(),
                note.userId(),
                ProcessName.of(note.commandLine(), note.executable()),
                note.executable().isEmpty() ? null : note.executable(),
                note.commandLine(),
                note.host().isEmpty() ? null : note.host(),
                instant(note.capturedAt()),
                note.pauseMillis(),
                note.pythonVersion());
    }

    static SnapshotInfo foreign(@Nullable ProcessStatus status, int firstThread) {
        if (status == null) {
            return new SnapshotInfo(Origin.OTHER, firstThread, null, null, "", null, List.of(), null, null, null, null);
        }
        List<String> words = status.arguments().isBlank()
                ? List.of()
                : List.of(status.arguments().strip().split("\\s+"));
        return new SnapshotInfo(
                Origin.OTHER,
                status.pid(),
                status.parentPid(),
                status.userId(),
                ProcessName.of(words, status.program()),
                null,
                words,
                null,
                null,
                null,
                null);
    }

    private static @Nullable Instant instant(String text) {
        try {
            return text.isEmpty() ? null : Instant.parse(text);
        } catch (DateTimeException e) {
            return null;
        }
    }
}
