package io.ouroscope.capture;

import io.ouroscope.capture.linux.MemoryLimits;

/// Decides how much RAM the copy of a process may take.
///
/// It fits only with a margin, for a process that is looked at is often one that grew until the machine or its
/// control group is nearly full, and our copy must not be what gets it killed.
record MemoryBudget(MemoryLimits limits, long maxMemoryBytes) {
    /// The process grows a little between planning and stopping it.
    private static final long GROWTH_BYTES = 16L << 20;

    private static final long LEAST_MARGIN_BYTES = 64L << 20;

    /// How large a buffer to set aside for `neededBytes` of process `pid`; 0 if it does not fit.
    long bufferBytes(int pid, long neededBytes) {
        long wanted = neededBytes + neededBytes / 20 + GROWTH_BYTES;
        long free = freeBytes(pid);
        long margin = Math.max(LEAST_MARGIN_BYTES, free / 10);
        if (neededBytes > maxMemoryBytes || free == MemoryLimits.UNLIMITED || wanted > free - margin) {
            return 0;
        }
        return Math.min(wanted, maxMemoryBytes);
    }

    /// What is free for us: on the machine, in our control groups, and in the target's if we are in the same.
    private long freeBytes(int pid) {
        long free = Math.min(limits.availableBytes(), limits.cgroupRoomBytes("self"));
        String target = Integer.toString(pid);
        return limits.shareCgroup("self", target) ? Math.min(free, limits.cgroupRoomBytes(target)) : free;
    }
}
