package io.ouroscope.analysis.threads;

import java.util.Map;

/// What the snapshot says of the process beside its memory: its open files, and what clocks showed.
///
/// @param words by file descriptor what it is: `socket 10.0.0.7:443`
/// @param monotonicNanos what the monotonic clock showed at the stop, 0 if unknown
/// @param epochNanos time of day at the stop, since 1970, 0 if unknown
public record StopFacts(Map<Integer, String> words, long monotonicNanos, long epochNanos) {
    public static final StopFacts UNKNOWN = new StopFacts(Map.of(), 0, 0);

    public StopFacts {
        words = Map.copyOf(words);
    }

    /// Empty if nothing is known of it.
    String word(int fd) {
        return words.getOrDefault(fd, "");
    }

    /// `fd 12 → socket 10.0.0.7:443`, without the arrow where nothing is known of it.
    public String described(int fd) {
        String known = word(fd);
        return "fd " + fd + (known.isEmpty() ? "" : " → " + known);
    }
}
