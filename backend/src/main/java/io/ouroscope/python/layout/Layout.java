package io.ouroscope.python.layout;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// All structs of one CPython build, as a table read from `VERSION.layout`.
public final class Layout {
    private final String key;
    private final PythonVersion version;
    private final String source;
    private final Map<String, StructLayout> structs;
    private final Features features;

    Layout(String key, PythonVersion version, String source, Map<String, StructLayout> structs) {
        this.key = key;
        this.version = version;
        this.source = source;
        this.structs = Map.copyOf(structs);
        this.features = Features.of(version);
    }

    /// The table's name, like `3.12.1` or `3.14.4t`.
    public String key() {
        return key;
    }

    /// The version of the build the table was measured on; the target may be another patch release.
    public PythonVersion version() {
        return version;
    }

    /// Where the numbers come from.
    public String source() {
        return source;
    }

    public Features features() {
        return features;
    }

    public boolean has(String struct) {
        return structs.containsKey(struct);
    }

    public StructLayout struct(String name) {
        StructLayout found = structs.get(name);
        if (found == null) {
            throw new MissingLayoutException("CPython " + key + " has no struct " + name);
        }
        return found;
    }

    public int offset(String struct, String field) {
        return struct(struct).offset(field);
    }

    /// The same table with other offsets: struct to field to offset.
    public Layout with(Map<String, Map<String, Integer>> offsets) {
        var changed = new HashMap<>(structs);
        offsets.forEach((struct, fields) -> changed.put(struct, struct(struct).with(fields)));
        return new Layout(key, version, source, changed);
    }

    /// The same table with a struct as another table has it.
    public Layout withStruct(Layout other, String struct) {
        var changed = new HashMap<>(structs);
        changed.put(struct, other.struct(struct));
        return new Layout(key, version, source, changed);
    }

    /// The same table with a struct of another size.
    public Layout withSize(String struct, int bytes) {
        var changed = new HashMap<>(structs);
        changed.put(struct, struct(struct).withSize(bytes));
        return new Layout(key, version, source, changed);
    }

    public Set<String> structNames() {
        return new TreeSet<>(structs.keySet());
    }
}
