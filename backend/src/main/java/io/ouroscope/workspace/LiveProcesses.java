package io.ouroscope.workspace;

import io.ouroscope.capture.Processes;
import io.ouroscope.capture.PythonProcess;
import io.ouroscope.capture.ShellWords;
import java.nio.file.Path;
import java.util.List;

/// The Python processes of this machine, with commands that put a capture where this workspace sees it.
public final class LiveProcesses {
    private final Path store;

    LiveProcesses(Path store) {
        this.store = store;
    }

    public List<PythonProcess> list() {
        return Processes.list();
    }

    /// What helps where a process cannot be captured; a command that captures it names our store.
    public String fix(PythonProcess process) {
        String fix = process.fix() == null ? "" : process.fix();
        return fix.endsWith(" capture " + process.pid()) ? fix + " --store " + ShellWords.quote(store.toString()) : fix;
    }

    /// The process with this pid, if it can be captured.
    ///
    /// @throws ProblemException if it is not there or cannot
    PythonProcess capturable(int pid) {
        PythonProcess process = list().stream()
                .filter(each -> each.pid() == pid)
                .findFirst()
                .orElseThrow(() -> new ProblemException(
                        Problem.Kind.NOT_FOUND,
                        "No such Python process",
                        "There is no Python process " + pid + " on this machine",
                        "ouroscope processes"));
        if (process.problem() != null) {
            throw new ProblemException(
                    Problem.Kind.NO_RIGHT,
                    "This process cannot be captured from here",
                    process.problem(),
                    fix(process));
        }
        return process;
    }
}
