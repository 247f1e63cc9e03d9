package io.ouroscope.capture;

import io.ouroscope.capture.PythonDetector.Python;
import io.ouroscope.capture.linux.ProcFiles;
import io.ouroscope.capture.linux.ProcStat;
import io.ouroscope.capture.linux.ProcStatus;
import io.ouroscope.snapshot.ProcessName;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The live Python processes of this machine, as far as /proc shows them.
public final class Processes {
    private static final long PAGE_BYTES = 4096;
    private static final long TICK_MILLIS = 10;

    private Processes() {}

    private record Seen(ProcStat stat, @Nullable PythonProcess python) {}

    /// All of them, by pid. A process that vanishes meanwhile is left out.
    public static List<PythonProcess> list() {
        Rights rights = Rights.ofThisProcess();
        long bootMillis = bootMillis();
        Map<Integer, Seen> seen = new HashMap<>();
        ProcFiles.processes().parallelStream()
                .map(pid -> look(pid, rights, bootMillis))
                .filter(found -> found != null)
                .toList()
                .forEach(found -> seen.put(found.stat().pid(), found));
        return seen.values().stream()
                .map(found -> withAncestor(found, seen))
                .filter(python -> python != null)
                .sorted(Comparator.comparingInt(PythonProcess::pid))
                .toList();
    }

    private static @Nullable Seen look(int pid, Rights rights, long bootMillis) {
        ProcStat stat = ProcStat.of(pid);
        ProcStatus status = ProcStatus.of(pid);
        if (stat == null || status == null || stat.hasEnded()) {
            return stat == null ? null : new Seen(stat, null);
        }
        Python python = PythonDetector.detect(pid, ProcFiles.mappings(pid));
        if (python == null) {
            return new Seen(stat, null);
        }
        List<String> commandLine = ProcFiles.commandLine(pid);
        Rights.Problem problem = python.refusal() == null
                ? rights.predict(pid, status, null)
                : new Rights.Problem("It " + python.refusal() + ".", null);
        return new Seen(
                stat,
                new PythonProcess(
                        pid,
                        stat.parentPid(),
                        null,
                        ProcessName.of(commandLine, stat.name()),
                        commandLine,
                        Users.name(status.uid()),
                        stat.residentPages() * PAGE_BYTES,
                        stat.threads(),
                        python.version(),
                        python.evidence(),
                        bootMillis == 0 ? null : Instant.ofEpochMilli(bootMillis + stat.startTicks() * TICK_MILLIS),
                        problem == null ? null : problem.text(),
                        problem == null ? null : problem.fix()));
    }

    private static @Nullable PythonProcess withAncestor(Seen found, Map<Integer, Seen> all) {
        PythonProcess python = found.python();
        if (python == null) {
            return null;
        }
        Integer ancestor = null;
        Seen parent = all.get(found.stat().parentPid());
        for (int depth = 0; parent != null && depth < all.size(); depth++) {
            if (parent.python() != null) {
                ancestor = parent.stat().pid();
                break;
            }
            parent = all.get(parent.stat().parentPid());
        }
        return new PythonProcess(
                python.pid(),
                python.parentPid(),
                ancestor,
                python.name(),
                python.commandLine(),
                python.user(),
                python.rssBytes(),
                python.threads(),
                python.pythonVersion(),
                python.evidence(),
                python.startedAt(),
                python.problem(),
                python.fix());
    }

    private static long bootMillis() {
        for (String line : ProcFiles.text(Path.of("/proc/stat")).split("\n")) {
            if (line.startsWith("btime ")) {
                return Long.parseLong(line.substring(6).trim()) * 1000;
            }
        }
        return 0;
    }
}
