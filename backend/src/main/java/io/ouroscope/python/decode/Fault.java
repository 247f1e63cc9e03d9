package io.ouroscope.python.decode;

/// Why an object cannot be shown.
public enum Fault {
    /// Its bytes, or bytes it needs, are not in the snapshot.
    UNREADABLE,
    /// No type we know is where its type should be.
    NO_TYPE,
    /// Its fields contradict each other.
    INVALID
}
