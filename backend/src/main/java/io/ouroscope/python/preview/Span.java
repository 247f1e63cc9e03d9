package io.ouroscope.python.preview;

/// A piece of a preview: text of one kind, linked to an object when `address` is not 0.
public record Span(Kind kind, String text, long address) {

    /// What the text is, for its colour.
    public enum Kind {
        PUNCTUATION,
        STRING,
        NUMBER,
        KEYWORD,
        TYPE,
        NAME,
        TEXT,
        DIM,
        BROKEN
    }
}
