package io.ouroscope.python.decode;

import io.ouroscope.memory.Memory;
import io.ouroscope.python.layout.StructLayout;
import io.ouroscope.python.raw.Structs;
import java.util.List;

/// `typing.TypeVar`, `ParamSpec` and `TypeVarTuple`, in C since 3.12: written as a sign for the variance and the name.
final class TypeVariableDecoder implements Decoder {
    private final Structs structs;
    private final Memory memory;
    private final String typeName;
    private final Fields fields;
    private final int structBytes;
    private final int nameOffset;
    private final int covariantOffset;
    private final int contravariantOffset;
    private final int inferOffset;

    TypeVariableDecoder(Structs structs, String struct, String typeName) {
        this.structs = structs;
        this.typeName = typeName;
        memory = structs.memory;
        fields = new Fields(structs, struct, "");
        StructLayout variable = structs.layout.struct(struct);
        structBytes = variable.sizeBytes();
        nameOffset = variable.offset("name");
        covariantOffset = variable.offset("covariant", -1);
        contravariantOffset = variable.offset("contravariant", -1);
        inferOffset = variable.offset("infer_variance", -1);
    }

    @Override
    public List<String> typeNames() {
        return List.of(typeName);
    }

    @Override
    public int structBytes() {
        return structBytes;
    }

    @Override
    public boolean isValid(long variable) {
        return fields.areValid(variable);
    }

    @Override
    public PyValue value(long variable) {
        String name = TypeDicts.text(structs, memory.getLong(variable + nameOffset));
        return new PyValue.Constant(sign(variable) + (name == null ? "?" : name));
    }

    private String sign(long variable) {
        if (covariantOffset < 0 || memory.getByte(variable + inferOffset) != 0) {
            return "";
        }
        return memory.getByte(variable + covariantOffset) != 0
                ? "+"
                : memory.getByte(variable + contravariantOffset) != 0 ? "-" : "~";
    }

    @Override
    public void references(long variable, ReferenceSink sink) {
        fields.report(variable, sink);
    }
}
