package io.ouroscope.analysis.threads;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// A system call in progress.
///
/// @param number as on x86-64, -1 for none
/// @param arguments six, from registers
public record SystemCall(int number, List<Long> arguments) {
    public static final SystemCall NONE = new SystemCall(-1, List.of());

    public static final int POLL = 7;
    public static final int FUTEX = 202;

    /// Those that wait, and what else long calls are made of (asm/unistd_64.h): number, name, how many
    /// arguments.
    private record Known(int number, String name, int arguments, boolean file) {}

    private static final Map<Integer, Known> KNOWN = List.of(
                    new Known(0, "read", 3, true),
                    new Known(1, "write", 3, true),
                    new Known(POLL, "poll", 3, false),
                    new Known(17, "pread64", 4, true),
                    new Known(18, "pwrite64", 4, true),
                    new Known(19, "readv", 3, true),
                    new Known(20, "writev", 3, true),
                    new Known(23, "select", 5, false),
                    new Known(24, "sched_yield", 0, false),
                    new Known(34, "pause", 0, false),
                    new Known(35, "nanosleep", 2, false),
                    new Known(40, "sendfile", 4, true),
                    new Known(42, "connect", 3, true),
                    new Known(43, "accept", 3, true),
                    new Known(44, "sendto", 6, true),
                    new Known(45, "recvfrom", 6, true),
                    new Known(46, "sendmsg", 3, true),
                    new Known(47, "recvmsg", 3, true),
                    new Known(61, "wait4", 4, false),
                    new Known(65, "semop", 3, false),
                    new Known(70, "msgrcv", 5, false),
                    new Known(72, "fcntl", 3, true),
                    new Known(73, "flock", 2, true),
                    new Known(74, "fsync", 1, true),
                    new Known(75, "fdatasync", 1, true),
                    new Known(128, "rt_sigtimedwait", 4, false),
                    new Known(130, "rt_sigsuspend", 2, false),
                    new Known(FUTEX, "futex", 6, false),
                    new Known(208, "io_getevents", 5, false),
                    new Known(219, "restart_syscall", 0, false),
                    new Known(220, "semtimedop", 4, false),
                    new Known(230, "clock_nanosleep", 4, false),
                    new Known(232, "epoll_wait", 4, true),
                    new Known(247, "waitid", 5, false),
                    new Known(270, "pselect6", 6, false),
                    new Known(271, "ppoll", 5, false),
                    new Known(281, "epoll_pwait", 6, true),
                    new Known(288, "accept4", 4, true),
                    new Known(299, "recvmmsg", 5, true),
                    new Known(307, "sendmmsg", 4, true),
                    new Known(426, "io_uring_enter", 6, true),
                    new Known(441, "epoll_pwait2", 6, true))
            .stream()
            .collect(Collectors.toUnmodifiableMap(Known::number, known -> known));

    public boolean isNone() {
        return number < 0;
    }

    /// `epoll_wait`, or `system call 428` for one that is not in our list.
    public String name() {
        Known known = KNOWN.get(number);
        return known == null ? "system call " + number : known.name();
    }

    /// `read(3, 0x7ffe…, 4096)`: small numbers in decimal, others as addresses.
    public String text() {
        Known known = KNOWN.get(number);
        if (known == null) {
            return name();
        }
        return arguments.stream()
                .limit(known.arguments())
                .map(SystemCall::argument)
                .collect(Collectors.joining(", ", known.name() + "(", ")"));
    }

    private static String argument(long value) {
        // Ints come with or without their sign's upper half.
        int small = (int) value;
        return value == small || value >>> 32 == 0 ? Integer.toString(small) : "0x" + Long.toHexString(value);
    }

    /// The file descriptor that it works on, -1 if none or several.
    public int file() {
        Known known = KNOWN.get(number);
        return known == null || !known.file() ? -1 : (int) argument(0);
    }

    /// An argument by its place, 0 if it is unknown.
    public long argument(int index) {
        return index < arguments.size() ? arguments.get(index) : 0;
    }
}
