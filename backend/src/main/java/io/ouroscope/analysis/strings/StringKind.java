package io.ouroscope.analysis.strings;

import io.ouroscope.python.decode.PyType;

/// Types whose objects are strings of characters or bytes; subclasses belong to them.
public enum StringKind {
    STR("str"),
    BYTES("bytes"),
    BYTEARRAY("bytearray");

    private final String typeName;

    StringKind(String typeName) {
        this.typeName = typeName;
    }

    boolean has(PyType type) {
        return type.isSubtypeOf(typeName);
    }
}
