package io.ouroscope.python.decode;

import io.ouroscope.memory.Memory;
import io.ouroscope.python.layout.StructLayout;
import io.ouroscope.python.raw.Structs;
import io.ouroscope.python.raw.Unicode;
import java.util.List;

/// Functions and bound methods implemented in C; those that ask for the class that defines them hold it too.
final class BuiltinFunctionDecoder implements Decoder {
    private static final int LONGEST_NAME = 256;

    private final Structs structs;
    private final Memory memory;
    private final Fields fields;
    private final Fields definingClass;
    private final int methodOffset;
    private final int selfOffset;
    private final int nameOffset;

    private final String typeName;

    BuiltinFunctionDecoder(Structs structs, String typeName, String struct) {
        this.structs = structs;
        this.typeName = typeName;
        memory = structs.memory;
        fields = new Fields(structs, "PyCFunctionObject", "m_");
        definingClass = Fields.only(structs, struct, List.of("mm_class"));
        StructLayout function = structs.layout.struct("PyCFunctionObject");
        methodOffset = function.offset("m_ml");
        selfOffset = function.offset("m_self");
        nameOffset = structs.layout.offset("PyMethodDef", "ml_name");
    }

    @Override
    public List<String> typeNames() {
        return List.of(typeName);
    }

    @Override
    public boolean isValid(long function) {
        return memory.isReadable(memory.getLong(function + methodOffset), 8)
                && fields.areValid(function)
                && definingClass.areValid(function);
    }

    @Override
    public PyValue value(long function) {
        long method = memory.getLong(function + methodOffset);
        String name = Unicode.cString(memory, memory.getLong(method + nameOffset), LONGEST_NAME);
        long self = memory.getLong(function + selfOffset);
        String head = "built-in method " + (name == null ? "?" : name);
        boolean ofModule = self == 0 || structs.isObject(self) && isModule(self);
        return ofModule
                ? new PyValue.Named("built-in function", name == null ? "?" : name)
                : new PyValue.Summary(head, List.of(PyValue.Member.of("of", self)));
    }

    private boolean isModule(long self) {
        return "module".equals(Unicode.cString(memory, structs.types.name(structs.header.type(self)), LONGEST_NAME));
    }

    @Override
    public void references(long function, ReferenceSink sink) {
        fields.report(function, sink);
        definingClass.report(function, sink);
    }
}
