package io.ouroscope.capture;

import io.ouroscope.progress.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A program that captures a process over and over, to be killed while it does.
final class CaptureLoop {
    private CaptureLoop() {}

    /// Starts it in a JVM of its own; it waits for [#begin] and then writes the name of each stage.
    static Process start(int pid, Path file, String... before) throws IOException {
        List<String> command = new ArrayList<>(List.of(before));
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                CaptureLoop.class.getName(),
                Integer.toString(pid),
                file.toString()));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    static void begin(Process loop) throws IOException {
        loop.getOutputStream().write('\n');
        loop.getOutputStream().flush();
    }

    /// @param arguments process id and file
    public static void main(String[] arguments) throws Exception {
        CaptureRequest request = new CaptureRequest(Integer.parseInt(arguments[0]), Path.of(arguments[1]));
        Progress stages = new Progress() {
            @Override
            public void stage(String name, long totalUnits) {
                System.out.println(name);
            }

            @Override
            public void done(long units) {}

            @Override
            public boolean isCancelled() {
                return false;
            }
        };
        if (System.in.read() == -1) {
            return;
        }
        while (true) {
            Capture.capture(request, stages);
            Files.delete(request.file());
        }
    }
}
