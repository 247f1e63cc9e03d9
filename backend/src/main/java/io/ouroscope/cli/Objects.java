package io.ouroscope.cli;

import io.ouroscope.analysis.Analysis;
import io.ouroscope.analysis.paths.Evaluation;
import io.ouroscope.analysis.paths.PathEvaluator;
import io.ouroscope.workspace.Problem;
import io.ouroscope.workspace.ProblemException;

/// Objects as arguments: an address, or a Python path.
final class Objects {
    static final String LABEL = "OBJECT";
    static final String DESCRIPTION = "An address as id() returned it in the process, in hexadecimal (0x7f12ab34cd50),"
            + " or a Python path: \"sys.modules['app'].client.pool[3]\".";

    private Objects() {}

    /// The address of the object that the argument names.
    static long find(String argument, Analysis analysis) {
        if (Addresses.isAddress(argument)) {
            long object = Long.parseUnsignedLong(argument.substring(2), 16);
            if (analysis.process().heap().typeOf(object) == null) {
                throw new ProblemException(
                        Problem.Kind.NOT_FOUND,
                        "No object",
                        "There is no Python object at " + Addresses.hex(object),
                        "An address inside an object is not its address; what id() returned in the process is.");
            }
            return object;
        }
        return switch (new PathEvaluator(analysis).evaluate(argument)) {
            case Evaluation.Found found -> found.object();
            case Evaluation.Failed failed -> throw problem(argument, failed);
        };
    }

    private static ProblemException problem(String argument, Evaluation.Failed failed) {
        String part = argument.substring(failed.from(), failed.to());
        String hint = failed.suggestions().isEmpty()
                ? "A path has names, attributes and items, and begins with a module, a name of the main program or an"
                        + " address; quote it for the shell."
                : "Did you mean "
                        + String.join(
                                " or ",
                                failed.suggestions().stream()
                                        .map(each -> argument.substring(0, failed.from())
                                                + each
                                                + argument.substring(failed.to()))
                                        .toList())
                        + "?";
        return new ProblemException(
                Problem.Kind.NOT_FOUND,
                "No object",
                "'" + argument + "' names no object: " + (part.isEmpty() ? "" : "at '" + part + "': ")
                        + failed.message(),
                hint);
    }
}
