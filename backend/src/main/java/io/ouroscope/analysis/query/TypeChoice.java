package io.ouroscope.analysis.query;

import io.ouroscope.python.decode.PyType;
import java.util.List;

/// Which types' objects are wanted.
///
/// @param types exactly these; empty for all. Several types may have one name
/// @param subclasses whether what inherits from them is wanted too
/// @param module only types of this module or of one inside it; empty for all
public record TypeChoice(List<PyType> types, boolean subclasses, String module) {
    public static final TypeChoice ALL = new TypeChoice(List.of(), false, "");

    /// Types of this name: as in `app.client.Client`; of builtins and `__main__` also without the module.
    public static List<PyType> named(String name, List<PyType> all) {
        return all.stream()
                .filter(type -> type.name().equals(name) || type.shortName().equals(name))
                .toList();
    }

    public boolean wants(PyType type) {
        return isOfModule(type) && (types.isEmpty() || types.contains(type) || subclasses && inheritsOne(type));
    }

    /// How many of `all` inherit from the types and are none of them.
    public int countSubclasses(List<PyType> all) {
        return (int) all.stream()
                .filter(type -> !types.contains(type) && inheritsOne(type))
                .count();
    }

    private boolean inheritsOne(PyType type) {
        for (PyType wanted : types) {
            if (type.inherits(wanted)) {
                return true;
            }
        }
        return false;
    }

    private boolean isOfModule(PyType type) {
        String of = type.module();
        return module.isEmpty()
                || of.startsWith(module) && (of.length() == module.length() || of.charAt(module.length()) == '.');
    }
}
