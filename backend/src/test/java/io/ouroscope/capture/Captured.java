package io.ouroscope.capture;

import io.ouroscope.progress.Progress;
import io.ouroscope.snapshot.Snapshot;
import io.ouroscope.snapshot.note.CaptureNote;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;

/// What capture tests share: a capture without ado, and the note of its file.
final class Captured {
    private Captured() {}

    static CaptureResult capture(int pid, Path file) throws CaptureException {
        return Capture.capture(new CaptureRequest(pid, file), Progress.NONE);
    }

    static CaptureNote note(Path file) throws IOException {
        try (Snapshot snapshot = Snapshot.open(file)) {
            return Objects.requireNonNull(snapshot.note());
        }
    }
}
