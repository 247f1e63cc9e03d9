package io.ouroscope.workspace;

import io.ouroscope.analysis.threads.NativeThread;
import io.ouroscope.analysis.threads.SystemCall;
import io.ouroscope.snapshot.Registers;
import io.ouroscope.snapshot.Snapshot;
import io.ouroscope.snapshot.SnapshotThread;
import io.ouroscope.snapshot.note.CaptureNote.SyscallNote;
import io.ouroscope.snapshot.note.CaptureNote.ThreadNote;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The threads of a snapshot as analyses want them: from our note, and where there is none from the registers.
final class KernelThreads {
    /// Numbers of x86-64's system calls end before this.
    private static final long MOST_CALLS = 1024;
    /// A thread stopped in a call that waits has an error in rax that asks for its restart
    /// (linux/errno.h: ERESTARTSYS 512 to ERESTART_RESTARTBLOCK 516), or that of entering it (ENOSYS
    /// 38), or EINTR 4.
    private static final List<Long> IN_CALL = List.of(-512L, -513L, -514L, -516L, -38L, -4L);

    private KernelThreads() {}

    static List<NativeThread> of(Snapshot snapshot) {
        var threads = new ArrayList<NativeThread>();
        for (SnapshotThread thread : snapshot.threads()) {
            ThreadNote note = thread.note();
            Registers registers = thread.registers();
            threads.add(new NativeThread(
                    thread.tid(),
                    registers == null ? 0 : registers.fsBase(),
                    note == null ? "" : note.name(),
                    note == null ? "" : note.state(),
                    note == null ? "" : note.waitChannel(),
                    call(thread),
                    problem(note, registers)));
        }
        return threads;
    }

    private static String problem(@Nullable ThreadNote note, @Nullable Registers registers) {
        if (note != null && note.problem() != null) {
            return note.problem();
        }
        return registers == null ? "its registers are not in the snapshot" : "";
    }

    private static SystemCall call(SnapshotThread thread) {
        ThreadNote note = thread.note();
        SyscallNote call = note == null ? null : note.syscall();
        if (call != null) {
            return new SystemCall(
                    call.number(),
                    call.arguments().stream().map(KernelThreads::word).toList());
        }
        Registers registers = thread.registers();
        if (note != null
                || registers == null
                || registers.origRax() < 0
                || registers.origRax() >= MOST_CALLS
                || !IN_CALL.contains(registers.rax())) {
            return SystemCall.NONE;
        }
        return new SystemCall(
                (int) registers.origRax(),
                List.of(
                        registers.rdi(),
                        registers.rsi(),
                        registers.rdx(),
                        registers.r10(),
                        registers.r8(),
                        registers.r9()));
    }

    /// The note is text that anybody may have written.
    private static long word(String text) {
        try {
            return text.startsWith("0x") ? Long.parseUnsignedLong(text.substring(2), 16) : Long.parseLong(text);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
