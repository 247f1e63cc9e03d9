package io.ouroscope.python.decode;

import io.ouroscope.memory.Memory;
import io.ouroscope.python.layout.StructLayout;
import io.ouroscope.python.raw.Structs;
import java.util.List;

/// Modules: a name and a dict. What C modules keep in their state is not described.
final class ModuleDecoder implements Decoder {
    private static final int LONGEST_NAME = 1024;

    private final Structs structs;
    private final Memory memory;
    private final int dictOffset;
    private final int nameOffset;

    ModuleDecoder(Structs structs) {
        this.structs = structs;
        memory = structs.memory;
        StructLayout module = structs.layout.struct("PyModuleObject");
        dictOffset = module.offset("md_dict");
        nameOffset = module.offset("md_name");
    }

    @Override
    public List<String> typeNames() {
        return List.of("module");
    }

    @Override
    public boolean isValid(long module) {
        return structs.isNullOrObject(memory.getLong(module + dictOffset))
                && structs.isNullOrObject(memory.getLong(module + nameOffset));
    }

    @Override
    public PyValue value(long module) {
        long nameObject = memory.getLong(module + nameOffset);
        String name = structs.isObject(nameObject) ? structs.unicode.read(nameObject, LONGEST_NAME) : null;
        return new PyValue.Named("module", name == null ? "?" : name);
    }

    @Override
    public void references(long module, ReferenceSink sink) {
        long dict = memory.getLong(module + dictOffset);
        if (dict != 0) {
            sink.globals("__dict__", dict);
        }
        long name = memory.getLong(module + nameOffset);
        if (name != 0) {
            sink.field("__name__", name);
        }
    }
}
