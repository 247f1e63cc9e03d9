package io.ouroscope.analysis.locks;

import io.ouroscope.analysis.threads.CallTimes;
import io.ouroscope.analysis.threads.CallWord;
import io.ouroscope.analysis.threads.SystemCall;
import io.ouroscope.analysis.threads.ThreadInfo;
import io.ouroscope.analysis.threads.ThreadInfo.Waiting;
import io.ouroscope.analysis.waits.Wake;
import java.util.List;

/// What in the world outside ends a system call that is no futex: another process, a peer, a timer, a signal, a person.
final class KernelWaits {
    private final CallTimes times;
    private final Relatives relatives;

    KernelWaits(CallTimes times, Relatives relatives) {
        this.times = times;
        this.relatives = relatives;
    }

    Wake of(ThreadInfo thread, SystemCall call, ThreadStack stack) {
        Waiting waiting = thread.waiting();
        String sentence = (waiting == null ? call.name() : waiting.sentence())
                + (stack.isIn(0, "multiprocessing/connection.py") || stack.isIn(1, "multiprocessing/connection.py")
                        ? relatives.words()
                        : "");
        List<CallWord> files = waiting == null
                ? List.of()
                : waiting.words().stream().filter(word -> word.file() >= 0).toList();
        int fd = files.isEmpty() ? call.file() : files.getFirst().file();
        return switch (call.name()) {
            case "nanosleep", "clock_nanosleep", "restart_syscall" -> Wake.timer(sentence, times.seconds(call));
            case "poll", "ppoll", "select", "pselect6", "epoll_wait", "epoll_pwait", "epoll_pwait2", "io_getevents" -> {
                if (times.ends(call)) {
                    yield new Wake(Wake.Kind.TIMER, sentence, fd, times.seconds(call));
                }
                if (files.isEmpty() && fd < 0) {
                    yield Wake.of(Wake.Kind.SIGNAL, sentence);
                }
                yield files.stream().allMatch(KernelWaits::isTerminal) && !files.isEmpty()
                        ? new Wake(Wake.Kind.PERSON, sentence, fd, Double.NaN)
                        : Wake.peer(sentence, fd);
            }
            case "read", "readv", "pread64" ->
                !files.isEmpty() && isTerminal(files.getFirst())
                        ? new Wake(Wake.Kind.PERSON, sentence, fd, Double.NaN)
                        : Wake.peer(sentence, fd);
            case "pause", "rt_sigsuspend" -> Wake.of(Wake.Kind.SIGNAL, sentence);
            case "rt_sigtimedwait" ->
                times.ends(call) ? Wake.timer(sentence, times.seconds(call)) : Wake.of(Wake.Kind.SIGNAL, sentence);
            case "semtimedop" ->
                times.ends(call) ? Wake.timer(sentence, times.seconds(call)) : Wake.of(Wake.Kind.PROCESS, sentence);
            case "wait4", "waitid", "semop", "msgrcv", "vfork", "clone", "fork", "execve" ->
                Wake.of(Wake.Kind.PROCESS, sentence);
            case "sched_yield", "close" -> Wake.of(Wake.Kind.RUNNING, sentence);
            default ->
                call.file() >= 0 || !files.isEmpty() || call.name().equals("openat")
                        ? Wake.peer(sentence, fd)
                        : Wake.of(Wake.Kind.UNKNOWN, sentence);
        };
    }

    private static boolean isTerminal(CallWord word) {
        return word.text().contains("/dev/pts/")
                || word.text().contains("/dev/tty")
                || word.text().contains("/dev/console");
    }
}
