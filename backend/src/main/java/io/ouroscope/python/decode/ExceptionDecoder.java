package io.ouroscope.python.decode;

import io.ouroscope.memory.Memory;
import io.ouroscope.python.raw.Structs;
import java.util.List;

/// Exceptions: `BaseException` and the C types that add fields to it.
///
/// @see Decoders for the list of types and their structs
final class ExceptionDecoder implements Decoder {
    private final List<String> typeNames;
    private final Fields fields;
    private final Memory memory;
    private final int argumentsOffset;

    ExceptionDecoder(Structs structs, String struct, List<String> typeNames) {
        this.typeNames = typeNames;
        fields = new Fields(structs, struct, "");
        memory = structs.memory;
        argumentsOffset = structs.layout.offset("PyBaseExceptionObject", "args");
    }

    @Override
    public List<String> typeNames() {
        return typeNames;
    }

    @Override
    public boolean isValid(long exception) {
        return fields.areValid(exception);
    }

    @Override
    public PyValue value(long exception) {
        long arguments = memory.getLong(exception + argumentsOffset);
        return new PyValue.Call("", arguments == 0 ? List.of() : List.of(PyValue.Member.of("*", arguments)));
    }

    @Override
    public void references(long exception, ReferenceSink sink) {
        fields.report(exception, sink);
    }
}
