package io.ouroscope.analysis.waits;

/// What a node of the wait graph is.
public enum ThingKind {
    /// A task of asyncio.
    TASK("task"),
    /// A future of asyncio, `gather`'s included.
    FUTURE("future"),
    /// A thread, known to Python or not.
    THREAD("thread"),
    /// An event loop.
    LOOP("event loop"),
    /// A lock of asyncio, `threading` or `multiprocessing`.
    LOCK("lock"),
    /// A mutex, condition variable or the like of C code.
    NATIVE_LOCK("native lock"),
    /// The lock that a module has while it is imported.
    IMPORT_LOCK("import lock"),
    /// The lock of an interpreter.
    GIL("GIL"),
    CONDITION("condition"),
    EVENT("event"),
    SEMAPHORE("semaphore"),
    BARRIER("barrier"),
    QUEUE("queue"),
    /// A pool of threads or processes.
    POOL("pool"),
    /// A future of `concurrent.futures`: what a pool or another thread computes.
    WORK("concurrent future"),
    /// A file descriptor: socket, pipe, file.
    FILE("file descriptor"),
    /// Another process.
    PROCESS("process"),
    GREENLET("greenlet"),
    /// A task of trio.
    TRIO_TASK("trio task"),
    NURSERY("nursery"),
    /// Something that is waited for and not understood.
    OTHER("other");

    private final String word;

    ThingKind(String word) {
        this.word = word;
    }

    /// As shown to people and written in JSON.
    public String word() {
        return word;
    }

    /// Whether it runs code and so can wait; the others are only waited for.
    public boolean runsCode() {
        return this == TASK || this == THREAD || this == GREENLET || this == TRIO_TASK;
    }
}
