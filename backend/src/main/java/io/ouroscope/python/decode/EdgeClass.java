package io.ouroscope.python.decode;

/// What kind of reference an edge of the object graph is.
public enum EdgeClass {
    /// A container's item or key.
    ITEM,
    /// An attribute in an instance's dict or values.
    ATTRIBUTE,
    /// A `__slots__` entry or a field of a C struct.
    SLOT,
    /// A variable: of a frame, in a cell, in a function's closure.
    CLOSURE,
    /// A function's or module's globals.
    GLOBALS,
    /// An object's type.
    TYPE,
    /// Keeps nothing alive.
    WEAK,
    /// A word that looks like a reference in memory nobody has described.
    CONSERVATIVE
}
