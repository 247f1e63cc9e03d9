package io.ouroscope.analysis.threads;

import java.util.List;
import java.util.stream.Collectors;

/// A system call in progress.
///
/// @param number as on x86-64, -1 for none
/// @param arguments six, from registers
public record SystemCall(int number, List<Long> arguments) {
    public static final SystemCall NONE = new SystemCall(-1, List.of());

    public static final int POLL = 7;
    public static final int FUTEX = 202;

    public boolean isNone() {
        return number < 0;
    }

    /// `epoll_wait`, or `system call 428` for one that is not in our table.
    public String name() {
        SystemCallTable.Known known = SystemCallTable.get(number);
        return known == null ? "system call " + number : known.name();
    }

    /// `read(3, 0x7ffe…, 4096)`: small numbers in decimal, others as addresses.
    public String text() {
        SystemCallTable.Known known = SystemCallTable.get(number);
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
        SystemCallTable.Known known = SystemCallTable.get(number);
        return known == null || !known.file() ? -1 : (int) argument(0);
    }

    /// An argument by its place, 0 if it is unknown.
    public long argument(int index) {
        return index < arguments.size() ? arguments.get(index) : 0;
    }
}
