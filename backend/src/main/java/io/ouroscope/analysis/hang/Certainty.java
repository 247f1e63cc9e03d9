package io.ouroscope.analysis.hang;

/// How sure a verdict is.
public enum Certainty {
    /// It follows from what the process's memory records.
    CERTAIN("certain"),
    /// It rests on something inferred, or native code could know better.
    LIKELY("likely"),
    /// Something that was seen may end it.
    POSSIBLE("possible");

    private final String word;

    Certainty(String word) {
        this.word = word;
    }

    /// As shown to people and written in JSON.
    public String word() {
        return word;
    }

    Certainty and(Certainty other) {
        return ordinal() >= other.ordinal() ? this : other;
    }
}
