package io.ouroscope.python.layout;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// A C struct of one CPython build: its size and its fields.
///
/// A field that the build does not have is not listed; asking for it fails by name. Callers resolve names once, in
/// constructors, and keep the ints.
public final class StructLayout {
    private final String build;
    private final String name;
    private final int size;
    private final Map<String, Field> fields;

    StructLayout(String build, String name, int size, Map<String, Field> fields) {
        this.build = build;
        this.name = name;
        this.size = size;
        this.fields = Map.copyOf(fields);
    }

    public String name() {
        return name;
    }

    public int sizeBytes() {
        return size;
    }

    /// Names of all fields, sorted.
    public Set<String> fieldNames() {
        return new TreeSet<>(fields.keySet());
    }

    public boolean has(String field) {
        return fields.containsKey(field);
    }

    public Field field(String field) {
        Field found = fields.get(field);
        if (found == null) {
            throw new MissingLayoutException(build + " has no field " + field + " in " + name);
        }
        return found;
    }

    public int offset(String field) {
        return field(field).offset();
    }

    /// The offset of `field`, or `otherwise` in builds without it.
    public int offset(String field, int otherwise) {
        @Nullable Field found = fields.get(field);
        return found == null ? otherwise : found.offset();
    }

    StructLayout with(Map<String, Integer> offsets) {
        var changed = new HashMap<>(fields);
        offsets.forEach((field, offset) -> changed.computeIfPresent(
                field, (name, old) -> new Field(name, offset, old.size(), old.firstBit(), old.bits(), old.owned())));
        return new StructLayout(build, name, size, changed);
    }

    /// All fields, in no order.
    public Collection<Field> fields() {
        return fields.values();
    }

    StructLayout withSize(int bytes) {
        return new StructLayout(build, name, bytes, fields);
    }

    /// The fields that are counted references to objects, by offset; of embedded structs only the
    /// descriptors' common head counts.
    public List<Field> ownedFields() {
        return fields.values().stream()
                .filter(field -> field.owned()
                        && (field.name().indexOf('.') < 0 || field.name().startsWith("d_common.")))
                .sorted(Comparator.comparingInt(Field::offset))
                .toList();
    }
}
