package io.ouroscope.python.decode;

import io.ouroscope.memory.Memory;
import io.ouroscope.python.layout.StructLayout;
import io.ouroscope.python.raw.BlockSink;
import io.ouroscope.python.raw.Structs;
import java.util.ArrayList;
import java.util.List;

/// `io.FileIO`, `io.BufferedReader` and its like, and `io.TextIOWrapper`: layers over a file, each with a dict.
///
/// The name is an attribute of the innermost layer, so it is looked for down the layers, as Python does.
final class FileDecoder implements Decoder {
    private final Structs structs;
    private final Memory memory;
    private final String typeName;
    private final Fields fields;
    private final int structBytes;
    private final int dictOffset;
    private final int innerOffset;
    private final int encodingOffset;
    private final int bufferOffset;
    private final int bufferSizeOffset;
    private final int descriptorOffset;
    private final Layers layers;

    /// Where each kind of layer has the next one and its dict, told by the size of the struct.
    private record Layers(Structs structs) {

        /// The name of the file, 0 if no layer has one.
        long name(long file) {
            long at = file;
            for (int i = 0; i < 3 && at != 0 && structs.isObject(at); i++) {
                long size = structs.types.basicSize(structs.header.type(at));
                String struct = struct(size);
                if (struct == null) {
                    return 0;
                }
                StructLayout layout = structs.layout.struct(struct);
                long dict = structs.memory.getLong(at + layout.offset("dict"));
                long name = dict == 0 || !structs.isObject(dict) ? 0 : find(dict);
                if (name != 0) {
                    return name;
                }
                int inner = inner(layout);
                at = inner < 0 ? 0 : structs.memory.getLong(at + inner);
            }
            return 0;
        }

        private @org.jspecify.annotations.Nullable String struct(long size) {
            for (String struct : List.of("textio", "buffered", "fileio")) {
                if (structs.layout.has(struct) && structs.layout.struct(struct).sizeBytes() == size) {
                    return struct;
                }
            }
            return null;
        }

        static int inner(StructLayout layout) {
            // A text layer has a pointer `raw` too, but only for reading fast.
            return layout.has("encoding") ? layout.offset("buffer") : layout.offset("raw", -1);
        }

        private long find(long dict) {
            long[] found = {0};
            if (structs.dicts.isValid(dict)) {
                structs.dicts.visit(dict, 0, 100, (index, key, value) -> {
                    found[0] = "name".equals(TypeDicts.text(structs, key)) ? value : 0;
                    return found[0] == 0;
                });
            }
            return found[0];
        }
    }

    FileDecoder(Structs structs, String struct, String typeName) {
        this.structs = structs;
        this.typeName = typeName;
        memory = structs.memory;
        fields = new Fields(structs, struct, "");
        layers = new Layers(structs);
        StructLayout layout = structs.layout.struct(struct);
        structBytes = layout.sizeBytes();
        dictOffset = layout.offset("dict");
        innerOffset = Layers.inner(layout);
        encodingOffset = layout.offset("encoding", -1);
        bufferSizeOffset = layout.offset("buffer_size", -1);
        bufferOffset = bufferSizeOffset < 0 ? -1 : layout.offset("buffer");
        descriptorOffset = layout.offset("fd", -1);
    }

    static void addTo(Structs structs, List<Decoder> decoders) {
        add(structs, decoders, "fileio", "_io.FileIO");
        for (String kind : List.of("Reader", "Writer", "Random")) {
            add(structs, decoders, "buffered", "_io.Buffered" + kind);
        }
        add(structs, decoders, "textio", "_io.TextIOWrapper");
    }

    private static void add(Structs structs, List<Decoder> decoders, String struct, String typeName) {
        if (structs.layout.has(struct)) {
            decoders.add(new FileDecoder(structs, struct, typeName));
        }
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
    public boolean isValid(long file) {
        return fields.areValid(file)
                && structs.isNullOrObject(memory.getLong(file + dictOffset))
                && (bufferOffset < 0 || isValidBuffer(file));
    }

    private boolean isValidBuffer(long file) {
        long buffer = memory.getLong(file + bufferOffset);
        long size = memory.getLong(file + bufferSizeOffset);
        return buffer == 0 || size >= 0 && memory.isReadable(buffer, size);
    }

    @Override
    public PyValue value(long file) {
        var members = new ArrayList<PyValue.Member>();
        long name = layers.name(file);
        if (name != 0) {
            members.add(PyValue.Member.of("name", name));
        }
        if (descriptorOffset >= 0) {
            int descriptor = memory.getInt(file + descriptorOffset);
            members.add(
                    descriptor < 0
                            ? PyValue.Member.text("", "[closed]")
                            : PyValue.Member.text("fd", Integer.toString(descriptor)));
        }
        if (encodingOffset >= 0 && memory.getLong(file + encodingOffset) != 0) {
            members.add(PyValue.Member.of("encoding", memory.getLong(file + encodingOffset)));
        }
        if (members.isEmpty() && innerOffset >= 0 && memory.getLong(file + innerOffset) != 0) {
            members.add(PyValue.Member.of("raw", memory.getLong(file + innerOffset)));
        }
        return new PyValue.Summary(typeName, members);
    }

    @Override
    public void references(long file, ReferenceSink sink) {
        fields.report(file, sink);
    }

    private long bufferBytes(long file) {
        return bufferOffset < 0 || memory.getLong(file + bufferOffset) == 0
                ? 0
                : memory.getLong(file + bufferSizeOffset);
    }

    @Override
    public long sizeBytes(long file, PyType type) {
        return type.basicSize() + bufferBytes(file);
    }

    @Override
    public void blocks(long file, BlockSink sink) {
        if (bufferBytes(file) > 0) {
            sink.block(memory.getLong(file + bufferOffset), bufferBytes(file));
        }
    }
}
