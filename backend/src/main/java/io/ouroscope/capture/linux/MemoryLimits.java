package io.ouroscope.capture.linux;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// How much memory is left: on the machine and in the control groups of a process.
///
/// Control groups of version 1 and 2, each up to the root, since every ancestor's limit holds; what the kernel could
/// drop at once (inactive file pages) counts as free. A group that cannot be seen (another namespace) does not limit.
///
/// @param proc normally /proc
/// @param cgroups normally /sys/fs/cgroup
public record MemoryLimits(Path proc, Path cgroups) {
    /// No limit known.
    public static final long UNLIMITED = Long.MAX_VALUE;

    /// Version 1 says "no limit" with a number near 2^63.
    private static final long VERSION_1_UNLIMITED = 1L << 60;

    /// Those of this machine.
    public static MemoryLimits ofMachine() {
        return new MemoryLimits(Path.of("/proc"), Path.of("/sys/fs/cgroup"));
    }

    /// MemAvailable in bytes.
    public long availableBytes() {
        for (String line : ProcFiles.text(proc.resolve("meminfo")).split("\n")) {
            if (line.startsWith("MemAvailable:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
            }
        }
        return UNLIMITED;
    }

    /// Bytes until a memory limit of the control groups of `process` (a pid or `self`) is reached.
    public long cgroupRoomBytes(String process) {
        long room = UNLIMITED;
        for (String line :
                ProcFiles.text(proc.resolve(process).resolve("cgroup")).split("\n")) {
            String[] fields = line.split(":", 3);
            if (fields.length == 3 && fields[1].isEmpty()) {
                room = Math.min(room, room(versionTwoRoot(), fields[2], "memory.max", "memory.current"));
            } else if (fields.length == 3 && ("," + fields[1] + ",").contains(",memory,")) {
                room = Math.min(
                        room,
                        room(cgroups.resolve("memory"), fields[2], "memory.limit_in_bytes", "memory.usage_in_bytes"));
            }
        }
        return room;
    }

    /// True if both are in the same memory control group.
    public boolean shareCgroup(String process, String other) {
        String cgroup = ProcFiles.text(proc.resolve(process).resolve("cgroup"));
        return !cgroup.isEmpty()
                && cgroup.equals(ProcFiles.text(proc.resolve(other).resolve("cgroup")));
    }

    private Path versionTwoRoot() {
        Path hybrid = cgroups.resolve("unified");
        return Files.isDirectory(hybrid) ? hybrid : cgroups;
    }

    private static long room(Path root, String group, String limitFile, String usageFile) {
        Path directory = root.resolve(group.substring(1)).normalize();
        if (!directory.startsWith(root)) {
            return UNLIMITED;
        }
        long room = UNLIMITED;
        while (true) {
            long limit = number(directory.resolve(limitFile));
            long usage = number(directory.resolve(usageFile));
            if (limit >= 0 && limit < VERSION_1_UNLIMITED && usage >= 0) {
                room = Math.min(room, Math.max(0, limit - usage + droppable(directory)));
            }
            Path parent = directory.getParent();
            if (directory.equals(root) || parent == null) {
                return room;
            }
            directory = parent;
        }
    }

    private static long droppable(Path directory) {
        long own = 0;
        for (String line : ProcFiles.text(directory.resolve("memory.stat")).split("\n")) {
            if (line.startsWith("total_inactive_file ")) {
                return parse(line.substring("total_inactive_file ".length()), 0);
            }
            if (line.startsWith("inactive_file ")) {
                own = parse(line.substring("inactive_file ".length()), 0);
            }
        }
        return own;
    }

    private static long number(Path file) {
        return parse(ProcFiles.text(file), -1);
    }

    private static long parse(@Nullable String text, long otherwise) {
        try {
            return text == null ? otherwise : Long.parseLong(text.trim());
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }
}
