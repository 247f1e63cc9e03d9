package io.ouroscope.analysis.strings;

import io.ouroscope.python.decode.PyType;
import io.ouroscope.python.decode.PyValue;

/// Types whose objects are strings of characters or bytes; subclasses belong to them.
public enum StringKind {
    STR("str"),
    BYTES("bytes"),
    BYTEARRAY("bytearray");

    private final String typeName;

    StringKind(String typeName) {
        this.typeName = typeName;
    }

    /// How long a string is, in characters or bytes; 0 of what is none.
    public static long length(PyValue value) {
        return switch (value) {
            case PyValue.Text text -> text.length();
            case PyValue.Bytes bytes -> bytes.length();
            default -> 0;
        };
    }

    boolean has(PyType type) {
        return type.isSubtypeOf(typeName);
    }
}
