package io.ouroscope.python.decode;

import io.ouroscope.memory.Memory;
import io.ouroscope.python.layout.StructLayout;
import io.ouroscope.python.raw.Structs;
import io.ouroscope.python.raw.TypeStructs;
import java.util.List;

/// `re.Match`: what was searched, and where each group begins and ends.
final class MatchDecoder implements Decoder {
    private static final int MOST_CHARACTERS = 200;

    private final Structs structs;
    private final Memory memory;
    private final Fields fields;
    private final int structBytes;
    private final int stringOffset;
    private final int marksOffset;
    private final int groupsOffset;

    MatchDecoder(Structs structs) {
        this.structs = structs;
        memory = structs.memory;
        fields = new Fields(structs, "MatchObject", "", List.of(), List.of("pattern"));
        StructLayout match = structs.layout.struct("MatchObject");
        structBytes = match.sizeBytes();
        stringOffset = match.offset("string");
        marksOffset = match.offset("mark");
        groupsOffset = match.offset("groups");
    }

    @Override
    public List<String> typeNames() {
        return List.of("re.Match");
    }

    @Override
    public int structBytes() {
        return structBytes;
    }

    @Override
    public boolean isValid(long match) {
        return fields.areValid(match) && memory.getLong(match + groupsOffset) > 0;
    }

    @Override
    public PyValue value(long match) {
        long string = memory.getLong(match + stringOffset);
        long start = memory.getLong(match + marksOffset);
        long end = memory.getLong(match + marksOffset + 8);
        String span = "span=(" + start + ", " + end + ")";
        boolean text = structs.isObject(string)
                && (structs.types.flags(structs.header.type(string)) & TypeStructs.STR_SUBCLASS) != 0
                && structs.unicode.isValid(string);
        if (!text || start < 0 || end < start || end > structs.unicode.length(string)) {
            return new PyValue.Summary("re.Match object;", List.of(PyValue.Member.text("", span)));
        }
        String found = structs.unicode.readValid(string, start, (int) Math.min(end - start, MOST_CHARACTERS));
        return new PyValue.Parts(List.of(
                PyValue.Member.text("", "<re.Match object; " + span + ", match="),
                PyValue.Member.inner("", new PyValue.Text(found, end - start)),
                PyValue.Member.text("", ">")));
    }

    @Override
    public void references(long match, ReferenceSink sink) {
        fields.report(match, sink);
    }
}
