package io.ouroscope.python.decode;

import java.util.List;

/// `numpy.dtype` and the class of each element type below it.
final class NumpyDtypeDecoder implements Decoder {
    private final NumpyDtypes dtypes;
    private final NumpyTypeNames names;

    NumpyDtypeDecoder(NumpyDtypes dtypes, NumpyTypeNames names) {
        this.dtypes = dtypes;
        this.names = names;
    }

    @Override
    public List<String> typeNames() {
        return List.of("numpy.dtype");
    }

    @Override
    public boolean isValid(long dtype) {
        return dtypes.isValid(dtype);
    }

    @Override
    public PyValue value(long dtype) {
        String name = names.name(dtype);
        boolean quoted = !name.startsWith("[") && !name.startsWith("(") && !name.endsWith("()");
        // The class of each element type has a name of its own, which says nothing more.
        return new PyValue.Constant("numpy.dtype(" + (quoted ? "'" + name + "'" : name) + ")");
    }

    @Override
    public void references(long dtype, ReferenceSink sink) {
        dtypes.references(dtype, sink);
    }

    @Override
    public void facts(long dtype, FactSink sink) {
        sink.fact("kind", "'" + dtypes.kind(dtype) + "'");
        sink.fact("itemsize", Long.toString(dtypes.itemSize(dtype)));
        sink.fact("byteorder", "'" + dtypes.byteOrder(dtype) + "'");
        dtypes.visitFields(dtype, (name, type, offset) -> {
            String text = dtypes.structs.isObject(name) ? dtypes.structs.unicode.read(name, 100) : null;
            sink.fact("fields['" + (text == null ? "?" : text) + "']", names.name(type) + " at " + offset);
        });
    }
}
