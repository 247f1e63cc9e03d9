package io.ouroscope.capture;

import io.ouroscope.capture.linux.ProcFiles;
import io.ouroscope.capture.linux.ProcStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Finds out which right to trace a process is missing, and what grants it.
///
/// Follows `__ptrace_may_access` of the kernel and the Yama module as far as /proc shows what they look at. It can be
/// asked before trying (an absent problem is then no promise) and after the kernel said no.
final class Rights {
    private static final Path YAMA = Path.of("/proc/sys/kernel/yama/ptrace_scope");
    /// How our threads that trace are called; the kernel knows a tracer by its thread.
    static final String OWN_TRACER = "capture-trace-";

    private static final int YAMA_ADMIN_ONLY = 2;
    private static final int YAMA_NOBODY = 3;

    private final ProcStatus self;
    private final int yamaLevel;

    /// A right that is missing.
    record Problem(String text, @Nullable String fix) {}

    private Rights(ProcStatus self, int yamaLevel) {
        this.self = self;
        this.yamaLevel = yamaLevel;
    }

    static Rights ofThisProcess() {
        ProcStatus self = ProcStatus.ofSelf();
        String yama = ProcFiles.text(YAMA);
        return new Rights(
                self == null ? new ProcStatus(new int[4], new int[4], new int[0], 0, 0, 0) : self,
                yama.matches("\\d") ? Integer.parseInt(yama) : 0);
    }

    /// A problem that shows in /proc, null if none does.
    ///
    /// @param file where the snapshot would go, for the command; null for the default place
    @Nullable
    Problem predict(int pid, ProcStatus target, @Nullable Path file) {
        if (target.tracerPid() != 0) {
            String tracer = ProcFiles.text(ProcFiles.path(target.tracerPid(), "comm"));
            if (tracer.startsWith(OWN_TRACER)) {
                return new Problem(
                        "Ouroscope is capturing it already, and a process can have only one tracer.",
                        "Wait until that capture is over.");
            }
            return new Problem(
                    "It is already traced by " + (tracer.isEmpty() ? "process" : tracer) + " (" + target.tracerPid()
                            + "), and a process can have only one tracer.",
                    "End or detach " + (tracer.isEmpty() ? "that process" : tracer) + " first.");
        }
        if (yamaLevel >= YAMA_NOBODY) {
            return new Problem(
                    "The kernel's Yama module forbids tracing altogether (" + YAMA + " is " + yamaLevel + ").",
                    "Only a reboot with another setting of kernel.yama.ptrace_scope changes that.");
        }
        if (self.hasPtraceCapability()) {
            return null;
        }
        String missing = missing(pid, target);
        return missing == null ? null : new Problem(missing, command(pid, file));
    }

    private @Nullable String missing(int pid, ProcStatus target) {
        int us = self.effectiveUid();
        if (!sameIds(target.uids(), us) || !sameIds(target.gids(), self.gids()[1])) {
            return "It belongs to " + Users.name(target.uid()) + ", and " + Users.name(us)
                    + " lacks the capability CAP_SYS_PTRACE, which tracing another user's process takes.";
        }
        Integer owner = owner(pid);
        if (owner != null && owner != target.effectiveUid()) {
            return "It is not dumpable: it changed its privileges or asked not to be traced, which takes the capability"
                    + " CAP_SYS_PTRACE.";
        }
        if (yamaLevel >= YAMA_ADMIN_ONLY) {
            return "The kernel's Yama module lets only holders of the capability CAP_SYS_PTRACE trace (" + YAMA + " is "
                    + yamaLevel + ").";
        }
        if (yamaLevel == 1) {
            return "The kernel's Yama module lets a process be traced only by its ancestors or with the capability"
                    + " CAP_SYS_PTRACE (" + YAMA + " is 1).";
        }
        return null;
    }

    /// The problem after the kernel refused.
    Problem explain(int pid, ProcStatus target, @Nullable Path file, String kernelSays) {
        Problem predicted = predict(pid, target, file);
        if (predicted != null) {
            return predicted;
        }
        if (self.seccomp() == 2) {
            return new Problem(
                    "The kernel refuses to trace it (" + kernelSays + "): probably the seccomp filter of this container"
                            + " forbids ptrace, or the capability CAP_SYS_PTRACE is missing.",
                    command(pid, file));
        }
        return new Problem(
                "The kernel refuses to trace it (" + kernelSays
                        + "): a security module (AppArmor, SELinux) or another user namespace stands in the way.",
                command(pid, file));
    }

    private String command(int pid, @Nullable Path file) {
        if (self.effectiveUid() == 0) {
            return "Run it where CAP_SYS_PTRACE is granted (docker run --cap-add=SYS_PTRACE …, or on the host): "
                    + Launcher.captureCommand(pid, file);
        }
        return "sudo " + Launcher.captureCommand(pid, file);
    }

    private static boolean sameIds(int[] targets, int ours) {
        return targets[0] == ours && targets[1] == ours && targets[2] == ours;
    }

    private static @Nullable Integer owner(int pid) {
        try {
            return (Integer) Files.getAttribute(ProcFiles.path(pid, "status"), "unix:uid");
        } catch (IOException e) {
            return null;
        }
    }
}
