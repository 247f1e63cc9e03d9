package io.ouroscope.python.discovery;

import io.ouroscope.python.layout.StructLayout;
import io.ouroscope.python.raw.Structs;
import it.unimi.dsi.fastutil.longs.Long2LongMap;
import it.unimi.dsi.fastutil.longs.Long2LongOpenHashMap;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import it.unimi.dsi.fastutil.longs.LongSet;
import java.util.Comparator;
import java.util.TreeMap;

/// Where the dicts of static types are: in the type up to 3.11; since then the interpreter's own types keep theirs in
/// an array of each interpreter, at the place that `tp_subclasses` numbers.
///
/// The array is found by what it is, not through the interpreter: words that are a type's address, followed by a dict,
/// which agree on where the array begins.
final class TypeDicts {
    private static final String STATE = "managed_static_type_state";

    /// 3.12 has the array, but no name for what is in it.
    private static final String FIRST = "types.builtins[0].";

    /// An array that fewer types agree on is chance.
    private static final int FEWEST = 3;

    private TypeDicts() {}

    /// @param types static types
    /// @param dictType address of the type `dict`
    /// @return type to dict, without those that are not found
    static Long2LongMap find(Structs structs, WordScan scan, LongSet types, long dictType) {
        var dicts = new Long2LongOpenHashMap();
        var wanted = new LongOpenHashSet();
        types.forEach(type -> {
            long dict = structs.types.dict(type);
            if (dict != 0) {
                dicts.put(type, dict);
            } else if (structs.types.staticIndex(type) > 0) {
                wanted.add(type);
            }
        });
        if (wanted.isEmpty()) {
            return dicts;
        }
        boolean named = structs.layout.has(STATE);
        StructLayout state = structs.layout.struct(named ? STATE : "PyInterpreterState");
        if (!named && !state.has(FIRST + "tp_dict")) {
            return dicts;
        }
        int start = named ? 0 : state.offset(FIRST + "type");
        int dictOffset = named ? state.offset("tp_dict") : state.offset(FIRST + "tp_dict") - start;
        int stride = named ? state.sizeBytes() : state.offset(FIRST + "tp_weaklist") - start + Long.BYTES;
        LongArrayList entries = scan.findValues(
                "Looking for the dicts of types",
                wanted,
                (address, value) -> structs.memory.isReadable(address, stride)
                        && isDict(structs, structs.memory.getLong(address + dictOffset), dictType));
        var arrays = new TreeMap<Long, LongArrayList>(Long::compareUnsigned);
        for (long entry : entries) {
            long index = structs.types.staticIndex(structs.memory.getLong(entry));
            arrays.computeIfAbsent(entry - (index - 1) * stride, key -> new LongArrayList())
                    .add(entry);
        }
        arrays.values().stream()
                .filter(array -> array.size() >= FEWEST)
                .sorted(Comparator.comparingInt((LongArrayList array) -> -array.size()))
                .forEach(array -> array.forEach(entry ->
                        dicts.putIfAbsent(structs.memory.getLong(entry), structs.memory.getLong(entry + dictOffset))));
        return dicts;
    }

    private static boolean isDict(Structs structs, long dict, long dictType) {
        return (dict & 7) == 0
                && structs.memory.isReadable(dict, structs.header.sizeBytes())
                && structs.header.type(dict) == dictType
                && structs.dicts.isValid(dict);
    }
}
