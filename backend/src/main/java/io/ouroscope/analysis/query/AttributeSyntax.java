package io.ouroscope.analysis.query;

import io.ouroscope.analysis.query.AttributeTest.Operator;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads tests of attributes:
///
/// ```
/// tests    = test { "and" test }
/// test     = path [ operator value ] | "len(" path ")" operator value
/// path     = "." name { "." name }
/// operator = "=" | "==" | "!=" | "<" | "<=" | ">" | ">=" | "~"
/// value    = 'text' | "text" | anything up to the next test
/// ```
///
/// A path alone asks whether the attribute is there. `~` asks whether a text contains another, whatever the case. A
/// value without quotes is a number, `True`, `False` or `None` where it reads as one, and text as well: `.port = 80`
/// fits 80, 80.0 and '80'.
public final class AttributeSyntax {
    private static final int LONGEST = 2_000;
    private static final int MOST_TESTS = 20;
    private static final int DEEPEST = 10;
    private static final String AND = "and";
    private static final String LENGTH = "len(";

    private final String text;
    private int at;

    private AttributeSyntax(String text) {
        this.text = text;
    }

    /// @return at least one test
    /// @throws QueryException that says what was expected where
    public static List<AttributeTest> parse(String text) throws QueryException {
        if (text.length() > LONGEST) {
            throw new QueryException("Tests of attributes have at most " + LONGEST + " characters");
        }
        return new AttributeSyntax(text).tests();
    }

    private List<AttributeTest> tests() throws QueryException {
        var tests = new ArrayList<AttributeTest>();
        do {
            if (tests.size() == MOST_TESTS) {
                throw wrong("at most " + MOST_TESTS + " tests");
            }
            tests.add(test());
        } while (skipAnd());
        if (at < text.length()) {
            throw wrong("an operator (= != < <= > >= ~), 'and' or the end");
        }
        return List.copyOf(tests);
    }

    private AttributeTest test() throws QueryException {
        skipSpace();
        boolean length = text.startsWith(LENGTH, at);
        if (length) {
            at += LENGTH.length();
            skipSpace();
        }
        List<String> path = path();
        if (length) {
            skipSpace();
            if (!skip(")")) {
                throw wrong("')'");
            }
        }
        skipSpace();
        Operator operator = operator();
        if (operator == null && !length) {
            return new AttributeTest(path, false, Operator.PRESENT, null);
        }
        if (operator == null || length && operator == Operator.CONTAINS) {
            throw wrong("one of = != < <= > >= and a number, to compare the length with");
        }
        skipSpace();
        int start = at;
        Literal value = value();
        if (length && value.number() == null) {
            at = start;
            throw wrong("a number to compare the length with");
        }
        return new AttributeTest(path, length, operator, value);
    }

    private List<String> path() throws QueryException {
        var names = new ArrayList<String>();
        while (skip(".")) {
            int start = at;
            while (at < text.length() && Character.isUnicodeIdentifierPart(text.charAt(at))) {
                at++;
            }
            if (at == start) {
                throw wrong("the name of an attribute");
            }
            if (names.size() == DEEPEST) {
                throw wrong("at most " + DEEPEST + " names");
            }
            names.add(text.substring(start, at));
        }
        if (names.isEmpty()) {
            throw wrong("'.' and the name of an attribute");
        }
        return List.copyOf(names);
    }

    private @Nullable Operator operator() {
        for (Operator operator : Operator.values()) {
            if (operator != Operator.PRESENT && skip(operator.sign())) {
                return operator;
            }
        }
        return skip("=") ? Operator.EQUAL : null;
    }

    private Literal value() throws QueryException {
        if (at < text.length() && (text.charAt(at) == '\'' || text.charAt(at) == '"')) {
            return quoted(text.charAt(at++));
        }
        int end = endOfBare();
        String bare = text.substring(at, end).strip();
        if (bare.isEmpty()) {
            throw wrong("a value to compare with ('' for the empty text)");
        }
        at = end;
        return Literal.bare(bare);
    }

    private Literal quoted(char quote) throws QueryException {
        var value = new StringBuilder();
        for (; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == quote) {
                at++;
                return Literal.quoted(value.toString());
            }
            if (c == '\\' && at + 1 < text.length()) {
                c = text.charAt(++at);
                c = c == 'n' ? '\n' : c == 't' ? '\t' : c;
            }
            value.append(c);
        }
        throw wrong("a closing " + quote);
    }

    /// Where a value without quotes ends: before an `and` that a test follows, so that "war and peace" is one.
    private int endOfBare() {
        for (int i = at; i < text.length(); i++) {
            if (isAnd(i)) {
                return i;
            }
        }
        return text.length();
    }

    private boolean isAnd(int from) {
        int after = from + AND.length();
        if (!text.startsWith(AND, from)
                || from > 0 && !Character.isWhitespace(text.charAt(from - 1)) && text.charAt(from - 1) != ')'
                || after >= text.length()
                || !Character.isWhitespace(text.charAt(after))) {
            return false;
        }
        while (after < text.length() && Character.isWhitespace(text.charAt(after))) {
            after++;
        }
        return text.startsWith(".", after) || text.startsWith(LENGTH, after);
    }

    private boolean skipAnd() {
        skipSpace();
        if (!text.startsWith(AND, at)) {
            return false;
        }
        at += AND.length();
        return true;
    }

    private boolean skip(String sign) {
        if (!text.startsWith(sign, at)) {
            return false;
        }
        at += sign.length();
        return true;
    }

    private void skipSpace() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    private QueryException wrong(String expected) {
        String where = at >= text.length()
                ? "at the end"
                : "at '" + text.substring(at, Math.min(at + 12, text.length())) + "'";
        return new QueryException("'" + text + "' is not understood: expected " + expected + " " + where);
    }
}
