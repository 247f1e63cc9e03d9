package io.ouroscope.python.decode;

import io.ouroscope.memory.Memory;
import io.ouroscope.python.raw.EntryVisitor;
import io.ouroscope.python.raw.Structs;
import java.util.List;

/// `dict_keys`, `dict_values` and `dict_items`, also of an OrderedDict: views of a dict that they hold.
final class DictViewDecoder implements Decoder {
    private final Structs structs;
    private final Memory memory;
    private final String typeName;
    private final boolean keys;
    private final boolean values;
    private final int dictOffset;

    DictViewDecoder(Structs structs, String typeName) {
        this.structs = structs;
        this.typeName = typeName;
        memory = structs.memory;
        keys = !typeName.endsWith("values");
        values = !typeName.endsWith("keys");
        dictOffset = structs.layout.offset("PyDictViewObject", "dv_dict");
    }

    @Override
    public List<String> typeNames() {
        return List.of(typeName);
    }

    private long dict(long view) {
        return memory.getLong(view + dictOffset);
    }

    @Override
    public boolean isValid(long view) {
        return structs.isNullOrObject(dict(view));
    }

    @Override
    public PyValue value(long view) {
        String open = typeName + "([";
        String empty = open + "])";
        return keys && values
                ? new PyValue.Pairs(open, "])", empty, itemCount(view))
                : new PyValue.Sequence(open, "])", empty, itemCount(view));
    }

    @Override
    public void references(long view, ReferenceSink sink) {
        if (dict(view) != 0) {
            sink.field("mapping", dict(view));
        }
    }

    private boolean hasDict(long view) {
        return dict(view) != 0 && structs.dicts.isValid(dict(view));
    }

    @Override
    public long itemCount(long view) {
        return hasDict(view) ? structs.dicts.used(dict(view)) : 0;
    }

    @Override
    public void items(long view, long from, long to, EntryVisitor visitor) {
        if (hasDict(view)) {
            structs.dicts.visit(
                    dict(view),
                    from,
                    to,
                    (index, key, value) -> visitor.entry(index, keys && values ? key : 0, values ? value : key));
        }
    }
}
