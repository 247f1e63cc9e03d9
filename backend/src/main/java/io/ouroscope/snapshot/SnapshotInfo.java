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
/// @param commandLine the arguments; for other tools' cores as found on the stack, else the first 80 characters
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

    /// @param status NT_PRPSINFO, null if the core has none
    static SnapshotInfo foreign(@Nullable ProcessStatus status, int firstThread, InitialStack stack) {
        List<String> words = stack.arguments();
        if (words.isEmpty() && status != null && !status.arguments().isBlank()) {
            words = List.of(status.arguments().strip().split("\\s+"));
        }
        String executable = stack.executable();
        String program = status != null ? status.program() : executable != null ? executable : "";
        return new SnapshotInfo(
                Origin.OTHER,
                status == null ? firstThread : status.pid(),
                status == null ? null : (Integer) status.parentPid(),
                status == null ? null : (Integer) status.userId(),
                ProcessName.of(words, program),
                executable,
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
