package io.ouroscope.nullness;

/// Returns null where null is forbidden: javac alone accepts this, the project's build must not.
final class Violation {
    private Violation() {}

    static String neverNull() {
        return null;
    }
}
