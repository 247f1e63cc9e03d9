package io.ouroscope.cli;

import io.ouroscope.progress.Progress;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// Progress as one line on a terminal, rewritten at most ten times a second. Says nothing for the first half second.
final class ProgressLine implements Progress {
    private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long PACE_KNOWN_AFTER_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Terminal terminal;
    private final Cancellation cancellation;
    private final LongSupplier nanoTime;
    private final long startNanos;
    private String stage = "";
    private long totalUnits;
    private long stageStartNanos;
    private long nextNanos;

    ProgressLine(Terminal terminal, Cancellation cancellation, LongSupplier nanoTime) {
        this.terminal = terminal;
        this.cancellation = cancellation;
        this.nanoTime = nanoTime;
        startNanos = nanoTime.getAsLong();
        nextNanos = startNanos + PATIENCE_NANOS;
    }

    @Override
    public synchronized void stage(String name, long units) {
        stage = name;
        totalUnits = units;
        stageStartNanos = nanoTime.getAsLong();
        done(0);
    }

    @Override
    public synchronized void done(long units) {
        long now = nanoTime.getAsLong();
        if (now - nextNanos < 0) {
            return;
        }
        nextNanos = now + INTERVAL_NANOS;
        terminal.show(stage + share(units) + left(units, now - stageStartNanos));
    }

    @Override
    public boolean isCancelled() {
        return cancellation.isRequested();
    }

    private String share(long units) {
        return totalUnits <= 0 ? " …" : " " + Math.clamp(100 * units / totalUnits, 0, 100) + " %";
    }

    private String left(long units, long elapsedNanos) {
        if (totalUnits <= 0 || units <= 0 || elapsedNanos < PACE_KNOWN_AFTER_NANOS) {
            return "";
        }
        double seconds = (double) Math.max(0, totalUnits - units) / units * elapsedNanos / 1e9;
        return ", " + (long) Math.ceil(seconds) + " s left";
    }
}
