package io.ouroscope.analysis.paths;

import io.ouroscope.analysis.paths.PythonPath.Key;
import io.ouroscope.analysis.paths.PythonPath.Root;
import io.ouroscope.analysis.paths.PythonPath.Step;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/// Reads the part of Python that only looks at objects: names, attributes, items.
///
/// Grammar: `root ('.' name | '[' key ']' | '()')*`, where the root is a name, an address (`0x7f…`), `list(path)` or
/// `type(path)`, and a key is a str, bytes, int, `None`, `True`, `False`, a tuple of those, or a path. What would run
/// code is refused in words.
final class PathParser {
    /// Longer than any URL or command line that carries it.
    private static final int LONGEST = 200_000;

    private static final int DEEPEST = 40;
    private static final int LONGEST_NUMBER = 5_000;

    private final String text;
    private int at;
    private int depth;

    private PathParser(String text) {
        this.text = text;
    }

    /// @throws PathFailure if it is none
    static PythonPath parse(String text) {
        if (text.length() > LONGEST) {
            throw new PathFailure(0, 0, "the expression is longer than " + LONGEST + " characters");
        }
        var parser = new PathParser(text);
        PythonPath path = parser.path();
        parser.space();
        if (!parser.atEnd()) {
            throw parser.unexpected();
        }
        return path;
    }

    private PythonPath path() {
        space();
        int from = at;
        Root root = root();
        var steps = new ArrayList<Step>();
        while (true) {
            space();
            int start = at;
            if (take('.')) {
                space();
                String name = name();
                if (name.isEmpty()) {
                    throw new PathFailure(start, end(), "an attribute's name is missing after the dot");
                }
                steps.add(new Step.Attribute(name, start, at));
            } else if (take('[')) {
                Key key = keys(']');
                steps.add(new Step.Item(key, start, at));
            } else if (take('(')) {
                space();
                if (!take(')')) {
                    throw new PathFailure(start, text.length(), "a call with arguments would run code of the process");
                }
                steps.add(new Step.Call(start, at));
            } else {
                return new PythonPath(
                        root,
                        steps,
                        from,
                        steps.isEmpty() ? root.to() : steps.getLast().to());
            }
        }
    }

    private Root root() {
        int from = at;
        if (atEnd()) {
            throw new PathFailure(at, at, "a name or an address is missing");
        }
        if (isDigit(peek())) {
            String digits = word();
            return new Root.Address(address(digits, from), from, at);
        }
        String name = name();
        if (name.isEmpty()) {
            throw peek() == '\'' || peek() == '"' || peek() == '[' || peek() == '{'
                    ? new PathFailure(from, text.length(), "a path begins with a name or an address")
                    : unexpected();
        }
        if (name.equals("lambda") || name.equals("await") || name.equals("not")) {
            throw new PathFailure(from, text.length(), "only names, attributes and items can be looked at");
        }
        space();
        if ((name.equals("list") || name.equals("type")) && take('(')) {
            enter();
            PythonPath inner = path();
            space();
            if (!take(')')) {
                throw unexpected();
            }
            depth--;
            return name.equals("list") ? new Root.ListOf(inner, from, at) : new Root.TypeOf(inner, from, at);
        }
        at = from + name.length();
        return new Root.Name(name, from, at);
    }

    private long address(String digits, int from) {
        boolean hex = digits.startsWith("0x") || digits.startsWith("0X");
        try {
            return hex ? Long.parseUnsignedLong(digits.substring(2), 16) : Long.parseUnsignedLong(digits);
        } catch (NumberFormatException wrong) {
            throw new PathFailure(from, at, "an address looks like 0x7f12ab34cd50");
        }
    }

    /// Keys up to `close`; several, or one with a comma behind it, are a tuple.
    private Key keys(char close) {
        enter();
        var members = new ArrayList<Key>();
        boolean comma = false;
        while (true) {
            space();
            if (take(close)) {
                break;
            }
            if (!members.isEmpty() && !comma) {
                throw peekOrNul() == ':' ? slice() : unexpected();
            }
            members.add(key());
            space();
            comma = take(',');
        }
        depth--;
        if (members.isEmpty() && close == ']') {
            throw new PathFailure(at - 2, at, "the brackets are empty");
        }
        return members.size() == 1 && !comma ? members.getFirst() : new Key.Tuple(List.copyOf(members));
    }

    private PathFailure slice() {
        return new PathFailure(
                at, at + 1, "a slice would make a new object, which is not in the snapshot: name one item");
    }

    private Key key() {
        int from = at;
        char c = peekOrNul();
        if (c == ':') {
            throw slice();
        }
        if (c == '(') {
            at++;
            return keys(')');
        }
        if (c == '-' || c == '+' || isDigit(c)) {
            return number();
        }
        if (text.startsWith("...", at)) {
            at += 3;
            return new Key.Constant("...");
        }
        String prefix = name();
        if (!atEnd() && (peek() == '\'' || peek() == '"')) {
            return string(prefix, from);
        }
        if (prefix.equals("None") || prefix.equals("True") || prefix.equals("False")) {
            return new Key.Constant(prefix);
        }
        if (prefix.isEmpty()) {
            throw unexpected();
        }
        at = from;
        enter();
        PythonPath path = path();
        depth--;
        return new Key.Object(path);
    }

    private Key number() {
        int from = at;
        boolean negative = take('-');
        if (!negative) {
            take('+');
        }
        String digits = word().replace("_", "");
        boolean hex = digits.startsWith("0x") || digits.startsWith("0X");
        if (!atEnd() && peek() == '.') {
            throw new PathFailure(from, at + 1, "a float as a key cannot be looked up: name the item another way");
        }
        try {
            if (digits.length() > LONGEST_NUMBER) {
                throw new NumberFormatException();
            }
            var value = hex ? new BigInteger(digits.substring(2), 16) : new BigInteger(digits);
            if (value.signum() < 0) {
                throw new NumberFormatException();
            }
            return new Key.Number(negative ? value.negate() : value);
        } catch (NumberFormatException wrong) {
            throw new PathFailure(from, end(), "this is no whole number");
        }
    }

    private Key string(String prefix, int from) {
        String kind = prefix.toLowerCase(java.util.Locale.ROOT);
        boolean bytes = kind.indexOf('b') >= 0;
        boolean raw = kind.indexOf('r') >= 0;
        if (!kind.isEmpty() && !List.of("b", "r", "u", "br", "rb").contains(kind)) {
            throw new PathFailure(from, at, "'" + prefix + "' before a string would run code or is unknown");
        }
        PythonLiteral literal = PythonLiteral.read(text, at, raw, bytes);
        at = literal.end();
        return bytes ? new Key.Bytes(literal.content()) : new Key.Text(literal.content());
    }

    /// A name, empty if none is here.
    private String name() {
        int from = at;
        while (at < text.length()) {
            int point = text.codePointAt(at);
            boolean fits = at == from ? Character.isUnicodeIdentifierStart(point) : isNamePart(point);
            if (!fits && point != '_') {
                break;
            }
            at += Character.charCount(point);
        }
        return text.substring(from, at);
    }

    private static boolean isNamePart(int point) {
        return Character.isUnicodeIdentifierPart(point) && !Character.isIdentifierIgnorable(point);
    }

    /// Whether an attribute of this name can be written after a dot.
    static boolean isName(String text) {
        var parser = new PathParser(text);
        return !text.isEmpty() && parser.name().length() == text.length();
    }

    /// Letters, digits and underscores.
    private String word() {
        int from = at;
        while (at < text.length() && (Character.isLetterOrDigit(peek()) || peek() == '_')) {
            at++;
        }
        return text.substring(from, at);
    }

    private void enter() {
        if (++depth > DEEPEST) {
            throw new PathFailure(at, end(), "more than " + DEEPEST + " brackets stand within each other");
        }
    }

    private PathFailure unexpected() {
        if (atEnd()) {
            return new PathFailure(at, at, "the expression ends too early");
        }
        String what = text.substring(at, text.offsetByCodePoints(at, 1));
        return new PathFailure(at, at + what.length(), "'" + what + "' is not expected here");
    }

    private void space() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    private boolean take(char c) {
        if (at < text.length() && text.charAt(at) == c) {
            at++;
            return true;
        }
        return false;
    }

    private boolean atEnd() {
        return at >= text.length();
    }

    private int end() {
        return Math.min(text.length(), at + 1);
    }

    private char peek() {
        return text.charAt(at);
    }

    private char peekOrNul() {
        return atEnd() ? 0 : peek();
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
