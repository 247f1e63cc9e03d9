package io.ouroscope.python.decode;

import java.util.List;

/// Instances whose C part nobody has described: `object` itself, classes on top of it, C extension types.
///
/// What they hold is told by their slots, members and attributes, which [Heap] reads for every object.
final class PlainObjectDecoder implements Decoder {

    @Override
    public List<String> typeNames() {
        return List.of("object");
    }

    @Override
    public boolean isValid(long object) {
        return true;
    }

    @Override
    public PyValue value(long object) {
        return new PyValue.Summary("", List.of());
    }
}
