package io.ouroscope.capture;

import io.ouroscope.capture.CaptureException.Kind;
import io.ouroscope.capture.PythonDetector.Python;
import io.ouroscope.capture.linux.Mapping;
import io.ouroscope.capture.linux.ProcFiles;
import io.ouroscope.capture.linux.ProcStat;
import io.ouroscope.capture.linux.ProcStatus;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A process as /proc shows it before anything is done to it.
record TargetProcess(
        ProcStat stat,
        ProcStatus status,
        List<Mapping> mappings,
        @Nullable String pythonVersion,
        String executable,
        List<String> commandLine,
        byte[] auxiliaryVector) {

    int pid() {
        return stat.pid();
    }

    /// Whether the process has ended, or is ending and has no memory any more.
    static boolean isGone(int pid) {
        ProcStat stat = ProcStat.of(pid);
        return stat == null || stat.hasEnded() || ProcFiles.mappings(pid).isEmpty();
    }

    /// Looks at process `pid` and refuses what cannot or must not be captured.
    ///
    /// @param file where the snapshot will be, for hints
    static TargetProcess examine(int pid, Path file) throws CaptureException {
        ProcStat stat = ProcStat.of(pid);
        ProcStatus status = ProcStatus.of(pid);
        if (pid <= 0 || stat == null || status == null) {
            throw new CaptureException(
                    Kind.NO_SUCH_PROCESS,
                    "There is no process " + pid + ".",
                    "`ps` or Ouroscope's list of processes shows the ids; one from inside a container differs outside.");
        }
        if (stat.hasEnded()) {
            throw ended(pid, stat, file);
        }
        List<Mapping> mappings = ProcFiles.mappings(pid);
        Python python = PythonDetector.detect(pid, mappings);
        List<String> commandLine = ProcFiles.commandLine(pid);
        if (mappings.isEmpty() && !commandLine.isEmpty()) {
            Rights.Problem problem = Rights.ofThisProcess().explain(pid, status, file, "its memory map is not shown");
            throw new CaptureException(
                    Kind.NOT_PERMITTED, "Process " + pid + " cannot be captured. " + problem.text(), problem.fix());
        }
        if (python == null) {
            throw new CaptureException(
                    Kind.NOT_PYTHON,
                    "Process " + pid + " (" + stat.name()
                            + ") does not run Python: its program has no interpreter in it"
                            + " and it has no libpython loaded.",
                    null);
        }
        refuseUnsupported(pid, stat, python);
        Rights.Problem problem = Rights.ofThisProcess().predict(pid, status, file);
        if (problem != null) {
            throw new CaptureException(
                    Kind.NOT_PERMITTED, "Process " + pid + " cannot be captured. " + problem.text(), problem.fix());
        }
        byte[] vector = ProcFiles.bytes(ProcFiles.path(pid, "auxv"));
        return new TargetProcess(
                stat,
                status,
                mappings,
                python.version(),
                ProcFiles.link(ProcFiles.path(pid, "exe")),
                commandLine,
                vector == null ? new byte[0] : vector);
    }

    /// A process goes on without its first thread if others are left; /proc then shows it under their
    /// ids only.
    private static CaptureException ended(int pid, ProcStat stat, Path file) {
        String name = "Process " + pid + " (" + stat.name() + ")";
        return ProcFiles.threads(pid).stream()
                .filter(thread -> thread != pid && !isGone(thread))
                .findFirst()
                .map(thread -> new CaptureException(
                        Kind.VANISHED,
                        "The first thread of " + name + " has ended; others run.",
                        "Capture it by the id of one of them: ouroscope capture " + thread + " -o " + file))
                .orElseGet(() -> new CaptureException(Kind.VANISHED, name + " has ended.", null));
    }

    private static void refuseUnsupported(int pid, ProcStat stat, Python python) throws CaptureException {
        if (python.refusal() != null) {
            throw new CaptureException(
                    Kind.NOT_PYTHON, "Process " + pid + " (" + stat.name() + ") " + python.refusal() + ".", null);
        }
        long self = ProcessHandle.current().pid();
        if (pid == self) {
            throw new CaptureException(Kind.UNSUPPORTED, "A process cannot capture itself.", null);
        }
        if (stat.parentPid() == self) {
            // the JDK waits for its children with waitpid and would take the stop for the end
            throw new CaptureException(
                    Kind.UNSUPPORTED,
                    "Process " + pid + " is a child of this very Java process, whose runtime would take its stop for"
                            + " its end.",
                    "Start it through `setsid --fork`, so that it is nobody's child.");
        }
    }
}
