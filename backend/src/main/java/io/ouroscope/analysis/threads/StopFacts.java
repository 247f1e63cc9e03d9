package io.ouroscope.analysis.threads;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the snapshot says of the process beside its memory: its open files, what clocks showed, who else has its
/// semaphores.
///
/// @param words by file descriptor what it is: `socket 10.0.0.7:443`
/// @param unreadBytes by file descriptor of a socket, what has come and was not read, where that is known
/// @param monotonicNanos what the monotonic clock showed at the stop, 0 if unknown
/// @param epochNanos time of day at the stop, since 1970, 0 if unknown
/// @param semaphores by address those that processes share, as far as it is known who does
public record StopFacts(
        Map<Integer, String> words,
        Map<Integer, Long> unreadBytes,
        long monotonicNanos,
        long epochNanos,
        Map<Long, SharedSemaphore> semaphores) {
    /// A semaphore is at the beginning of a page of its own.
    private static final long PAGE_BYTES = 4096;

    public static final StopFacts UNKNOWN = new StopFacts(Map.of(), Map.of(), 0, 0, Map.of());

    public StopFacts {
        words = Map.copyOf(words);
        unreadBytes = Map.copyOf(unreadBytes);
        semaphores = Map.copyOf(semaphores);
    }

    /// Empty if nothing is known of it.
    String word(int fd) {
        return words.getOrDefault(fd, "");
    }

    /// The semaphore at this address, null if it is not known who has it mapped.
    public @Nullable SharedSemaphore semaphore(long address) {
        return semaphores.get(address & -PAGE_BYTES);
    }

    /// `fd 12 → socket 10.0.0.7:443`, without the arrow where nothing is known of it.
    public String described(int fd) {
        String known = word(fd);
        return "fd " + fd + (known.isEmpty() ? "" : " → " + known);
    }
}
