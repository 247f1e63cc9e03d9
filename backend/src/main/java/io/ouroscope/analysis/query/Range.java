package io.ouroscope.analysis.query;

/// Numbers from `least` to `most`, both included.
public record Range(long least, long most) {
    public static final Range ALL = new Range(Long.MIN_VALUE, Long.MAX_VALUE);

    boolean contains(long value) {
        return value >= least && value <= most;
    }
}
