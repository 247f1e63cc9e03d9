package io.ouroscope.python.decode;

import io.ouroscope.memory.Memory;
import io.ouroscope.python.layout.StructLayout;
import io.ouroscope.python.raw.Structs;
import java.util.List;

/// Functions made by `def` and `lambda`.
final class FunctionDecoder implements Decoder {
    private static final int LONGEST_NAME = 1024;

    private final Structs structs;
    private final Memory memory;
    private final Fields fields;
    private final int codeOffset;
    private final int globalsOffset;
    private final int builtinsOffset;
    private final int closureOffset;
    private final int qualnameOffset;

    FunctionDecoder(Structs structs) {
        this.structs = structs;
        memory = structs.memory;
        fields = new Fields(structs, "PyFunctionObject", "func_", "func_globals", "func_closure", "func_builtins");
        StructLayout function = structs.layout.struct("PyFunctionObject");
        codeOffset = function.offset("func_code");
        globalsOffset = function.offset("func_globals");
        builtinsOffset = function.offset("func_builtins", -1);
        closureOffset = function.offset("func_closure");
        qualnameOffset = function.offset("func_qualname");
    }

    @Override
    public List<String> typeNames() {
        return List.of("function");
    }

    @Override
    public boolean isValid(long function) {
        return fields.areValid(function)
                && structs.isObject(memory.getLong(function + codeOffset))
                && structs.isObject(memory.getLong(function + globalsOffset));
    }

    @Override
    public PyValue value(long function) {
        String name = structs.unicode.read(memory.getLong(function + qualnameOffset), LONGEST_NAME);
        return new PyValue.Named("function", name == null ? "?" : name);
    }

    @Override
    public void references(long function, ReferenceSink sink) {
        fields.report(function, sink);
        sink.globals("__globals__", memory.getLong(function + globalsOffset));
        if (builtinsOffset >= 0) {
            sink.globals("__builtins__", memory.getLong(function + builtinsOffset));
        }
        long closure = memory.getLong(function + closureOffset);
        if (closure != 0) {
            sink.closure("__closure__", closure);
        }
    }
}
