package io.ouroscope.python.decode;

import io.ouroscope.python.raw.Structs;
import java.util.List;

/// `numpy.bytes_`: bytes, of which numpy's `__sizeof__` counts the content twice.
final class NumpyBytesDecoder implements Decoder {
    private final Structs structs;
    private final BytesDecoder bytes;

    NumpyBytesDecoder(Structs structs) {
        this.structs = structs;
        bytes = new BytesDecoder(structs);
    }

    @Override
    public List<String> typeNames() {
        return List.of("numpy.bytes_");
    }

    @Override
    public boolean isValid(long object) {
        return bytes.isValid(object);
    }

    @Override
    public PyValue value(long object) {
        return bytes.value(object) instanceof PyValue.Bytes value
                ? new PyValue.Bytes("numpy.bytes_", value.start(), value.length())
                : bytes.value(object);
    }

    @Override
    public long sizeBytes(long object, PyType type) {
        return type.basicSize() + 2 * structs.header.length(object);
    }

    @Override
    public long bodyBytes(long object, PyType type) {
        return type.basicSize() + structs.header.length(object);
    }
}
