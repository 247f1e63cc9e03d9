package io.ouroscope.python.decode;

import io.ouroscope.memory.Memory;
import io.ouroscope.python.layout.StructLayout;
import io.ouroscope.python.raw.Structs;
import java.util.List;

/// Weak references and proxies. A dead one refers to None.
final class WeakReferenceDecoder implements Decoder {
    private final Structs structs;
    private final Memory memory;
    private final int targetOffset;
    private final int callbackOffset;

    WeakReferenceDecoder(Structs structs) {
        this.structs = structs;
        memory = structs.memory;
        StructLayout reference = structs.layout.struct("PyWeakReference");
        targetOffset = reference.offset("wr_object");
        callbackOffset = reference.offset("wr_callback");
    }

    @Override
    public List<String> typeNames() {
        return List.of(
                "weakref",
                "weakproxy",
                "weakcallableproxy",
                "weakref.ReferenceType",
                "weakref.ProxyType",
                "weakref.CallableProxyType");
    }

    @Override
    public boolean isValid(long reference) {
        return structs.isObject(memory.getLong(reference + targetOffset))
                && structs.isNullOrObject(memory.getLong(reference + callbackOffset));
    }

    @Override
    public PyValue value(long reference) {
        return new PyValue.Summary(
                "weakref to", List.of(PyValue.Member.of("", memory.getLong(reference + targetOffset))));
    }

    @Override
    public void references(long reference, ReferenceSink sink) {
        sink.weak("referent", memory.getLong(reference + targetOffset));
        long callback = memory.getLong(reference + callbackOffset);
        if (callback != 0) {
            sink.field("__callback__", callback);
        }
    }
}
