package io.ouroscope.cli;

/// CSV as RFC 4180 has it.
final class Csv {
    /// Ends every line.
    static final String END = "\r\n";

    private Csv() {}

    /// A field in quotes where they are needed.
    static String field(String text) {
        boolean plain =
                text.indexOf(',') < 0 && text.indexOf('"') < 0 && text.indexOf('\n') < 0 && text.indexOf('\r') < 0;
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
