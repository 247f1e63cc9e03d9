package io.ouroscope.python.decode;

import io.ouroscope.python.layout.StructLayout;
import io.ouroscope.python.raw.GeneratorState;
import io.ouroscope.python.raw.Structs;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// Generators, coroutines and async generators: a name and, until they finish, a frame.
final class GeneratorDecoder implements Decoder {
    private static final int LONGEST_NAME = 1024;

    private final Structs structs;
    private final String typeName;
    private final Fields fields;
    private final FrameSlots slots;
    private final boolean ownsFrameObject;
    private final int[] exceptionOffsets;

    GeneratorDecoder(Structs structs, String typeName) {
        this.structs = structs;
        this.typeName = typeName;
        // A plain generator's field for origin or finalizer is never written.
        String unused = typeName.equals("generator") ? "gi_origin_or_finalizer" : "";
        fields = new Fields(structs, "PyGenObject", "gi_", unused);
        slots = new FrameSlots(structs);
        StructLayout generator = structs.layout.struct("PyGenObject");
        exceptionOffsets = Stream.of("exc_type", "exc_value", "exc_traceback")
                .map(name -> "gi_exc_state." + name)
                .filter(generator::has)
                .mapToInt(generator::offset)
                .toArray();
        ownsFrameObject = !structs.layout.has("_PyInterpreterFrame");
    }

    @Override
    public List<String> typeNames() {
        return List.of(typeName);
    }

    @Override
    public boolean isValid(long generator) {
        return structs.generators.isReadable(generator)
                && fields.areValid(generator)
                && structs.isObject(structs.generators.name(generator));
    }

    @Override
    public PyValue value(long generator) {
        String name = structs.unicode.read(structs.generators.qualname(generator), LONGEST_NAME);
        GeneratorState state = structs.generators.state(generator);
        String where = "";
        long frame = structs.generators.frame(generator);
        if (frame != 0 && structs.isObject(structs.frames.code(frame))) {
            String file = structs.unicode.read(structs.code.file(structs.frames.code(frame)), LONGEST_NAME);
            where = file == null ? "" : file + ":" + structs.frames.line(frame);
        }
        var members = new java.util.ArrayList<PyValue.Member>();
        members.add(PyValue.Member.text("", state.name().toLowerCase(Locale.ROOT)));
        if (!where.isEmpty()) {
            members.add(PyValue.Member.text("at", where));
        }
        return new PyValue.Summary(typeName.replace('_', ' ') + " " + name, members);
    }

    @Override
    public void references(long generator, ReferenceSink sink) {
        fields.report(generator, sink);
        for (int offset : exceptionOffsets) {
            long handled = structs.memory.getLong(generator + offset);
            if (handled != 0) {
                sink.field("handled exception", handled);
            }
        }
        long frame = structs.generators.frame(generator);
        if (ownsFrameObject) {
            return;
        }
        if (frame != 0) {
            slots.report(frame, sink);
        } else if (structs.isObject(structs.generators.code(generator))) {
            // A finished generator keeps its code.
            sink.field("code", structs.generators.code(generator));
        }
    }

    @Override
    public long sizeBytes(long generator, PyType type) {
        return structs.generators.sizeBytes(generator, type.basicSize());
    }
}
