package io.ouroscope.python.decode;

import io.ouroscope.memory.Memory;
import io.ouroscope.python.layout.StructLayout;
import io.ouroscope.python.raw.BlockSink;
import io.ouroscope.python.raw.Structs;
import java.util.List;

/// Modules: a name and a dict. What C modules keep in their state is a block that
/// nobody has described.
final class ModuleDecoder implements Decoder {
    private static final int LONGEST_NAME = 1024;
    private static final long LARGEST_STATE = 1L << 20;

    private final Structs structs;
    private final Memory memory;
    private final int dictOffset;
    private final int nameOffset;
    private final int stateOffset;
    private final int stateSizeOffset;
    private final int definitionOffset;
    private final int definitionSizeOffset;

    ModuleDecoder(Structs structs) {
        this.structs = structs;
        memory = structs.memory;
        StructLayout module = structs.layout.struct("PyModuleObject");
        dictOffset = module.offset("md_dict");
        nameOffset = module.offset("md_name");
        stateOffset = module.offset("md_state");
        stateSizeOffset = module.offset("md_state_size", -1);
        definitionOffset = module.offset("md_def", -1);
        definitionSizeOffset = structs.layout.offset("PyModuleDef", "m_size");
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

    @Override
    public boolean hasUndescribedBlocks() {
        return true;
    }

    @Override
    public void undescribedBlocks(long module, BlockSink sink) {
        long bytes = stateBytes(module);
        if (bytes > 0) {
            sink.block(memory.getLong(module + stateOffset), bytes);
        }
    }

    @Override
    public long bodyBytes(long module, PyType type) {
        return type.basicSize();
    }

    @Override
    public void blocks(long module, BlockSink sink) {
        undescribedBlocks(module, sink);
    }

    /// The module's definition says how large its state is; since 3.15 the module itself does.
    private long stateBytes(long module) {
        long state = memory.getLong(module + stateOffset);
        if (state == 0) {
            return 0;
        }
        long bytes = 0;
        if (stateSizeOffset >= 0) {
            bytes = memory.getLong(module + stateSizeOffset);
        } else if (definitionOffset >= 0) {
            long definition = memory.getLong(module + definitionOffset);
            boolean readable = definition != 0 && memory.isReadable(definition + definitionSizeOffset, 8);
            bytes = readable ? memory.getLong(definition + definitionSizeOffset) : 0;
        }
        return bytes > 0 && bytes <= LARGEST_STATE && memory.isReadable(state, bytes) ? bytes : 0;
    }
}
