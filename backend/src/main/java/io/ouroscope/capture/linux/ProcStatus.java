package io.ouroscope.capture.linux;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The fields of /proc/PID/status that tell who a process is and what it may do.
///
/// @param uids real, effective, saved and file system uid
/// @param gids the same for groups
/// @param groups supplementary groups
/// @param tracerPid process that traces it, 0 if none does
/// @param effectiveCapabilities bit mask
/// @param seccomp 0 off, 1 strict, 2 filter
public record ProcStatus(int[] uids, int[] gids, int[] groups, int tracerPid, long effectiveCapabilities, int seccomp) {
    /// CAP_SYS_PTRACE of `capability.h`.
    private static final int CAP_SYS_PTRACE = 19;

    public int uid() {
        return uids[0];
    }

    public int effectiveUid() {
        return uids[1];
    }

    public int gid() {
        return gids[0];
    }

    public boolean hasPtraceCapability() {
        return (effectiveCapabilities >>> CAP_SYS_PTRACE & 1) != 0;
    }

    /// The status of a process, null if it has vanished.
    public static @Nullable ProcStatus of(int pid) {
        return parse(ProcFiles.text(ProcFiles.path(pid, "status")));
    }

    /// Our own status.
    public static @Nullable ProcStatus ofSelf() {
        return parse(ProcFiles.text(Path.of("/proc/self/status")));
    }

    static @Nullable ProcStatus parse(String text) {
        Map<String, String> fields = new HashMap<>();
        for (String line : text.split("\n")) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                fields.put(line.substring(0, colon), line.substring(colon + 1).trim());
            }
        }
        String uids = fields.get("Uid");
        String gids = fields.get("Gid");
        if (uids == null || gids == null) {
            return null;
        }
        return new ProcStatus(
                numbers(uids),
                numbers(gids),
                numbers(fields.getOrDefault("Groups", "")),
                Integer.parseInt(fields.getOrDefault("TracerPid", "0")),
                Long.parseUnsignedLong(fields.getOrDefault("CapEff", "0"), 16),
                Integer.parseInt(fields.getOrDefault("Seccomp", "0")));
    }

    private static int[] numbers(String text) {
        String[] words = text.isEmpty() ? new String[0] : text.split("\\s+");
        int[] numbers = new int[words.length];
        for (int i = 0; i < words.length; i++) {
            numbers[i] = (int) Long.parseLong(words[i]);
        }
        return numbers;
    }
}
