package io.ouroscope.python.decode;

import io.ouroscope.memory.Memory;
import io.ouroscope.python.layout.StructLayout;
import io.ouroscope.python.raw.Structs;
import java.util.List;

/// `datetime.timezone`: an offset and a name or none. There is only one without offset and name, `timezone.utc`.
final class TimezoneDecoder implements Decoder {
    private final Structs structs;
    private final Memory memory;
    private final Fields fields;
    private final int structBytes;
    private final int offsetOffset;
    private final int nameOffset;
    private final int deltaDays;
    private final int deltaSeconds;
    private final int deltaMicroseconds;

    TimezoneDecoder(Structs structs) {
        this.structs = structs;
        memory = structs.memory;
        fields = new Fields(structs, "PyDateTime_TimeZone", "");
        StructLayout zone = structs.layout.struct("PyDateTime_TimeZone");
        structBytes = zone.sizeBytes();
        offsetOffset = zone.offset("offset");
        nameOffset = zone.offset("name");
        StructLayout delta = structs.layout.struct("PyDateTime_Delta");
        deltaDays = delta.offset("days");
        deltaSeconds = delta.offset("seconds");
        deltaMicroseconds = delta.offset("microseconds");
    }

    @Override
    public List<String> typeNames() {
        return List.of("datetime.timezone");
    }

    @Override
    public int structBytes() {
        return structBytes;
    }

    @Override
    public boolean isValid(long zone) {
        return fields.areValid(zone) && structs.isObject(memory.getLong(zone + offsetOffset));
    }

    @Override
    public PyValue value(long zone) {
        long offset = memory.getLong(zone + offsetOffset);
        long name = memory.getLong(zone + nameOffset);
        boolean none = memory.getInt(offset + deltaDays) == 0
                && memory.getInt(offset + deltaSeconds) == 0
                && memory.getInt(offset + deltaMicroseconds) == 0;
        if (none && name == 0) {
            return new PyValue.Constant("datetime.timezone.utc");
        }
        PyValue.Member first = PyValue.Member.of("", offset);
        return new PyValue.Call(
                "datetime.timezone", name == 0 ? List.of(first) : List.of(first, PyValue.Member.of("", name)));
    }

    @Override
    public void references(long zone, ReferenceSink sink) {
        fields.report(zone, sink);
    }
}
