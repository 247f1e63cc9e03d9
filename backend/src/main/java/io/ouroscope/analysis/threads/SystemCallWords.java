package io.ouroscope.analysis.threads;

import io.ouroscope.memory.Memory;
import io.ouroscope.memory.UnreadableAddressException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongUnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a system call does, in words: `receive from fd 12 → socket 10.0.0.7:443, at most 65,536 bytes`.
///
/// The words come from the table of system calls; arguments that point into memory are read there (structs as in the
/// manual pages: poll, select, clock_nanosleep, connect, futex). What cannot be read is said by its address.
final class SystemCallWords {
    private static final Pattern PLACE = Pattern.compile("\\{([^}]*)}");
    private static final int MOST_FILES = 12;
    private static final int MOST_DESCRIPTORS = 1024;
    private static final int MOST_PATH_BYTES = 256;
    private static final int POLLFD_BYTES = 8;
    private static final int ABSOLUTE = 1;
    private static final int CLOCK_REALTIME = 0;
    private static final int INET = 2;
    private static final int INET6 = 10;
    private static final int UNIX = 1;

    /// linux/futex.h: the operation, without the flags "private" and "real time".
    private static final int FUTEX_OPERATIONS = 0x7f;

    private static final int FUTEX_REALTIME = 256;

    private final Memory memory;
    private final StopFacts facts;
    private final LongUnaryOperator locks;

    /// @param locks address of the lock object whose waiters sleep on a word, 0 if it is none
    SystemCallWords(Memory memory, StopFacts facts, LongUnaryOperator locks) {
        this.memory = memory;
        this.facts = facts;
        this.locks = locks;
    }

    /// Empty for no call; a call that is not in the table is only named.
    List<CallWord> of(SystemCall call) {
        SystemCallTable.Known known = SystemCallTable.get(call.number());
        if (call.isNone()) {
            return List.of();
        }
        if (known == null) {
            return List.of(CallWord.text(call.name()));
        }
        var words = new ArrayList<CallWord>();
        Matcher place = PLACE.matcher(known.words());
        int end = 0;
        while (place.find()) {
            add(known.words().substring(end, place.start()), words);
            fill(place.group(1).split(" ", -1), call, words);
            end = place.end();
        }
        add(known.words().substring(end), words);
        return words;
    }

    private static void add(String text, List<CallWord> words) {
        if (!text.isEmpty()) {
            words.add(CallWord.text(text));
        }
    }

    private void fill(String[] place, SystemCall call, List<CallWord> words) {
        long first = value(place, 1, call);
        switch (place[0]) {
            case "fd" -> words.add(file((int) first));
            case "bytes" -> add(String.format(Locale.ROOT, "%,d bytes", first), words);
            case "millis" -> add((int) first < 0 ? "no timeout" : timeout((int) first * 1_000_000L), words);
            case "timeout" -> add(first == 0 ? "no timeout" : span(first, 1, "timeout "), words);
            case "span" -> add(span(first, 1, ""), words);
            case "alarm" -> add(alarm(first, value(place, 2, call), value(place, 3, call)), words);
            case "pid" -> add(process((int) first), words);
            case "waitid" -> add(waited((int) first, (int) value(place, 2, call)), words);
            case "path" -> add(path(first), words);
            case "sockaddr" -> add(socketAddress(first, (int) value(place, 2, call)), words);
            case "pollfds" -> polled(first, value(place, 2, call), words);
            case "select" -> selected(place, call, words);
            case "futex" -> futex(call, words);
            default -> throw new IllegalStateException("system-calls.txt has an unknown kind: " + place[0]);
        }
    }

    private static long value(String[] place, int index, SystemCall call) {
        return call.argument(Integer.parseInt(place[index]));
    }

    private CallWord file(int fd) {
        String what = facts.word(fd);
        return new CallWord("fd " + fd + (what.isEmpty() ? "" : " → " + what), fd, 0, 0);
    }

    private static String timeout(long nanos) {
        return nanos == 0 ? "at once" : "timeout " + Spans.text(nanos);
    }

    /// A struct timespec, or timeval where a unit is 1,000 nanoseconds.
    private long nanos(long address, long unitNanos) {
        long seconds = memory.getLong(address);
        long fraction = memory.getLong(address + Long.BYTES);
        return Math.max(0, Math.min(seconds, Long.MAX_VALUE / 2_000_000_000)) * 1_000_000_000 + fraction * unitNanos;
    }

    private String span(long address, long unitNanos, String before) {
        try {
            return before + Spans.text(nanos(address, unitNanos));
        } catch (UnreadableAddressException torn) {
            return before + "as said at " + hex(address);
        }
    }

    private String alarm(long clock, long flags, long time) {
        return (flags & ABSOLUTE) == 0 ? span(time, 1, "") : deadline(time, clock == CLOCK_REALTIME);
    }

    /// How much time is left is known where the snapshot says what the clock showed.
    private String deadline(long time, boolean realTime) {
        try {
            long nanos = nanos(time, 1);
            long left = realTime ? nanos - facts.epochNanos() : nanos - facts.monotonicNanos();
            boolean known = (realTime ? facts.epochNanos() : facts.monotonicNanos()) != 0;
            if (known && left >= 0) {
                return "until " + Spans.text(left) + " after the snapshot";
            }
            return known
                    ? "until the moment of the snapshot"
                    : "until the " + (realTime ? "" : "monotonic ") + "clock shows " + Spans.text(nanos);
        } catch (UnreadableAddressException torn) {
            return "until the time at " + hex(time);
        }
    }

    private static String process(int pid) {
        return pid == -1 || pid == 0 ? "any child process" : pid > 0 ? "child process " + pid : "process group " + -pid;
    }

    /// sys/wait.h: 0 all, 1 a process, 2 a group, 3 a process by descriptor.
    private String waited(int kind, int id) {
        return switch (kind) {
            case 1 -> "child process " + id;
            case 2 -> "process group " + id;
            case 3 -> "the process of " + file(id).text();
            default -> "any child process";
        };
    }

    private String path(long address) {
        byte[] bytes = new byte[MOST_PATH_BYTES];
        int length = 0;
        while (length < bytes.length && memory.isReadable(address + length, 1)) {
            byte next = memory.getByte(address + length);
            if (next == 0) {
                return "'" + new String(bytes, 0, length, StandardCharsets.UTF_8) + "'";
            }
            bytes[length++] = next;
        }
        return "the path at " + hex(address);
    }

    private String socketAddress(long address, int length) {
        if (length < 2 || length > 128 || !memory.isReadable(address, length)) {
            return "the address at " + hex(address);
        }
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = memory.getByte(address + i);
        }
        int family = bytes[0] & 0xff | (bytes[1] & 0xff) << 8;
        if (family == UNIX) {
            String name = new String(bytes, 2, length - 2, StandardCharsets.UTF_8);
            boolean named = !name.isEmpty() && name.charAt(0) != 0;
            int zero = name.indexOf(0);
            return named ? zero < 0 ? name : name.substring(0, zero) : "@" + name.replace("\0", "");
        }
        int port = length < 4 ? 0 : (bytes[2] & 0xff) << 8 | bytes[3] & 0xff;
        if (family == INET && length >= 8) {
            return ip(bytes, 4, 4) + ":" + port;
        }
        return family == INET6 && length >= 24
                ? "[" + ip(bytes, 8, 16) + "]:" + port
                : "an address of family " + family;
    }

    private static String ip(byte[] bytes, int from, int length) {
        byte[] address = new byte[length];
        System.arraycopy(bytes, from, address, 0, length);
        try {
            return InetAddress.getByAddress(address).getHostAddress();
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private void polled(long address, long count, List<CallWord> words) {
        if (count == 0) {
            add("nothing", words);
            return;
        }
        for (int i = 0; i < Math.clamp(count, 0, MOST_FILES); i++) {
            long entry = address + (long) i * POLLFD_BYTES;
            if (!memory.isReadable(entry, POLLFD_BYTES)) {
                add("the descriptors at " + hex(address), words);
                return;
            }
            add(i == 0 ? "" : ", ", words);
            words.add(file(memory.getInt(entry)));
        }
        if (count > MOST_FILES) {
            add(String.format(Locale.ROOT, " and %,d more", count - MOST_FILES), words);
        }
    }

    /// `{select COUNT READ WRITE EXCEPT UNIT TIME}`; on nothing it is how older Pythons sleep.
    private void selected(String[] place, SystemCall call, List<CallWord> words) {
        long time = call.argument(Integer.parseInt(place[6]));
        long unit = place[5].equals("timeval") ? 1000 : 1;
        var found = new ArrayList<CallWord>();
        String[] sets = {"to read ", "to write ", "for exceptions "};
        boolean any = false;
        for (int set = 0; set < sets.length; set++) {
            long bits = value(place, 2 + set, call);
            var members = new ArrayList<CallWord>();
            if (bits != 0) {
                descriptors(bits, Math.clamp(value(place, 1, call), 0, MOST_DESCRIPTORS), members);
            }
            if (!members.isEmpty()) {
                any = true;
                add(found.isEmpty() ? sets[set] : "; " + sets[set], found);
                found.addAll(members);
            }
        }
        if (!any) {
            add(time == 0 ? "sleep for ever" : span(time, unit, "sleep "), words);
            return;
        }
        add("select ", words);
        words.addAll(found);
        add(", " + (time == 0 ? "no timeout" : span(time, unit, "timeout ")), words);
    }

    private void descriptors(long bits, int count, List<CallWord> words) {
        int found = 0;
        for (int fd = 0; fd < count; fd++) {
            long at = bits + fd / Byte.SIZE;
            if (!memory.isReadable(at, 1)) {
                add("the descriptors at " + hex(bits), words);
                return;
            }
            if ((memory.getByte(at) >> (fd % Byte.SIZE) & 1) != 0) {
                if (found < MOST_FILES) {
                    add(found == 0 ? "" : ", ", words);
                    words.add(file(fd));
                }
                found++;
            }
        }
        if (found > MOST_FILES) {
            add(String.format(Locale.ROOT, " and %,d more", found - MOST_FILES), words);
        }
    }

    private void futex(SystemCall call, List<CallWord> words) {
        long word = call.argument(0);
        int flags = (int) call.argument(1);
        int operation = flags & FUTEX_OPERATIONS;
        String name = switch (operation) {
            case 0, 9 -> "wait on ";
            case 1, 10 -> "wake waiters of ";
            case 3, 4, 12 -> "move waiters of ";
            case 5 -> "wake waiters of two words, ";
            case 6, 13 -> "lock ";
            case 7 -> "unlock ";
            case 8 -> "try to lock ";
            case 11 -> "wait for a condition on ";
            default -> "operation " + operation + " on ";
        };
        add("futex " + name, words);
        words.add(new CallWord(hex(word), -1, word, 0));
        long lock = locks.applyAsLong(word);
        if (lock != 0) {
            add(" (", words);
            words.add(new CallWord("lock object " + hex(lock), -1, 0, lock));
            add(")", words);
        }
        long time = call.argument(3);
        boolean waits = operation == 0 || operation == 9 || operation == 6 || operation == 11 || operation == 13;
        if (waits && time != 0) {
            add(
                    ", " + (operation == 0 ? span(time, 1, "timeout ") : deadline(time, (flags & FUTEX_REALTIME) != 0)),
                    words);
        } else if (waits) {
            add(", no timeout", words);
        }
    }

    private static String hex(long address) {
        return "0x" + Long.toHexString(address);
    }
}
