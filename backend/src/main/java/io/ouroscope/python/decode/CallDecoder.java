package io.ouroscope.python.decode;

import io.ouroscope.memory.Memory;
import io.ouroscope.python.layout.StructLayout;
import io.ouroscope.python.raw.Structs;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.LongFunction;

/// Small C types that Python writes as a call in a way of their own: partial, count, repeat, the getters of `operator`.
///
/// Like [StructDecoder] they are structs of references; what differs is how the arguments are put together.
final class CallDecoder implements Decoder {
    private static final long SLOW = Long.MAX_VALUE;
    /// A partial's placeholder is the module's.
    private static final Set<String> BORROWED = Set.of("placeholder");

    private final Structs structs;
    private final Memory memory;
    private final List<String> typeNames;
    private final Fields fields;
    private final Fields doubtful;
    private final StructLayout struct;
    private final LongFunction<PyValue> value;

    private CallDecoder(Structs structs, String struct, List<String> typeNames, List<String> leftOut, Maker maker) {
        this.structs = structs;
        this.typeNames = typeNames;
        memory = structs.memory;
        fields = new Fields(structs, struct, "", leftOut, List.of());
        doubtful = Fields.only(
                structs,
                struct,
                leftOut.stream().filter(name -> !BORROWED.contains(name)).toList());
        this.struct = structs.layout.struct(struct);
        value = maker.value(this);
    }

    /// Binds the offsets that a kind of value needs.
    private interface Maker {
        LongFunction<PyValue> value(CallDecoder decoder);
    }

    static void addTo(Structs structs, List<Decoder> decoders) {
        add(structs, decoders, "partialobject", "functools.partial", List.of("placeholder"), CallDecoder::partial);
        add(structs, decoders, "countobject", "itertools.count", List.of(), CallDecoder::count);
        add(structs, decoders, "repeatobject", "itertools.repeat", List.of(), CallDecoder::repeat);
        add(structs, decoders, "attrgetterobject", "operator.attrgetter", List.of(), CallDecoder::attributes);
        add(structs, decoders, "itemgetterobject", "operator.itemgetter", List.of(), CallDecoder::items);
        // 3.13 leaves the names of keywords uninitialised until the first call.
        List<String> unset = List.of("vectorcall_kwnames");
        add(structs, decoders, "methodcallerobject", "operator.methodcaller", unset, CallDecoder::method);
        add(structs, decoders, "_PyNamespaceObject", "types.SimpleNamespace", List.of(), CallDecoder::namespace);
        add(structs, decoders, "sentinelobject", "sentinel", List.of(), CallDecoder::sentinel);
    }

    private static void add(
            Structs structs,
            List<Decoder> decoders,
            String struct,
            String typeName,
            List<String> leftOut,
            Maker maker) {
        if (structs.layout.has(struct)) {
            decoders.add(new CallDecoder(structs, struct, List.of(typeName), leftOut, maker));
        }
    }

    private LongFunction<PyValue> partial() {
        int function = struct.offset("fn");
        int arguments = struct.offset("args");
        int keywords = struct.offset("kw");
        return object -> new PyValue.Call(
                "functools.partial",
                List.of(
                        PyValue.Member.of("", memory.getLong(object + function)),
                        PyValue.Member.of("*", memory.getLong(object + arguments)),
                        PyValue.Member.of("**", memory.getLong(object + keywords))));
    }

    /// A count of machine size steps by one; another has objects for where it stands and for its step.
    private LongFunction<PyValue> count() {
        int fast = struct.offset("cnt");
        int slow = struct.offset("long_cnt");
        int step = struct.offset("long_step");
        return object -> {
            long number = memory.getLong(object + fast);
            if (number != SLOW) {
                return new PyValue.Call("count", List.of(PyValue.Member.text("", Long.toString(number))));
            }
            long by = memory.getLong(object + step);
            PyValue.Member first = PyValue.Member.of("", memory.getLong(object + slow));
            return new PyValue.Call("count", isOne(by) ? List.of(first) : List.of(first, PyValue.Member.of("", by)));
        };
    }

    private boolean isOne(long object) {
        return structs.isObject(object)
                && (structs.types.flags(structs.header.type(object))
                                & io.ouroscope.python.raw.TypeStructs.LONG_SUBCLASS)
                        != 0
                && structs.integers.isValid(object)
                && structs.integers.readLong(object, 0) == 1;
    }

    private LongFunction<PyValue> repeat() {
        int element = struct.offset("element");
        int left = struct.offset("cnt");
        return object -> {
            PyValue.Member what = PyValue.Member.of("", memory.getLong(object + element));
            long times = memory.getLong(object + left);
            return new PyValue.Call(
                    "repeat", times < 0 ? List.of(what) : List.of(what, PyValue.Member.text("", Long.toString(times))));
        };
    }

    /// Names with dots are kept as tuples of their parts.
    private LongFunction<PyValue> attributes() {
        int names = struct.offset("attr");
        return object -> {
            var members = new ArrayList<PyValue.Member>();
            for (long name : tuple(memory.getLong(object + names))) {
                String text = TypeDicts.text(structs, name);
                if (text == null) {
                    var parts = new ArrayList<String>();
                    for (long part : tuple(name)) {
                        parts.add(String.valueOf(TypeDicts.text(structs, part)));
                    }
                    text = String.join(".", parts);
                }
                members.add(PyValue.Member.inner("", new PyValue.Text(text, text.length())));
            }
            return new PyValue.Call("operator.attrgetter", members);
        };
    }

    private long[] tuple(long tuple) {
        int items = structs.layout.offset("PyTupleObject", "ob_item");
        long length = tuple == 0 || !structs.isObject(tuple) ? 0 : structs.header.length(tuple);
        if (length <= 0 || length > 100 || !structs.areReferences(tuple + items, length)) {
            return new long[0];
        }
        long[] found = new long[(int) length];
        for (int i = 0; i < found.length; i++) {
            found[i] = memory.getLong(tuple + items + 8L * i);
        }
        return found;
    }

    private LongFunction<PyValue> items() {
        int count = struct.offset("nitems");
        int item = struct.offset("item");
        return object -> new PyValue.Call(
                "operator.itemgetter",
                List.of(PyValue.Member.of(
                        memory.getLong(object + count) == 1 ? "" : "*", memory.getLong(object + item))));
    }

    private LongFunction<PyValue> method() {
        int name = struct.offset("name");
        // The arguments of 3.13 begin with the name.
        boolean nameFirst = struct.has("xargs");
        int arguments = nameFirst ? struct.offset("xargs") : struct.offset("args");
        int keywords = struct.offset("kwds");
        return object -> {
            var members = new ArrayList<PyValue.Member>();
            if (!nameFirst) {
                members.add(PyValue.Member.of("", memory.getLong(object + name)));
            }
            members.add(PyValue.Member.of("*", memory.getLong(object + arguments)));
            if (memory.getLong(object + keywords) != 0) {
                members.add(PyValue.Member.of("**", memory.getLong(object + keywords)));
            }
            return new PyValue.Call("operator.methodcaller", members);
        };
    }

    private LongFunction<PyValue> namespace() {
        int dict = struct.offset("ns_dict");
        return object -> new PyValue.Call("namespace", List.of(PyValue.Member.of("**", memory.getLong(object + dict))));
    }

    private LongFunction<PyValue> sentinel() {
        int name = struct.offset("name");
        int shown = struct.offset("repr");
        return object -> {
            String own = TypeDicts.text(structs, memory.getLong(object + shown));
            String text = own == null ? TypeDicts.text(structs, memory.getLong(object + name)) : own;
            return new PyValue.Constant(text == null ? "?" : text);
        };
    }

    @Override
    public List<String> typeNames() {
        return typeNames;
    }

    @Override
    public int structBytes() {
        return struct.sizeBytes();
    }

    @Override
    public boolean isValid(long object) {
        return fields.areValid(object);
    }

    @Override
    public PyValue value(long object) {
        return value.apply(object);
    }

    @Override
    public void references(long object, ReferenceSink sink) {
        fields.report(object, sink);
        doubtful.reportObjects(object, sink);
    }
}
