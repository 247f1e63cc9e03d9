package io.ouroscope.truth;

/// One object as the interpreter told of it (row `O` of a truth file).
///
/// @param type address of its type
/// @param typeName module and qualified name of its type
/// @param tracked whether it is in one of the collector's lists
/// @param sizeBytes sys.getsizeof, -1 if that raised
/// @param value repr of a scalar, `len=N` of what is long or a container, a name of what has one, else empty
/// @param referents gc.get_referents, with repetitions, sorted
record TruthRow(
        long address, long type, String typeName, boolean tracked, long sizeBytes, String value, long[] referents) {}
