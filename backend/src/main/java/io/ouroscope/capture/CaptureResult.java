package io.ouroscope.capture;

import io.ouroscope.snapshot.note.CaptureNote.HoleNote;
import io.ouroscope.snapshot.note.SourceNote.LeftOut;
import java.nio.file.Path;
import java.util.List;

/// A finished capture.
///
/// @param file the snapshot
/// @param pauseMillis how long the process stood still
/// @param memoryBytes memory copied, untouched pages not counted
/// @param threads threads of the process
/// @param threadsNotStopped those among them that did not stop in time; their registers are missing
/// @param holes ranges that are not in the file, with reasons
/// @param sourceFiles source files in it
/// @param sourceFilesLeftOut those that were found and are not in it, by reason
/// @param streamed true if some of it was written to disk during the pause because RAM was short
public record CaptureResult(
        Path file,
        double pauseMillis,
        long memoryBytes,
        int threads,
        int threadsNotStopped,
        List<HoleNote> holes,
        int sourceFiles,
        List<LeftOut> sourceFilesLeftOut,
        boolean streamed) {}
