package io.ouroscope.python.runtime;

import java.util.function.Supplier;

/// Receives what interpreters and threads hold.
@FunctionalInterface
public interface RootSink {

    /// @param target address of the object
    /// @param counted whether the reference is part of the object's count
    /// @param label names the place, like `thread 'worker-2' → send() local 'buf'`; made when asked,
    ///     valid as long as the snapshot is open
    void root(RootKind kind, long target, boolean counted, Supplier<String> label);
}
