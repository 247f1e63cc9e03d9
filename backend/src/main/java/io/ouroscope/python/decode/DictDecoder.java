package io.ouroscope.python.decode;

import io.ouroscope.python.raw.BlockSink;
import io.ouroscope.python.raw.DictTable;
import io.ouroscope.python.raw.EntryVisitor;
import io.ouroscope.python.raw.Structs;
import java.util.List;

/// `dict` in all its forms, and the C types built on it: OrderedDict, defaultdict, frozendict.
///
/// Keys in a table shared by a class's instances belong to the class; only the values are the dict's references.
final class DictDecoder implements Decoder {
    private final DictTable dicts;
    private final boolean frozen;

    DictDecoder(Structs structs) {
        this(structs, false);
    }

    DictDecoder(Structs structs, boolean frozen) {
        this.frozen = frozen;
        dicts = structs.dicts;
    }

    @Override
    public List<String> typeNames() {
        return List.of(frozen ? "frozendict" : "dict");
    }

    @Override
    public boolean isValid(long dict) {
        return dicts.isValid(dict);
    }

    @Override
    public PyValue value(long dict) {
        if (frozen) {
            return new PyValue.Call("frozendict", dicts.used(dict) == 0 ? List.of() : List.of(PyValue.Call.OWN_PAIRS));
        }
        return new PyValue.Mapping("{", "}", dicts.used(dict));
    }

    @Override
    public void references(long dict, ReferenceSink sink) {
        if (!sink.wantsItems()) {
            return;
        }
        boolean ownKeys = !dicts.isSplit(dict);
        dicts.visit(dict, 0, Long.MAX_VALUE, (index, key, value) -> {
            sink.value(key, value);
            if (ownKeys) {
                sink.key(key);
            }
            return sink.wantsItems();
        });
    }

    @Override
    public long itemCount(long dict) {
        return dicts.used(dict);
    }

    @Override
    public void items(long dict, long from, long to, EntryVisitor visitor) {
        dicts.visit(dict, from, to, visitor);
    }

    @Override
    public long sizeBytes(long dict, PyType type) {
        return type.basicSize() + dicts.valuesSizeBytes(dict) + ownKeysBytes(dict);
    }

    @Override
    public void blocks(long dict, BlockSink sink) {
        long values = dicts.valuesSizeBytes(dict);
        if (values > 0) {
            sink.block(dicts.values(dict), values);
        }
        if (ownKeysBytes(dict) > 0) {
            sink.block(dicts.keys(dict), ownKeysBytes(dict));
        }
    }

    private long ownKeysBytes(long dict) {
        return dicts.isShared(dicts.keys(dict)) ? 0 : dicts.keysBytes(dicts.keys(dict));
    }
}
