package io.ouroscope.python.decode;

import io.ouroscope.memory.Memory;
import io.ouroscope.python.layout.StructLayout;
import io.ouroscope.python.raw.Structs;
import java.util.ArrayList;
import java.util.List;

/// `re.Pattern`: the pattern, its groups, and the compiled code as items.
final class PatternDecoder implements Decoder {
    private static final int UNICODE = 32;
    private static final int LOCALE = 4;
    private static final int ASCII = 256;
    private static final List<String> FLAGS =
            List.of("TEMPLATE", "IGNORECASE", "LOCALE", "MULTILINE", "DOTALL", "UNICODE", "VERBOSE", "DEBUG", "ASCII");

    private final Structs structs;
    private final Memory memory;
    private final Fields fields;
    private final int structBytes;
    private final int patternOffset;
    private final int flagsOffset;
    private final int bytesOffset;

    PatternDecoder(Structs structs) {
        this.structs = structs;
        memory = structs.memory;
        fields = new Fields(structs, "PatternObject", "");
        StructLayout pattern = structs.layout.struct("PatternObject");
        structBytes = pattern.sizeBytes();
        patternOffset = pattern.offset("pattern");
        flagsOffset = pattern.offset("flags");
        bytesOffset = pattern.offset("isbytes");
    }

    @Override
    public List<String> typeNames() {
        return List.of("re.Pattern");
    }

    @Override
    public int structBytes() {
        return structBytes;
    }

    @Override
    public boolean isValid(long pattern) {
        return fields.areValid(pattern) && structs.header.length(pattern) >= 0;
    }

    /// Of a str's pattern UNICODE goes without saying.
    @Override
    public PyValue value(long pattern) {
        long source = memory.getLong(pattern + patternOffset);
        int flags = memory.getInt(pattern + flagsOffset);
        if (memory.getInt(pattern + bytesOffset) == 0 && (flags & (LOCALE | UNICODE | ASCII)) == UNICODE) {
            flags &= ~UNICODE;
        }
        var members = new ArrayList<PyValue.Member>();
        if (source != 0) {
            members.add(PyValue.Member.of("", source));
        }
        if (flags != 0) {
            members.add(PyValue.Member.text("", flags(flags)));
        }
        return new PyValue.Call("re.compile", members);
    }

    private static String flags(int flags) {
        var names = new ArrayList<String>();
        int left = flags;
        for (int bit = 0; bit < FLAGS.size(); bit++) {
            if ((left & 1 << bit) != 0) {
                names.add("re." + FLAGS.get(bit));
                left &= ~(1 << bit);
            }
        }
        if (left != 0) {
            names.add("0x" + Integer.toHexString(left));
        }
        return String.join("|", names);
    }

    @Override
    public void references(long pattern, ReferenceSink sink) {
        fields.report(pattern, sink);
    }
}
