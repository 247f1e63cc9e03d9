package io.ouroscope.python.runtime;

/// Where an object is held that no other object holds.
public enum RootKind {
    /// The dict of all modules of an interpreter.
    MODULES,
    /// A field of an interpreter's state: builtins, codecs, import machinery, callbacks for the end.
    INTERPRETER,
    /// The namespace or the dict of subclasses of a static built-in type (3.12+).
    STATIC_TYPE,
    /// A field of a thread state: the exception being handled, the context, hooks.
    THREAD,
    /// What a running function holds: its code, function object, variables.
    FRAME,
    /// A value on a running function's stack.
    VALUE_STACK,
    /// What stands in the room for a running function's stack while its depth is not saved: held, or
    /// left from before.
    UNCERTAIN_STACK,
    /// The dict of interned strings, which keeps none of them alive.
    INTERNED;

    /// Whether the object is kept alive by it.
    public boolean holds() {
        return this != INTERNED;
    }
}
