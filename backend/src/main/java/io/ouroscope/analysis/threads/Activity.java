package io.ouroscope.analysis.threads;

/// What a thread is doing, as far as the lock and the kernel tell.
public enum Activity {
    /// It runs Python code and holds the lock.
    HOLDS_GIL("active+gil"),
    /// It runs Python code in a build without the lock.
    ACTIVE("active"),
    /// It wants to run Python code and waits for the lock.
    WAITS_FOR_GIL("waiting for the GIL"),
    /// It was stopped for a collection or the like.
    SUSPENDED("suspended"),
    /// It is in a system call, without the lock.
    BLOCKED("idle"),
    /// It runs native code without the lock.
    NATIVE_CODE("active, native code"),
    /// It does not hold the lock, and the snapshot does not say where it is.
    DETACHED("idle?"),
    /// The interpreter does not know it: a thread of a library.
    NOT_PYTHON("not Python");

    private final String word;

    Activity(String word) {
        this.word = word;
    }

    /// For people and JSON.
    public String word() {
        return word;
    }
}
