package io.ouroscope.python.decode;

import io.ouroscope.memory.Memory;
import io.ouroscope.python.layout.Field;
import io.ouroscope.python.layout.StructLayout;
import io.ouroscope.python.raw.Structs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/// The counted references of a C struct, bound once: for decoders that report most of them under their C names.
final class Fields {
    private final Structs structs;
    private final Memory memory;
    private final String[] names;
    private final int[] offsets;

    /// All counted references of `struct` but `leftOut`, names without `prefix`.
    Fields(Structs structs, String struct, String prefix, String... leftOut) {
        this.structs = structs;
        memory = structs.memory;
        StructLayout layout = structs.layout.struct(struct);
        Set<String> skipped = Set.copyOf(Arrays.asList(leftOut));
        List<Field> owned = layout.ownedFields().stream()
                .filter(field -> !skipped.contains(field.name()))
                .toList();
        names = owned.stream()
                .map(field -> withoutPrefix(field.name().substring(field.name().indexOf('.') + 1), prefix))
                .toArray(String[]::new);
        offsets = owned.stream().mapToInt(Field::offset).toArray();
    }

    private static String withoutPrefix(String name, String prefix) {
        return name.startsWith(prefix) && name.length() > prefix.length() ? name.substring(prefix.length()) : name;
    }

    boolean areValid(long object) {
        for (int offset : offsets) {
            if (!structs.isNullOrObject(memory.getLong(object + offset))) {
                return false;
            }
        }
        return true;
    }

    void report(long object, ReferenceSink sink) {
        for (int i = 0; i < offsets.length; i++) {
            long target = memory.getLong(object + offsets[i]);
            if (target != 0) {
                sink.field(names[i], target);
            }
        }
    }

    List<PyValue.Member> members(long object) {
        var members = new ArrayList<PyValue.Member>();
        for (int i = 0; i < offsets.length; i++) {
            long target = memory.getLong(object + offsets[i]);
            if (target != 0) {
                members.add(PyValue.Member.of(names[i], target));
            }
        }
        return members;
    }
}
