package io.ouroscope.python.decode;

import io.ouroscope.memory.Memory;
import io.ouroscope.python.layout.StructLayout;
import io.ouroscope.python.raw.Structs;
import java.util.List;

/// Bound methods of Python functions.
final class MethodDecoder implements Decoder {
    private final Structs structs;
    private final Memory memory;
    private final int functionOffset;
    private final int selfOffset;

    MethodDecoder(Structs structs) {
        this.structs = structs;
        memory = structs.memory;
        StructLayout method = structs.layout.struct("PyMethodObject");
        functionOffset = method.offset("im_func");
        selfOffset = method.offset("im_self");
    }

    @Override
    public List<String> typeNames() {
        return List.of("method");
    }

    @Override
    public boolean isValid(long method) {
        return structs.isObject(memory.getLong(method + functionOffset))
                && structs.isObject(memory.getLong(method + selfOffset));
    }

    @Override
    public PyValue value(long method) {
        return new PyValue.Summary(
                "bound method",
                List.of(
                        PyValue.Member.of("", memory.getLong(method + functionOffset)),
                        PyValue.Member.of("of", memory.getLong(method + selfOffset))));
    }

    @Override
    public void references(long method, ReferenceSink sink) {
        sink.field("__func__", memory.getLong(method + functionOffset));
        sink.field("__self__", memory.getLong(method + selfOffset));
    }
}
