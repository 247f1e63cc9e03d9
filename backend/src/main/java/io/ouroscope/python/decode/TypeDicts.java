package io.ouroscope.python.decode;

import io.ouroscope.memory.UnreadableAddressException;
import io.ouroscope.python.raw.Structs;
import io.ouroscope.python.raw.TypeStructs;
import org.jspecify.annotations.Nullable;

/// Attributes of types by name, as far as the type keeps its dict itself: `__module__`, `_type_`, `_fields`.
///
/// Slow: the dict is searched from the beginning. For what is asked once per type or shown to people.
final class TypeDicts {
    private static final int LONGEST_NAME = 1024;
    private static final int DEEPEST = 100;

    private TypeDicts() {}

    /// The attribute in the type's own dict, 0 if it is not there.
    static long own(Structs structs, long type, String name) {
        long[] found = {0};
        try {
            long dict = structs.types.dict(type);
            if (dict == 0 || !structs.isObject(dict) || !structs.dicts.isValid(dict)) {
                return 0;
            }
            structs.dicts.visit(dict, 0, Long.MAX_VALUE, (index, key, value) -> {
                if (structs.unicode.isValid(key)
                        && structs.unicode.length(key) == name.length()
                        && name.equals(structs.unicode.read(key, name.length() + 1))) {
                    found[0] = value;
                    return false;
                }
                return true;
            });
        } catch (UnreadableAddressException e) {
            return 0;
        }
        return found[0];
    }

    /// The attribute of the type or the nearest of its bases that has it (along `tp_base`), 0 if none.
    static long inherited(Structs structs, long type, String name) {
        long at = type;
        for (int i = 0; i < DEEPEST && at != 0 && structs.isObject(at); i++) {
            long found = own(structs, at, name);
            if (found != 0) {
                return found;
            }
            at = structs.types.base(at);
        }
        return 0;
    }

    /// The text of a str; null for what is none.
    static @Nullable String text(Structs structs, long str) {
        try {
            boolean isStr = str != 0
                    && structs.isObject(str)
                    && (structs.types.flags(structs.header.type(str)) & TypeStructs.STR_SUBCLASS) != 0;
            return isStr ? structs.unicode.read(str, LONGEST_NAME) : null;
        } catch (UnreadableAddressException e) {
            return null;
        }
    }
}
