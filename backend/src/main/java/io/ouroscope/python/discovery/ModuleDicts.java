package io.ouroscope.python.discovery;

import io.ouroscope.memory.UnreadableAddressException;
import io.ouroscope.python.raw.EntryVisitor;
import io.ouroscope.python.raw.Structs;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The namespaces of modules, found without knowing any type but `dict`: every module's dict begins with `__name__`.
///
/// Namespaces of modules that were unloaded and not yet overwritten may be among them: what they say needs agreement.
final class ModuleDicts {
    private static final int LONGEST_NAME = 256;
    private static final int MOST_ENTRIES = 1 << 16;

    private final Structs structs;
    private final List<Module> modules = new ArrayList<>();

    /// @param name its `__name__`
    /// @param dict address of its dict
    record Module(String name, long dict) {}

    private ModuleDicts(Structs structs) {
        this.structs = structs;
    }

    /// @param dictType address of the type `dict`
    static ModuleDicts find(Structs structs, WordScan scan, long dictType) {
        var found = new ModuleDicts(structs);
        int typeOffset = structs.header.typeOffset();
        LongArrayList words = scan.findValues(
                "Looking for modules",
                LongOpenHashSet.of(dictType),
                (address, value) -> found.nameOf(address - typeOffset) != null);
        for (long word : words) {
            String name = found.nameOf(word - typeOffset);
            if (name != null) {
                found.modules.add(new Module(name, word - typeOffset));
            }
        }
        return found;
    }

    List<Module> all() {
        return modules;
    }

    /// The first module of this name whose dict has `key`; 0 if there is none.
    long attribute(String module, String key) {
        for (Module candidate : modules) {
            long[] found = {0};
            if (candidate.name().equals(module)) {
                visit(candidate.dict(), (name, value) -> {
                    found[0] = name.equals(key) ? value : found[0];
                });
            }
            if (found[0] != 0) {
                return found[0];
            }
        }
        return 0;
    }

    /// An entry of a dict whose key is a str.
    interface NameVisitor {
        void entry(String name, long value);
    }

    void visit(long dict, NameVisitor visitor) {
        try {
            structs.dicts.visit(dict, 0, MOST_ENTRIES, (index, key, value) -> {
                String name = text(key);
                if (name != null) {
                    visitor.entry(name, value);
                }
                return true;
            });
        } catch (UnreadableAddressException e) {
            // The rest of the dict is not in the snapshot.
        }
    }

    private @Nullable String text(long str) {
        return (str & 7) == 0 && structs.unicode.isValid(str) ? structs.unicode.read(str, LONGEST_NAME) : null;
    }

    private @Nullable String nameOf(long dict) {
        String[] name = {null};
        EntryVisitor first = (index, key, value) -> {
            if ("__name__".equals(text(key))) {
                name[0] = text(value);
            }
            return false;
        };
        try {
            if ((dict & 7) == 0 && structs.dicts.isValid(dict) && structs.dicts.used(dict) > 1) {
                structs.dicts.visit(dict, 0, 1, first);
            }
        } catch (UnreadableAddressException e) {
            return null;
        }
        return name[0];
    }
}
