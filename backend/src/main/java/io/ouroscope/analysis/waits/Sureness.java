package io.ouroscope.analysis.waits;

/// How an edge is known.
public enum Sureness {
    /// Memory says so: a field, a callback, the owner in a mutex.
    RECORDED("recorded"),
    /// It follows from what is on a stack: who is inside `with lock` holds it.
    INFERRED("inferred");

    private static final Sureness[] VALUES = values();
    private final String word;

    Sureness(String word) {
        this.word = word;
    }

    /// As shown to people and written in JSON.
    public String word() {
        return word;
    }

    static Sureness of(int ordinal) {
        return VALUES[ordinal];
    }
}
