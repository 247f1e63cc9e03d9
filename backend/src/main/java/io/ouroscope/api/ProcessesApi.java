package io.ouroscope.api;

import io.ouroscope.capture.PythonProcess;
import io.ouroscope.capture.ShellWords;
import io.ouroscope.workspace.LiveProcesses;

/// The live Python processes of this machine.
final class ProcessesApi {
    private final LiveProcesses processes;

    ProcessesApi(LiveProcesses processes) {
        this.processes = processes;
    }

    void register(Endpoints routes) {
        routes.get(
                        "/api/processes",
                        ctx -> Json.send(
                                ctx,
                                new Wire.Items<>(processes.list().stream()
                                        .map(this::wire)
                                        .toList())))
                .describe("The live Python processes of this machine", Endpoint.items(Wire.Process.class));
    }

    private Wire.Process wire(PythonProcess process) {
        return new Wire.Process(
                process.pid(),
                process.parentPid(),
                process.listedAncestor(),
                process.name(),
                ShellWords.join(process.commandLine()),
                process.user(),
                process.rssBytes(),
                process.threads(),
                process.pythonVersion(),
                process.evidence(),
                process.startedAt() == null ? null : process.startedAt().toString(),
                process.capturable(),
                process.problem(),
                process.capturable() ? null : processes.fix(process));
    }
}
