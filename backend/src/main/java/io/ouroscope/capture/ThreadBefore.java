package io.ouroscope.capture;

import io.ouroscope.capture.linux.ProcFiles;
import io.ouroscope.capture.linux.ProcStat;
import io.ouroscope.capture.linux.Tracer;
import io.ouroscope.snapshot.CoreWriter.ThreadRegisters;
import io.ouroscope.snapshot.note.CaptureNote.SyscallNote;
import io.ouroscope.snapshot.note.CaptureNote.ThreadNote;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A thread just before it was stopped: afterwards the kernel says of each only that it is being traced.
///
/// @param call text of /proc/PID/task/TID/syscall: number, arguments, stack and instruction pointer
record ThreadBefore(int tid, String name, String state, String waitChannel, String call) {
    /// Positions in `user_regs_struct` of x86-64, in words.
    private static final int RAX = 10;

    private static final int ORIG_RAX = 15;
    private static final int[] ARGUMENTS = {14, 13, 12, 7, 9, 8};

    /// A call that is under way returns one of these to the kernel when a thread is stopped in it (`linux/errno.h`);
    /// EINTR is what epoll_wait and a few others return.
    private static final int EINTR = 4;

    private static final int ERESTARTSYS = 512;
    private static final int ERESTART_RESTARTBLOCK = 516;

    static ThreadBefore read(int pid, int tid) {
        Path task = Path.of("/proc/" + pid + "/task/" + tid);
        ProcStat stat = ProcStat.of(pid, tid);
        String channel = ProcFiles.text(task.resolve("wchan"));
        return new ThreadBefore(
                tid,
                stat == null ? "" : stat.name(),
                stat == null ? "" : stat.state(),
                channel.equals("0") ? "" : channel,
                ProcFiles.text(task.resolve("syscall")));
    }

    /// The note of a thread that stopped with these registers.
    ThreadNote stopped(ThreadRegisters registers) {
        ByteBuffer words = ByteBuffer.wrap(registers.registers()).order(ByteOrder.LITTLE_ENDIAN);
        long number = words.getLong(8 * ORIG_RAX);
        long result = -words.getLong(8 * RAX);
        boolean underWay = result == EINTR || result >= ERESTARTSYS && result <= ERESTART_RESTARTBLOCK;
        SyscallNote syscall = null;
        if (number >= 0 && underWay) {
            List<String> arguments = new ArrayList<>();
            for (int word : ARGUMENTS) {
                arguments.add("0x" + Long.toHexString(words.getLong(8 * word)));
            }
            syscall = new SyscallNote((int) number, arguments);
        }
        return new ThreadNote(tid, name, state, waitChannel, true, null, syscall);
    }

    /// The note of a thread that did not stop.
    ThreadNote passedOver() {
        String seconds = Tracer.THREAD_STOP_MILLIS / 1000 + " s";
        String problem = state.equals("D")
                ? "did not stop within " + seconds + ": it waits in the kernel for a disk, or for a child in vfork"
                : "did not stop within " + seconds;
        return new ThreadNote(tid, name, state, waitChannel, false, problem, callBefore());
    }

    /// The note of a thread that could not be traced, for it had ended but not yet gone.
    ThreadNote ended() {
        return new ThreadNote(tid, name, state, waitChannel, false, "it had ended", null);
    }

    private @Nullable SyscallNote callBefore() {
        String[] words = call.split(" ");
        return words.length == 9 && words[0].matches("\\d+")
                ? new SyscallNote(Integer.parseInt(words[0]), List.of(words).subList(1, 7))
                : null;
    }
}
