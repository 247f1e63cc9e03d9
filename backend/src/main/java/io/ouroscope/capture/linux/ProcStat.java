package io.ouroscope.capture.linux;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// /proc/PID/stat or /proc/PID/task/TID/stat, see `proc(5)`.
///
/// @param name comm, as the kernel cut it
/// @param state one letter
/// @param startTicks start after boot in clock ticks of 1/100 s
public record ProcStat(
        int pid,
        String name,
        String state,
        int parentPid,
        int processGroup,
        int session,
        long flags,
        int nice,
        int threads,
        long startTicks,
        long residentPages) {

    /// Whether it has ended and only its exit status is kept.
    public boolean hasEnded() {
        return state.equals("Z") || state.equals("X");
    }

    /// The stat of a process, null if it has vanished.
    public static @Nullable ProcStat of(int pid) {
        return parse(ProcFiles.text(ProcFiles.path(pid, "stat")));
    }

    /// The stat of a thread, null if it has vanished.
    public static @Nullable ProcStat of(int pid, int tid) {
        return parse(ProcFiles.text(Path.of("/proc/" + pid + "/task/" + tid + "/stat")));
    }

    /// The name may hold blanks and brackets: it ends at the last closing one.
    static @Nullable ProcStat parse(String line) {
        int open = line.indexOf('(');
        int close = line.lastIndexOf(')');
        if (open < 1 || close < open) {
            return null;
        }
        String[] fields = line.substring(close + 1).trim().split(" ");
        if (fields.length < 22) {
            return null;
        }
        return new ProcStat(
                Integer.parseInt(line.substring(0, open).trim()),
                line.substring(open + 1, close),
                fields[0],
                Integer.parseInt(fields[1]),
                Integer.parseInt(fields[2]),
                Integer.parseInt(fields[3]),
                Long.parseLong(fields[6]),
                Integer.parseInt(fields[16]),
                Integer.parseInt(fields[17]),
                Long.parseLong(fields[19]),
                Long.parseLong(fields[21]));
    }
}
