package io.ouroscope.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Waits until a process stands still: each of its threads runs on, or sleeps as it slept before.
///
/// Told by how often the kernel has let each thread go (`voluntary_ctxt_switches`): a thread that sleeps in one call
/// all the time does not count up. A process that never stands still is waited for only so long; its program says
/// `busy` then, or is one that a thread at work lets wait in short sleeps.
public final class Steady {
    private static final int POLL_MILLIS = 40;
    private static final int POLLS_ALIKE = 4;
    private static final int POLLS_AT_MOST = 50;

    private Steady() {}

    public static void await(int pid) {
        String last = "";
        int alike = 0;
        for (int poll = 0; poll < POLLS_AT_MOST && alike < POLLS_ALIKE; poll++) {
            String now = threads(pid);
            alike = now.equals(last) ? alike + 1 : 0;
            last = now;
            try {
                Thread.sleep(POLL_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted", e);
            }
        }
    }

    private static String threads(int pid) {
        var threads = new TreeMap<String, String>();
        try (Stream<Path> all = Files.list(Path.of("/proc/" + pid + "/task"))) {
            all.forEach(thread -> threads.put(thread.getFileName().toString(), state(thread.resolve("status"))));
        } catch (IOException gone) {
            return "gone";
        }
        return threads.toString();
    }

    private static String state(Path status) {
        try {
            String text = Files.readString(status);
            return field(text, "State").startsWith("R") ? "runs" : field(text, "voluntary_ctxt_switches");
        } catch (IOException ended) {
            return "ended";
        }
    }

    private static String field(String status, String name) {
        return status.lines()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst()
                .orElse("");
    }
}
