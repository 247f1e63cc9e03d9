package io.ouroscope.analysis.paths;

/// A str or bytes literal of Python.
///
/// @param content of bytes, each char is a byte
/// @param end where its text ends
record PythonLiteral(String content, int end) {

    /// Reads the literal whose first quote is at `start`.
    ///
    /// @throws PathFailure if it does not end or has an escape that is none
    static PythonLiteral read(String text, int start, boolean raw, boolean bytes) {
        char quote = text.charAt(start);
        String triple = String.valueOf(quote).repeat(3);
        boolean isTriple = text.startsWith(triple, start);
        int at = start + (isTriple ? 3 : 1);
        var content = new StringBuilder();
        while (true) {
            if (at >= text.length()) {
                throw new PathFailure(start, text.length(), "the closing " + quote + " is missing");
            }
            char c = text.charAt(at);
            if (isTriple ? text.startsWith(triple, at) : c == quote) {
                return new PythonLiteral(content.toString(), at + (isTriple ? 3 : 1));
            }
            if (c != '\\' || at + 1 >= text.length()) {
                if (bytes && c > 0x7f) {
                    throw new PathFailure(
                            at, at + 1, "a bytes literal has only ASCII characters; write \\x.. for others");
                }
                content.append(c);
                at++;
            } else if (raw) {
                content.append(c).append(text.charAt(at + 1));
                at += 2;
            } else {
                at = escape(text, at, bytes, content);
            }
        }
    }

    /// @return where the escape ends
    private static int escape(String text, int at, boolean bytes, StringBuilder content) {
        char c = text.charAt(at + 1);
        switch (c) {
            case '\n' -> {}
            case '\\', '\'', '"' -> content.append(c);
            case 'a' -> content.append('\u0007');
            case 'b' -> content.append('\b');
            case 'f' -> content.append('\f');
            case 'n' -> content.append('\n');
            case 'r' -> content.append('\r');
            case 't' -> content.append('\t');
            case 'v' -> content.append('\u000b');
            case 'x' -> {
                return hex(text, at, 2, content);
            }
            case 'u', 'U' -> {
                if (bytes) {
                    content.append('\\').append(c);
                } else {
                    return hex(text, at, c == 'u' ? 4 : 8, content);
                }
            }
            case 'N' -> {
                if (!bytes) {
                    throw new PathFailure(at, at + 2, "characters by name are not known here: write \\u…");
                }
                content.append("\\N");
            }
            default -> {
                if (c >= '0' && c <= '7') {
                    return octal(text, at, content);
                }
                content.append('\\').append(c);
            }
        }
        return at + 2;
    }

    private static int hex(String text, int at, int digits, StringBuilder content) {
        int end = at + 2 + digits;
        try {
            int point = end <= text.length() && isHex(text, at + 2, end)
                    ? Integer.parseUnsignedInt(text, at + 2, end, 16)
                    : -1;
            content.appendCodePoint(point);
            return end;
        } catch (IllegalArgumentException wrong) {
            throw new PathFailure(
                    at, Math.min(end, text.length()), digits + " hexadecimal digits of a character should be here");
        }
    }

    private static boolean isHex(String text, int from, int to) {
        return text.substring(from, to).chars().allMatch(c -> Character.digit(c, 16) >= 0);
    }

    private static int octal(String text, int at, StringBuilder content) {
        int end = at + 1;
        int value = 0;
        while (end < text.length() && end < at + 4 && text.charAt(end) >= '0' && text.charAt(end) <= '7') {
            value = value * 8 + text.charAt(end++) - '0';
        }
        content.append((char) (value & 0xff));
        return end;
    }
}
