package io.ouroscope.analysis.threads;

import io.ouroscope.memory.Memory;

/// When a system call ends by itself: its timeout, from the stop on.
public final class CallTimes {
    private static final double NANOS = 1e9;
    private static final int FUTEX_OPERATIONS = 0x7f;
    private static final int FUTEX_REALTIME = 256;
    private static final int ABSOLUTE = 1;

    private final Memory memory;
    private final StopFacts facts;

    public CallTimes(Memory memory, StopFacts facts) {
        this.memory = memory;
        this.facts = facts;
    }

    /// Whether it has an end; how far that is may still be unknown.
    public boolean ends(SystemCall call) {
        return switch (call.name()) {
            case "poll" -> (int) call.argument(2) >= 0;
            case "epoll_wait", "epoll_pwait" -> (int) call.argument(3) >= 0;
            case "select", "pselect6" -> call.argument(4) != 0;
            case "ppoll", "rt_sigtimedwait" -> call.argument(2) != 0;
            case "epoll_pwait2", "futex", "semtimedop" -> call.argument(3) != 0;
            case "io_getevents" -> call.argument(4) != 0;
            case "nanosleep", "clock_nanosleep", "restart_syscall" -> true;
            default -> false;
        };
    }

    /// Seconds from the stop until it ends at the latest, NaN if unknown or never. The kernel does not tell how much
    /// of a relative timeout is over, so of those it is all.
    public double seconds(SystemCall call) {
        if (!ends(call)) {
            return Double.NaN;
        }
        return switch (call.name()) {
            case "poll" -> (int) call.argument(2) / 1e3;
            case "epoll_wait", "epoll_pwait" -> (int) call.argument(3) / 1e3;
            case "select" -> span(call.argument(4), 1e6);
            case "pselect6", "io_getevents" -> span(call.argument(4), NANOS);
            case "ppoll", "rt_sigtimedwait" -> span(call.argument(2), NANOS);
            case "epoll_pwait2", "semtimedop" -> span(call.argument(3), NANOS);
            case "nanosleep" -> span(call.argument(0), NANOS);
            case "clock_nanosleep" ->
                (call.argument(1) & ABSOLUTE) == 0
                        ? span(call.argument(2), NANOS)
                        : until(call.argument(2), call.argument(0) == 0);
            case "futex" -> {
                int flags = (int) call.argument(1);
                yield (flags & FUTEX_OPERATIONS) == 0
                        ? span(call.argument(3), NANOS)
                        : until(call.argument(3), (flags & FUTEX_REALTIME) != 0);
            }
            default -> Double.NaN;
        };
    }

    /// A struct timespec or timeval.
    private double span(long address, double unitsInSecond) {
        return memory.isReadable(address, 2L * Long.BYTES)
                ? memory.getLong(address) + memory.getLong(address + Long.BYTES) / unitsInSecond
                : Double.NaN;
    }

    private double until(long address, boolean realTime) {
        long now = realTime ? facts.epochNanos() : facts.monotonicNanos();
        return now == 0 ? Double.NaN : Math.max(0, span(address, NANOS) - now / NANOS);
    }
}
