package io.ouroscope.python.decode;

import io.ouroscope.memory.UnreadableAddressException;
import io.ouroscope.python.raw.EntryVisitor;
import io.ouroscope.python.raw.Structs;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Finds what stands under one name in one object after another: an attribute of the instance, a slot, a field of its
/// C struct, or a number or flag there. What the class has is not the instance's.
///
/// Names are compared where they lie, and which str is the name is remembered, so that millions of objects are asked in
/// seconds and nothing is allocated for those that lack it. Not safe for threads: one each.
public final class NamedAttribute {
    private static final int KNOWN_NAMES = 1 << 10;

    private final Structs structs;
    private final Attributes attributes;
    private final String name;
    private final int nameCharacters;
    private final Map<PyType, Slots> slots = new HashMap<>();
    /// Addresses of str objects seen lately; the lowest bit says whether it is the name.
    private final long[] knownNames = new long[KNOWN_NAMES];

    private final EntryVisitor inDict = this::entry;
    private final FactSink facts = this::fact;
    private final Fields fields = new Fields();
    private long found;
    private @Nullable String fact;

    /// The slots of this name; their offset may depend on the object.
    private record Slots(PyType.@Nullable Slot slot) {}

    NamedAttribute(Structs structs, Attributes attributes, String name) {
        this.structs = structs;
        this.attributes = attributes;
        this.name = name;
        nameCharacters = name.codePointCount(0, name.length());
    }

    /// Looks into a valid object.
    ///
    /// @return whether it has something of this name: then either [#value] or [#text] says what
    public boolean find(long object, PyType type) {
        found = 0;
        fact = null;
        try {
            attributes.visit(object, type, inDict);
            if (found != 0) {
                return true;
            }
            PyType.Slot slot =
                    slots.computeIfAbsent(type, each -> new Slots(slot(each))).slot();
            if (slot != null) {
                found = structs.memory.getLong(type.slotAddress(object, slot));
                return found != 0;
            }
            if (type.isDescribed()) {
                type.decoder().references(object, fields);
                if (found == 0) {
                    type.decoder().facts(object, facts);
                }
            }
            for (PyType.NumberMember member : type.numbers()) {
                if (found == 0 && fact == null && member.name().equals(name)) {
                    NumberMembers.report(structs.memory, object, member, facts);
                }
            }
        } catch (UnreadableAddressException e) {
            return found != 0 || fact != null;
        }
        return found != 0 || fact != null;
    }

    /// The address of the value that was found, 0 if it is no object.
    public long value() {
        return found;
    }

    /// What was found as text in Python syntax, where it is no object.
    public @Nullable String text() {
        return fact;
    }

    private PyType.@Nullable Slot slot(PyType type) {
        for (PyType.Slot slot : type.slots()) {
            if (slot.name().equals(name)) {
                return slot;
            }
        }
        return null;
    }

    private void fact(String factName, String text) {
        if (factName.equals(name)) {
            fact = text;
        }
    }

    private boolean entry(long index, long key, long value) {
        if (!isName(key)) {
            return true;
        }
        found = value;
        return false;
    }

    private boolean isName(long key) {
        int slot = (int) (key >>> 4) & KNOWN_NAMES - 1;
        long known = knownNames[slot];
        if ((known & ~1L) == key && key != 0) {
            return (known & 1) != 0;
        }
        boolean is = structs.isObject(key)
                && structs.unicode.isValid(key)
                && structs.unicode.length(key) == nameCharacters
                && name.equals(structs.unicode.readValid(key, 0, nameCharacters));
        knownNames[slot] = key | (is ? 1 : 0);
        return is;
    }

    /// What a decoder tells of its C struct; items do not matter.
    private final class Fields implements ReferenceSink {
        @Override
        public boolean wantsItems() {
            return false;
        }

        @Override
        public void reference(long target, EdgeClass edge) {}

        @Override
        public void attribute(long nameAddress, long target) {
            if (isName(nameAddress)) {
                found = target;
            }
        }

        @Override
        public void field(String fieldName, long target) {
            named(fieldName, target);
        }

        @Override
        public void closure(String fieldName, long target) {
            named(fieldName, target);
        }

        @Override
        public void globals(String fieldName, long target) {
            named(fieldName, target);
        }

        private void named(String fieldName, long target) {
            if (found == 0 && fieldName.equals(name)) {
                found = target;
            }
        }
    }
}
