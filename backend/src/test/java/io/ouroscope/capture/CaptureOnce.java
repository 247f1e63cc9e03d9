package io.ouroscope.capture;

import io.ouroscope.progress.Progress;
import java.nio.file.Path;

/// A program that captures a process once and says how that went, to be run as another user or in another group.
final class CaptureOnce {
    private CaptureOnce() {}

    /// @param arguments process id and file
    public static void main(String[] arguments) {
        try {
            CaptureResult result = Capture.capture(
                    new CaptureRequest(Integer.parseInt(arguments[0]), Path.of(arguments[1])), Progress.NONE);
            System.out.println("CAPTURED " + (result.streamed() ? "straight to disk" : "through memory"));
        } catch (CaptureException e) {
            System.out.println(e.kind() + "\n" + e.getMessage() + "\n" + e.hint());
        }
    }
}
