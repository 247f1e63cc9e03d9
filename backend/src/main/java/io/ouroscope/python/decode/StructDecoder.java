package io.ouroscope.python.decode;

import io.ouroscope.python.raw.Structs;
import java.util.List;

/// A C type that is a plain struct of references: property, partial, slice, descriptors, iterators.
///
/// All counted references that the layout table lists for the struct are reported under their C names, less the
/// common prefix that C code gives to a struct's fields (`prop_get` reads `get`). [Decoders] lists the types.
final class StructDecoder implements Decoder {
    private final List<String> typeNames;
    private final Fields fields;
    private final String head;

    StructDecoder(Structs structs, String struct, String prefix, List<String> typeNames) {
        this.typeNames = typeNames;
        fields = new Fields(structs, struct, prefix);
        String first = typeNames.getFirst();
        head = first.substring(first.lastIndexOf('.') + 1);
    }

    @Override
    public List<String> typeNames() {
        return typeNames;
    }

    @Override
    public boolean isValid(long object) {
        return fields.areValid(object);
    }

    @Override
    public PyValue value(long object) {
        return new PyValue.Summary(head, fields.members(object));
    }

    @Override
    public void references(long object, ReferenceSink sink) {
        fields.report(object, sink);
    }
}
