package io.ouroscope.python.decode;

import io.ouroscope.memory.Memory;
import io.ouroscope.python.raw.Unicode;
import org.jspecify.annotations.Nullable;

/// Members of C types that hold numbers, flags or C strings (PyMemberDef types, Include/structmember.h).
final class NumberMembers {
    private static final int SHORT = 0;
    private static final int INT = 1;
    private static final int LONG = 2;
    private static final int FLOAT = 3;
    private static final int DOUBLE = 4;
    private static final int STRING = 5;
    private static final int CHAR = 7;
    private static final int BYTE = 8;
    private static final int UNSIGNED_BYTE = 9;
    private static final int UNSIGNED_SHORT = 10;
    private static final int UNSIGNED_INT = 11;
    private static final int UNSIGNED_LONG = 12;
    private static final int BOOL = 14;
    private static final int LONG_LONG = 17;
    private static final int UNSIGNED_LONG_LONG = 18;
    private static final int SSIZE = 19;
    private static final int LONGEST_STRING = 256;

    private NumberMembers() {}

    static void report(Memory memory, long object, PyType.NumberMember member, FactSink sink) {
        String text = text(memory, object + member.offset(), member.type());
        if (text != null) {
            sink.fact(member.name(), text);
        }
    }

    private static @Nullable String text(Memory memory, long at, int type) {
        return switch (type) {
            case SHORT -> Short.toString(memory.getShort(at));
            case INT -> Integer.toString(memory.getInt(at));
            case LONG, LONG_LONG, SSIZE -> Long.toString(memory.getLong(at));
            case FLOAT -> Float.toString(Float.intBitsToFloat(memory.getInt(at)));
            case DOUBLE -> Double.toString(Double.longBitsToDouble(memory.getLong(at)));
            case STRING -> Unicode.cString(memory, memory.getLong(at), LONGEST_STRING);
            case CHAR, BYTE -> Byte.toString(memory.getByte(at));
            case UNSIGNED_BYTE -> Integer.toString(memory.getUnsignedByte(at));
            case UNSIGNED_SHORT -> Integer.toString(memory.getUnsignedShort(at));
            case UNSIGNED_INT -> Long.toString(memory.getUnsignedInt(at));
            case UNSIGNED_LONG, UNSIGNED_LONG_LONG -> Long.toUnsignedString(memory.getLong(at));
            case BOOL -> memory.getByte(at) != 0 ? "True" : "False";
            default -> null;
        };
    }
}
