package io.ouroscope.python.decode;

import io.ouroscope.memory.Memory;
import io.ouroscope.python.layout.StructLayout;
import io.ouroscope.python.raw.Structs;
import java.util.ArrayList;
import java.util.List;

/// `datetime.timedelta`: days of any sign, seconds and microseconds.
final class TimedeltaDecoder implements Decoder {
    private static final int MOST_DAYS = 999_999_999;
    private static final int DAY_SECONDS = 24 * 3600;

    private final Memory memory;
    private final int structBytes;
    private final int daysOffset;
    private final int secondsOffset;
    private final int microsecondsOffset;

    TimedeltaDecoder(Structs structs) {
        memory = structs.memory;
        StructLayout delta = structs.layout.struct("PyDateTime_Delta");
        structBytes = delta.sizeBytes();
        daysOffset = delta.offset("days");
        secondsOffset = delta.offset("seconds");
        microsecondsOffset = delta.offset("microseconds");
    }

    @Override
    public List<String> typeNames() {
        return List.of("datetime.timedelta");
    }

    @Override
    public int structBytes() {
        return structBytes;
    }

    @Override
    public boolean isValid(long delta) {
        int days = memory.getInt(delta + daysOffset);
        int seconds = memory.getInt(delta + secondsOffset);
        int microseconds = memory.getInt(delta + microsecondsOffset);
        return days >= -MOST_DAYS
                && days <= MOST_DAYS
                && seconds >= 0
                && seconds < DAY_SECONDS
                && microseconds >= 0
                && microseconds < 1_000_000;
    }

    @Override
    public PyValue value(long delta) {
        var members = new ArrayList<PyValue.Member>();
        add(members, "days", memory.getInt(delta + daysOffset));
        add(members, "seconds", memory.getInt(delta + secondsOffset));
        add(members, "microseconds", memory.getInt(delta + microsecondsOffset));
        if (members.isEmpty()) {
            members.add(PyValue.Member.text("", "0"));
        }
        return new PyValue.Call("datetime.timedelta", members);
    }

    private static void add(List<PyValue.Member> members, String name, int number) {
        if (number != 0) {
            members.add(PyValue.Member.text(name, Integer.toString(number)));
        }
    }
}
