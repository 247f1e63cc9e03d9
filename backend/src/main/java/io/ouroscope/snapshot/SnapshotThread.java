package io.ouroscope.snapshot;

import io.ouroscope.snapshot.note.CaptureNote.ThreadNote;
import org.jspecify.annotations.Nullable;

/// A thread of the process.
///
/// @param tid kernel thread id
/// @param registers null if it could not be stopped
/// @param signal the signal that ended the process, in a kernel's core; 0 otherwise
/// @param note what our capture recorded of it, null for other tools' cores
public record SnapshotThread(
        int tid,
        @Nullable Registers registers,
        int signal,
        @Nullable ThreadNote note) {}
