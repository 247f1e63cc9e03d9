package io.ouroscope.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Makes small programs in C for tests, with the system's compiler.
public final class Compiler {
    private Compiler() {}

    /// Compiles `source` into `directory`/`name`, or skips the test where there is no compiler.
    ///
    /// @param options for the compiler, after the source file
    public static Path compile(Path directory, String name, String source, List<String> options) {
        var compiler = Programs.onPath("cc");
        Requirements.need("cc", compiler.isPresent(), "no C compiler on the PATH (apt-get install gcc libc6-dev)");
        try {
            Path file = Files.writeString(directory.resolve(name + ".c"), source);
            Path program = directory.resolve(name);
            var command = new ArrayList<String>(
                    List.of(compiler.orElseThrow().toString(), "-O0", "-o", program.toString(), file.toString()));
            command.addAll(options);
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new AssertionError(command + ": " + output);
            }
            return program;
        } catch (IOException e) {
            throw new AssertionError("cannot compile " + name, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
