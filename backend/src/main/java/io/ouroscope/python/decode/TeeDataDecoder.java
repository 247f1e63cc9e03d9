package io.ouroscope.python.decode;

import io.ouroscope.memory.Memory;
import io.ouroscope.python.layout.StructLayout;
import io.ouroscope.python.raw.Structs;
import java.util.List;

/// `itertools._tee_dataobject`: up to 57 items that one branch of a tee has seen and another has not.
final class TeeDataDecoder implements Decoder {
    private final Structs structs;
    private final Memory memory;
    private final Fields fields;
    private final int valuesOffset;
    private final int most;
    private final int readOffset;

    TeeDataDecoder(Structs structs) {
        this.structs = structs;
        memory = structs.memory;
        fields = new Fields(structs, "teedataobject", "");
        StructLayout data = structs.layout.struct("teedataobject");
        valuesOffset = data.offset("values");
        most = data.field("values").size() / 8;
        readOffset = data.offset("numread");
    }

    @Override
    public List<String> typeNames() {
        return List.of("itertools._tee_dataobject", "itertools.teedataobject");
    }

    @Override
    public boolean isValid(long data) {
        int read = memory.getInt(data + readOffset);
        return read >= 0 && read <= most && fields.areValid(data) && structs.areReferences(data + valuesOffset, read);
    }

    @Override
    public PyValue value(long data) {
        return new PyValue.Summary(
                "itertools._tee_dataobject",
                List.of(PyValue.Member.text("", memory.getInt(data + readOffset) + " items")));
    }

    @Override
    public void references(long data, ReferenceSink sink) {
        fields.report(data, sink);
        int read = memory.getInt(data + readOffset);
        for (int i = 0; i < read; i++) {
            long item = memory.getLong(data + valuesOffset + 8L * i);
            if (item != 0) {
                sink.item(item, i);
            }
        }
    }
}
