package io.ouroscope.cli;

import io.ouroscope.analysis.Analysis;
import io.ouroscope.analysis.find.Containing;
import io.ouroscope.analysis.find.Sought;
import io.ouroscope.workspace.Problem;
import io.ouroscope.workspace.ProblemException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/// What is to be found in all memory: bytes, a text or an address. Nothing of it given means that memory is not
/// searched.
final class MemoryQuestion {
    @Option(
            names = "--bytes",
            paramLabel = "HEX",
            description = "Find these bytes in all memory: \"de ad be ef\" or deadbeef.")
    private @Nullable String bytes;

    @Option(
            names = "--text",
            paramLabel = "TEXT",
            description = "Find this text in all memory, as UTF-8, Latin-1, UTF-16 and UTF-32.")
    private @Nullable String text;

    @ArgGroup(exclusive = false)
    private @Nullable ToAddress pointer;

    /// An address, and how it is meant.
    static final class ToAddress {
        @Option(
                names = "--pointer",
                required = true,
                paramLabel = "ADDRESS",
                description = "Find words in all memory that have exactly this address, or that of the object with this"
                        + " Python path.")
        private String address = "";

        @Option(
                names = "--inside",
                description = "With --pointer: words that lead anywhere into the object that has the address.")
        private boolean inside;
    }

    /// Refuses what cannot be searched for.
    void check(CommandSpec command) {
        String problem = problem();
        if (problem != null) {
            throw new ParameterException(command.commandLine(), problem);
        }
    }

    private @Nullable String problem() {
        if (pointer != null) {
            return null;
        }
        Sought.Bytes sought;
        try {
            sought = bytes != null ? Sought.hex(bytes) : Sought.text(text == null ? "" : text);
        } catch (IllegalArgumentException wrong) {
            return "--bytes must be bytes in hexadecimal, like \"de ad be ef\", but was '" + bytes + "'";
        }
        if (sought.patterns().isEmpty() || sought.patterns().getFirst().bytes().length == 0) {
            return "there is nothing to look for: the " + (bytes != null ? "bytes are" : "text is") + " empty";
        }
        return sought.patterns().stream().anyMatch(each -> each.bytes().length > Sought.MOST_BYTES)
                ? "at most " + Sought.MOST_BYTES + " bytes are looked for"
                : null;
    }

    Sought sought(Analysis analysis) {
        if (pointer != null) {
            return pointers(pointer, analysis);
        }
        return bytes != null ? Sought.hex(bytes) : Sought.text(text == null ? "" : text);
    }

    private static Sought.Pointer pointers(ToAddress pointer, Analysis analysis) {
        long address = Addresses.isAddress(pointer.address)
                ? Long.parseUnsignedLong(pointer.address.substring(2), 16)
                : Objects.find(pointer.address, analysis);
        if (!pointer.inside) {
            return Sought.exactly(address);
        }
        var containing = new Containing(analysis.process());
        int node = containing.node(address);
        if (node < 0) {
            throw new ProblemException(
                    Problem.Kind.NOT_FOUND,
                    "No object",
                    "No Python object has " + Addresses.hex(address),
                    "Without --inside, words that are exactly this address are found.");
        }
        return containing.pointersInto(node);
    }
}
