package io.ouroscope.python.decode;

import io.ouroscope.memory.Memory;
import io.ouroscope.python.layout.StructLayout;
import io.ouroscope.python.raw.Structs;
import java.util.ArrayList;
import java.util.List;

/// `datetime.date`, `time` and `datetime`: the numbers in single bytes, highest first.
///
/// Without time zone the object ends before `tzinfo`, so that field is only read where there is one.
final class DateDecoder implements Decoder {
    private static final int DATE_BYTES = 4;
    private static final int TIME_BYTES = 6;

    private final Structs structs;
    private final Memory memory;
    private final String typeName;
    private final boolean hasDate;
    private final boolean hasTime;
    private final int structBytes;
    private final int dataOffset;
    private final int zonedOffset;
    private final int foldOffset;
    private final int zoneOffset;

    DateDecoder(Structs structs, String struct, String typeName) {
        this.structs = structs;
        this.typeName = typeName;
        memory = structs.memory;
        StructLayout layout = structs.layout.struct(struct);
        structBytes = layout.sizeBytes();
        dataOffset = layout.offset("data");
        zonedOffset = layout.offset("hastzinfo");
        foldOffset = layout.offset("fold", -1);
        zoneOffset = layout.offset("tzinfo", -1);
        int bytes = layout.field("data").size();
        hasDate = bytes != TIME_BYTES;
        hasTime = bytes != DATE_BYTES;
    }

    @Override
    public List<String> typeNames() {
        return List.of(typeName);
    }

    @Override
    public int structBytes() {
        return structBytes;
    }

    private int number(long object, int index) {
        return memory.getUnsignedByte(object + dataOffset + index);
    }

    private int year(long object) {
        return number(object, 0) << 8 | number(object, 1);
    }

    private int timeIndex() {
        return hasDate ? DATE_BYTES : 0;
    }

    private boolean isZoned(long object) {
        return zoneOffset >= 0 && memory.getByte(object + zonedOffset) != 0;
    }

    @Override
    public boolean isValid(long object) {
        if (memory.getUnsignedByte(object + zonedOffset) > 1
                || hasDate && !isDate(object)
                || hasTime && !isTime(object)) {
            return false;
        }
        return !isZoned(object) || structs.isNullOrObject(memory.getLong(object + zoneOffset));
    }

    private boolean isDate(long object) {
        return year(object) >= 1
                && year(object) <= 9999
                && number(object, 2) >= 1
                && number(object, 2) <= 12
                && number(object, 3) >= 1
                && number(object, 3) <= 31;
    }

    private boolean isTime(long object) {
        int at = timeIndex();
        return number(object, at) < 24
                && number(object, at + 1) < 60
                && number(object, at + 2) < 60
                && microsecond(object) < 1_000_000
                && memory.getUnsignedByte(object + foldOffset) <= 1;
    }

    private int microsecond(long object) {
        int at = timeIndex() + 3;
        return number(object, at) << 16 | number(object, at + 1) << 8 | number(object, at + 2);
    }

    @Override
    public PyValue value(long object) {
        var members = new ArrayList<PyValue.Member>();
        if (hasDate) {
            add(members, year(object));
            add(members, number(object, 2));
            add(members, number(object, 3));
        }
        if (hasTime) {
            int at = timeIndex();
            int second = number(object, at + 2);
            add(members, number(object, at));
            add(members, number(object, at + 1));
            if (second != 0 || microsecond(object) != 0) {
                add(members, second);
            }
            if (microsecond(object) != 0) {
                add(members, microsecond(object));
            }
            if (memory.getByte(object + foldOffset) != 0) {
                members.add(PyValue.Member.text("fold", "1"));
            }
        }
        if (isZoned(object) && memory.getLong(object + zoneOffset) != 0) {
            members.add(PyValue.Member.of("tzinfo", memory.getLong(object + zoneOffset)));
        }
        return new PyValue.Call(typeName, members);
    }

    private static void add(List<PyValue.Member> members, int number) {
        members.add(PyValue.Member.text("", Integer.toString(number)));
    }

    @Override
    public void references(long object, ReferenceSink sink) {
        if (isZoned(object) && memory.getLong(object + zoneOffset) != 0) {
            sink.field("tzinfo", memory.getLong(object + zoneOffset));
        }
    }

    /// An exact one without zone is allocated without the field for it.
    @Override
    public long bodyBytes(long object, PyType type) {
        boolean exact = type.decodedBy() == type;
        return exact && zoneOffset >= 0 && !isZoned(object) ? zoneOffset : type.basicSize();
    }
}
