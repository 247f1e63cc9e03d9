package io.ouroscope.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/// The program `ouroscope`.
@Command(
        name = "ouroscope",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = Version.class,
        description = "Shows what a running Python process is doing and what fills its memory.",
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        footer = {
            "",
            "SOURCE is a process id or a file: a snapshot, another tool's core, also compressed (.zst).",
            "Results go to stdout, progress and messages to stderr.",
            "",
            "Exit status: 0 done, 1 error, 2 wrong usage, 3 not a Python that is understood,",
            "4 a right is missing, 130 interrupted, 141 nobody reads the output."
        })
public final class Main implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--debug", scope = ScopeType.INHERIT, description = "Show where in the program an error happened.")
    private boolean debug;

    private Main() {}

    /// Runs the command that `arguments` name and ends the program with its exit status.
    public static void main(String[] arguments) {
        var cancellation = new Cancellation();
        cancellation.install();
        int code = run(List.of(arguments), new Session(Output.stdout(), Terminal.stderr(), cancellation));
        cancellation.workOver();
        System.exit(code);
    }

    static int run(List<String> arguments, Session session) {
        int code;
        try {
            code = commandLine(session).execute(arguments.toArray(String[]::new));
        } catch (VirtualMachineError failure) {
            code = new Failures(session).handleError(failure);
        }
        try {
            session.out().flush();
            return code;
        } catch (ClosedPipeException closed) {
            return ExitCode.PIPE_CLOSED;
        }
    }

    static boolean isDebug(CommandLine command) {
        return command.getCommandSpec().root().userObject() instanceof Main main && main.debug;
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "which command? One of: " + String.join(", ", spec.subcommands().keySet()));
    }

    private static CommandLine commandLine(Session session) {
        var failures = new Failures(session);
        return new CommandLine(new Main())
                .addSubcommand(new DemoCommand(session))
                .addSubcommand(new ServeCommand(session))
                .addSubcommand(new ProcessesCommand(session))
                .addSubcommand(new CaptureCommand(session))
                .addSubcommand(new HangCommand(session))
                .addSubcommand(new LocksCommand(session))
                .addSubcommand(new TasksCommand(session))
                .addSubcommand(new ThreadsCommand(session))
                .addSubcommand(new TypesCommand(session))
                .addSubcommand(new ObjectsCommand(session))
                .addSubcommand(new FindCommand(session))
                .addSubcommand(new StringsCommand(session))
                .addSubcommand(new RegionsCommand(session))
                .addSubcommand(new ReferencesCommand(session))
                .addSubcommand(new ReprCommand(session))
                .addSubcommand(new PathCommand(session))
                .setOut(new PrintWriter(session.out(), true, StandardCharsets.UTF_8))
                .setExecutionExceptionHandler(failures)
                .setParameterExceptionHandler(failures)
                .setCaseInsensitiveEnumValuesAllowed(true);
    }
}
