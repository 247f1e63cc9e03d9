package io.ouroscope.cli;

import io.ouroscope.capture.CaptureRequest;
import picocli.CommandLine.Option;

/// What a capture may cost the process and the machine.
final class CaptureLimits {
    @Option(
            names = "--max-pause",
            paramLabel = "TIME",
            defaultValue = "" + CaptureRequest.DEFAULT_MAX_PAUSE_MILLIS + "ms",
            converter = Durations.Converter.class,
            description = "How long the process may stand still (default: 10s).")
    long maxPauseMillis = CaptureRequest.DEFAULT_MAX_PAUSE_MILLIS;

    @Option(
            names = "--max-memory",
            paramLabel = "SIZE",
            converter = Sizes.Converter.class,
            description = "How much memory the copy may take before it goes to disk (default: what is free).")
    long maxMemoryBytes = CaptureRequest.DEFAULT_MAX_MEMORY_BYTES;
}
