package io.ouroscope.capture.linux;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Stops the threads of a process with ptrace and lets them go again.
///
/// SEIZE and INTERRUPT, never ATTACH, SIGSTOP or EXITKILL: the target's parent sees nothing, a target that was
/// stopped before stays stopped after, and if we die the kernel lets it run. A signal that arrives while a thread is
/// being stopped is passed on when it is let go.
///
/// The kernel knows a tracer by its *thread*: everything here must be called from one platform thread, and that
/// thread must end afterwards. Its end is what frees a thread that never stopped: PTRACE_DETACH works on stopped
/// threads only.
///
/// Each thread is waited for by its own id. Waiting for all children would take the exit status of the JVM's own
/// subprocesses away from it.
public final class Tracer {
    /// How long a thread may take to stop before it is passed over: one in vfork or waiting for a disk may take
    /// forever.
    public static final long THREAD_STOP_MILLIS = 1_000;

    private static final long PTRACE_CONT = 7;
    private static final long PTRACE_DETACH = 17;
    private static final long PTRACE_GETREGSET = 0x4204;
    private static final long PTRACE_SEIZE = 0x4206;
    private static final long PTRACE_INTERRUPT = 0x4207;
    private static final int PTRACE_EVENT_STOP = 128;
    private static final int NT_PRSTATUS = 1;
    private static final int NT_FPREGSET = 2;
    private static final int WNOHANG = 1;
    private static final int WALL = 0x40000000;

    private static final int REGISTER_BUFFER_BYTES = 4096;

    private final int pid;
    private final Map<Integer, Tracee> tracees = new LinkedHashMap<>();
    private final Memory status = new Memory(8);
    private final Memory iovec = new Memory(16);
    private final Memory registers = new Memory(REGISTER_BUFFER_BYTES);

    private enum State {
        RUNNING,
        STOPPED,
        GONE
    }

    private static final class Tracee {
        private State state = State.RUNNING;
        private long deadlineNanos;
        private int pendingSignal;
    }

    /// What became of an attempt to stop all threads.
    ///
    /// @param stopped ids of the threads that stand still, the main thread first
    /// @param late ids of those that did not stop in time
    /// @param refused errno of the first refused SEIZE, 0 if none was
    /// @param aborted true if `abort` asked to give up
    public record Stop(List<Integer> stopped, List<Integer> late, int refused, boolean aborted) {}

    /// Register sets of a thread, as the kernel gives them. The set with AVX (NT_X86_XSTATE) is not taken: its
    /// layout differs between makers of processors, and gdb before 14 takes all of them for Intel's and shows
    /// nothing right.
    public record Registers(byte[] general, byte @Nullable [] floatingPoint) {}

    public Tracer(int pid) {
        this.pid = pid;
    }

    /// Runs every native call once on a process that cannot exist, so that none is slow for being the first.
    public static void warmUp() {
        Tracer nobody = new Tracer(Integer.MAX_VALUE);
        nobody.seize(Integer.MAX_VALUE, tid -> {}, 0);
        nobody.tracees.put(Integer.MAX_VALUE, new Tracee());
        nobody.poll(Integer.MAX_VALUE, new Tracee());
        nobody.registers(Integer.MAX_VALUE);
        nobody.detach();
    }

    /// Stops all threads, until the list of them no longer changes.
    ///
    /// @param beforeStop called with each thread's id just before it is asked to stop
    /// @param abort asked now and then; true gives up
    public Stop stopAll(Consumer<Integer> beforeStop, BooleanSupplier abort) {
        int refused = 0;
        boolean aborted = false;
        while (true) {
            boolean added = false;
            for (int tid : ProcFiles.threads(pid)) {
                if (!tracees.containsKey(tid)) {
                    int error = seize(tid, beforeStop, System.nanoTime());
                    added |= error == 0;
                    if (error == LibC.EPERM || error == LibC.EACCES || error == LibC.EIO || error == LibC.ENOSYS) {
                        refused = refused == 0 ? error : refused;
                    }
                }
            }
            aborted = abort.getAsBoolean();
            if (!added || aborted) {
                break;
            }
            aborted = !awaitStops(abort);
            if (aborted) {
                break;
            }
        }
        return new Stop(inState(State.STOPPED), inState(State.RUNNING), refused, aborted);
    }

    private int seize(int tid, Consumer<Integer> beforeStop, long nowNanos) {
        beforeStop.accept(tid);
        if (LibC.ptrace(PTRACE_SEIZE, tid, 0, 0) == -1) {
            return LibC.errno();
        }
        Tracee tracee = new Tracee();
        tracee.deadlineNanos = nowNanos + THREAD_STOP_MILLIS * 1_000_000;
        tracees.put(tid, tracee);
        LibC.ptrace(PTRACE_INTERRUPT, tid, 0, 0);
        return 0;
    }

    /// Waits until each thread has stopped, ended or had its second; false if aborted.
    private boolean awaitStops(BooleanSupplier abort) {
        for (int round = 0; ; round++) {
            long now = System.nanoTime();
            boolean waiting = false;
            for (Map.Entry<Integer, Tracee> entry : tracees.entrySet()) {
                Tracee tracee = entry.getValue();
                if (tracee.state == State.RUNNING) {
                    poll(entry.getKey(), tracee);
                    waiting |= tracee.state == State.RUNNING && now - tracee.deadlineNanos < 0;
                }
            }
            if (!waiting) {
                return true;
            }
            if (abort.getAsBoolean()) {
                return false;
            }
            LockSupport.parkNanos(round < 20 ? 20_000 : 200_000);
        }
    }

    private void poll(int tid, Tracee tracee) {
        int result = LibC.waitpid(tid, status, WNOHANG | WALL);
        if (result == -1 && LibC.errno() == LibC.ECHILD) {
            tracee.state = State.GONE;
        } else if (result == tid) {
            int word = status.getInt(0);
            if ((word & 0xff) != 0x7f) {
                tracee.state = State.GONE;
                return;
            }
            int signal = word >> 8 & 0xff;
            int event = word >> 16;
            if (event == 0) {
                tracee.pendingSignal = signal;
                tracee.state = State.STOPPED;
            } else if (event == PTRACE_EVENT_STOP) {
                tracee.state = State.STOPPED;
            } else {
                LibC.ptrace(PTRACE_CONT, tid, 0, 0);
            }
        }
    }

    /// The registers of a stopped thread, null if it has died meanwhile.
    public @Nullable Registers registers(int tid) {
        byte[] general = registerSet(tid, NT_PRSTATUS);
        if (general == null) {
            return null;
        }
        return new Registers(general, registerSet(tid, NT_FPREGSET));
    }

    private byte @Nullable [] registerSet(int tid, int set) {
        iovec.setPointer(0, registers);
        iovec.setLong(8, REGISTER_BUFFER_BYTES);
        if (LibC.ptrace(PTRACE_GETREGSET, tid, set, Pointer.nativeValue(iovec)) == -1) {
            return null;
        }
        return registers.getByteArray(0, (int) iovec.getLong(8));
    }

    /// Lets every stopped thread go on, each with the signal it was about to receive. Threads that stopped too late
    /// to be of use are let go if they stand still by now, else by the end of the calling thread.
    public void detach() {
        for (Map.Entry<Integer, Tracee> entry : tracees.entrySet()) {
            int tid = entry.getKey();
            Tracee tracee = entry.getValue();
            if (tracee.state == State.RUNNING) {
                poll(tid, tracee);
            }
            if (tracee.state == State.STOPPED) {
                LibC.ptrace(PTRACE_DETACH, tid, 0, tracee.pendingSignal);
            }
        }
        tracees.clear();
    }

    private List<Integer> inState(State state) {
        List<Integer> tids = new ArrayList<>();
        for (Map.Entry<Integer, Tracee> entry : tracees.entrySet()) {
            if (entry.getValue().state == state) {
                tids.add(entry.getKey());
            }
        }
        int main = tids.indexOf(pid);
        if (main > 0) {
            tids.remove(main);
            tids.add(0, pid);
        }
        return List.copyOf(tids);
    }

    /// What `errno` means, in the C library's words.
    public static String describe(int errno) {
        return LibC.strerror(errno);
    }
}
