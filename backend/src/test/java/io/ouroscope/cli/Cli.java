package io.ouroscope.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Runs a command as `main` does, within this process.
record Cli(int code, String out, String err) {

    static Cli run(String... arguments) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var terminal = new Terminal(new PrintStream(err, true, StandardCharsets.UTF_8), false);
        var cancellation = new Cancellation();
        int code = Main.run(List.of(arguments), new Session(new Output(out), terminal, cancellation));
        cancellation.workOver();
        return new Cli(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
