package io.ouroscope.python.decode;

import io.ouroscope.memory.Memory;
import io.ouroscope.python.layout.Field;
import io.ouroscope.python.layout.StructLayout;
import io.ouroscope.python.raw.Structs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// The counted references of a C struct, bound once: for decoders that report most of them under their C names.
final class Fields {
    private final Structs structs;
    private final Memory memory;
    private final String[] names;
    private final int[] offsets;

    /// All counted references of `struct` but `leftOut`, names without `prefix`.
    Fields(Structs structs, String struct, String prefix, String... leftOut) {
        this(structs, struct, prefix, Arrays.asList(leftOut), List.of());
    }

    /// The same, and the fields `more`.
    Fields(Structs structs, String struct, String prefix, List<String> leftOut, List<String> more) {
        this(structs, prefix, owned(structs.layout.struct(struct), leftOut, more));
    }

    private Fields(Structs structs, String prefix, List<Field> fields) {
        this.structs = structs;
        memory = structs.memory;
        names = fields.stream()
                .map(field -> withoutPrefix(field.name().substring(field.name().lastIndexOf('.') + 1), prefix))
                .toArray(String[]::new);
        offsets = fields.stream().mapToInt(Field::offset).toArray();
    }

    /// The fields named, in this order; those that the version does not have are left out.
    static Fields only(Structs structs, String struct, List<String> fields) {
        StructLayout layout = structs.layout.struct(struct);
        return new Fields(
                structs,
                "",
                fields.stream().filter(layout::has).map(layout::field).toList());
    }

    private static List<Field> owned(StructLayout layout, List<String> leftOut, List<String> more) {
        Set<String> skipped = Set.copyOf(leftOut);
        return Stream.concat(
                        layout.ownedFields().stream().filter(field -> !skipped.contains(field.name())),
                        more.stream().map(layout::field))
                .sorted(Comparator.comparingInt(Field::offset))
                .distinct()
                .toList();
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

    /// Reports those that point at objects.
    void reportObjects(long object, ReferenceSink sink) {
        for (int i = 0; i < offsets.length; i++) {
            long target = memory.getLong(object + offsets[i]);
            if (structs.isObject(target)) {
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

    /// The references as arguments of a call: without names, nulls left out.
    List<PyValue.Member> unnamed(long object) {
        var members = new ArrayList<PyValue.Member>();
        for (int offset : offsets) {
            long target = memory.getLong(object + offset);
            if (target != 0) {
                members.add(PyValue.Member.of("", target));
            }
        }
        return members;
    }
}
