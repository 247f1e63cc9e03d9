package io.ouroscope.python.decode;

import io.ouroscope.memory.Memory;
import io.ouroscope.python.layout.Field;
import io.ouroscope.python.layout.StructLayout;
import io.ouroscope.python.raw.BlockSink;
import io.ouroscope.python.raw.Structs;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A C type that is little more than a struct of references: property, partial, slice, descriptors, iterators.
///
/// All counted references that the layout table lists for the struct are reported under their C names, less the
/// common prefix that C code gives to a struct's fields (`prop_get` reads `get`); so are arrays of references and
/// buffers that the struct points to. [PlainStructs] has a line for each type, made with [Builder].
final class StructDecoder implements Decoder {
    /// Longest array or buffer believed, in items.
    private static final long MOST_ITEMS = 1L << 37;

    /// A buffer or an array of references behind a pointer in the struct, as long as a number in the struct says.
    private record Array(String name, int pointer, int count, int unit, boolean references, boolean inSize) {}

    /// A struct behind a pointer in the struct, which it owns.
    private record Part(int pointer, int bytes, Fields fields) {}

    /// A number in the struct that is shown.
    private record Number(String name, int offset, int bytes) {}

    private final Structs structs;
    private final Memory memory;
    private final List<String> typeNames;
    private final Fields fields;
    private final String head;
    private final String structName;
    private final int structBytes;
    private final Array[] arrays;
    private final Part[] parts;
    private final Number[] numbers;
    private final Fields doubtful;
    private final @Nullable Fields arguments;
    private final boolean named;

    private StructDecoder(Builder builder, StructLayout struct) {
        structs = builder.structs;
        memory = structs.memory;
        typeNames = builder.typeNames;
        fields = new Fields(structs, builder.struct, builder.prefix, builder.leftOut, builder.more);
        String first = typeNames.getFirst();
        head = builder.head.isEmpty() ? first.substring(first.lastIndexOf('.') + 1) : builder.head;
        structName = builder.struct;
        structBytes = struct.sizeBytes();
        arrays = builder.arrays.toArray(Array[]::new);
        parts = builder.parts.toArray(Part[]::new);
        numbers = builder.numbers.toArray(Number[]::new);
        doubtful = Fields.only(structs, builder.struct, builder.doubtful);
        named = builder.named;
        arguments = builder.arguments.isEmpty() ? null : Fields.only(structs, builder.struct, builder.arguments);
    }

    @Override
    public List<String> typeNames() {
        return typeNames;
    }

    @Override
    public String structName() {
        return structName;
    }

    @Override
    public int structBytes() {
        return structBytes;
    }

    @Override
    public boolean isValid(long object) {
        if (!fields.areValid(object)) {
            return false;
        }
        for (Array array : arrays) {
            long pointer = memory.getLong(object + array.pointer);
            long count = memory.getLong(object + array.count);
            if (pointer != 0
                    && (count < 0
                            || count > MOST_ITEMS
                            || !memory.isReadable(pointer, count * array.unit)
                            || array.references && !structs.areReferences(pointer, count))) {
                return false;
            }
        }
        for (Part part : parts) {
            long pointer = memory.getLong(object + part.pointer);
            if (pointer != 0 && (!memory.isReadable(pointer, part.bytes) || !part.fields.areValid(pointer))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public PyValue value(long object) {
        Fields called = arguments;
        if (called != null) {
            return new PyValue.Call(head, named ? called.members(object) : called.unnamed(object));
        }
        List<PyValue.Member> members = fields.members(object);
        for (Number number : numbers) {
            members.add(PyValue.Member.text(number.name, text(object, number)));
        }
        return new PyValue.Summary(head, members);
    }

    private String text(long object, Number number) {
        long at = object + number.offset;
        return Long.toString(
                switch (number.bytes) {
                    case 1 -> memory.getByte(at);
                    case 2 -> memory.getShort(at);
                    case 4 -> memory.getInt(at);
                    default -> memory.getLong(at);
                });
    }

    @Override
    public void facts(long object, FactSink sink) {
        for (Number number : numbers) {
            sink.fact(number.name, text(object, number));
        }
    }

    @Override
    public void references(long object, ReferenceSink sink) {
        fields.report(object, sink);
        doubtful.reportObjects(object, sink);
        for (Array array : arrays) {
            if (array.references) {
                report(object, array, sink);
            }
        }
        for (Part part : parts) {
            long pointer = memory.getLong(object + part.pointer);
            if (pointer != 0) {
                part.fields.report(pointer, sink);
            }
        }
    }

    private void report(long object, Array array, ReferenceSink sink) {
        long items = memory.getLong(object + array.pointer);
        long count = items == 0 ? 0 : memory.getLong(object + array.count);
        for (long i = 0; i < count && sink.wantsItems(); i++) {
            long item = memory.getLong(items + 8 * i);
            if (item != 0) {
                sink.field(array.name, item);
            }
        }
    }

    @Override
    public long sizeBytes(long object, PyType type) {
        long size = type.defaultSizeBytes(object);
        for (Array array : arrays) {
            if (array.inSize && memory.getLong(object + array.pointer) != 0) {
                size += array.unit * memory.getLong(object + array.count);
            }
        }
        return size;
    }

    @Override
    public long bodyBytes(long object, PyType type) {
        return type.defaultSizeBytes(object);
    }

    @Override
    public void blocks(long object, BlockSink sink) {
        for (Array array : arrays) {
            long pointer = memory.getLong(object + array.pointer);
            long bytes = pointer == 0 ? 0 : array.unit * memory.getLong(object + array.count);
            if (bytes > 0) {
                sink.block(pointer, bytes);
            }
        }
        for (Part part : parts) {
            if (memory.getLong(object + part.pointer) != 0) {
                sink.block(memory.getLong(object + part.pointer), part.bytes);
            }
        }
    }

    /// A line of [PlainStructs]. What the layout of a version lacks is left out; without the struct nothing is made.
    static final class Builder {
        private final Structs structs;
        private final String struct;
        private final List<String> typeNames;
        private final List<String> leftOut = new ArrayList<>();
        private final List<String> more = new ArrayList<>();
        private final List<Array> arrays = new ArrayList<>();
        private final List<Part> parts = new ArrayList<>();
        private final List<Number> numbers = new ArrayList<>();
        private final List<String> arguments = new ArrayList<>();
        private final List<String> doubtful = new ArrayList<>();
        private boolean named;
        private String prefix = "";
        private String head = "";

        Builder(Structs structs, String struct, List<String> typeNames) {
            this.structs = structs;
            this.struct = struct;
            this.typeNames = typeNames;
        }

        private boolean has(String field) {
            return structs.layout.has(struct) && structs.layout.struct(struct).has(field);
        }

        /// What C code puts before the names of the struct's fields.
        Builder prefix(String prefix) {
            this.prefix = prefix;
            return this;
        }

        /// Fields that look like counted references but are borrowed.
        Builder without(String... fields) {
            leftOut.addAll(List.of(fields));
            return this;
        }

        /// Counted references that their C types do not show, or in a struct inside the struct.
        Builder with(String... fields) {
            for (String field : fields) {
                if (has(field)) {
                    more.add(field);
                }
            }
            return this;
        }

        /// Fields that hold a counted reference or something else: a small number, a pointer that is not counted.
        Builder doubtful(String... fields) {
            leftOut.addAll(List.of(fields));
            doubtful.addAll(List.of(fields));
            return this;
        }

        /// Shown as `head(field, …)`.
        Builder call(String head, String... fields) {
            this.head = head;
            arguments.addAll(List.of(fields));
            return this;
        }

        /// Shown as `head(field=…, …)`.
        Builder callByName(String head, String... fields) {
            named = true;
            return call(head, fields);
        }

        /// Whole numbers with sign that people want to see.
        Builder numbers(String... fields) {
            for (String name : fields) {
                if (has(name)) {
                    Field field = structs.layout.struct(struct).field(name);
                    String shown =
                            prefix.isEmpty() || !name.startsWith(prefix) ? name : name.substring(prefix.length());
                    numbers.add(new Number(shown, field.offset(), field.size()));
                }
            }
            return this;
        }

        /// A pointer to `count` references.
        Builder array(String pointer, String count) {
            return array(pointer, count, 8, true, false);
        }

        /// A pointer to `count` units of memory that the object owns.
        ///
        /// @param inSize whether `sys.getsizeof` counts them
        Builder buffer(String pointer, String count, int unit, boolean inSize) {
            return array(pointer, count, unit, false, inSize);
        }

        /// A pointer to another struct, whose counted references are the object's too.
        Builder struct(String pointer, String part) {
            if (has(pointer) && structs.layout.has(part)) {
                parts.add(new Part(
                        structs.layout.offset(struct, pointer),
                        structs.layout.struct(part).sizeBytes(),
                        new Fields(structs, part, "")));
            }
            return this;
        }

        private Builder array(String pointer, String count, int unit, boolean references, boolean inSize) {
            if (has(pointer) && has(count)) {
                StructLayout layout = structs.layout.struct(struct);
                String name = pointer.substring(pointer.indexOf('.') + 1);
                arrays.add(new Array(name, layout.offset(pointer), layout.offset(count), unit, references, inSize));
            }
            return this;
        }

        void addTo(List<Decoder> decoders) {
            if (structs.layout.has(struct)) {
                decoders.add(new StructDecoder(this, structs.layout.struct(struct)));
            }
        }
    }
}
