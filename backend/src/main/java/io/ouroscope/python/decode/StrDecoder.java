package io.ouroscope.python.decode;

import io.ouroscope.python.raw.BlockSink;
import io.ouroscope.python.raw.Structs;
import io.ouroscope.python.raw.Unicode;
import java.util.List;

/// `str` in all its storage forms.
final class StrDecoder implements Decoder {
    /// Characters read for a value; the previewer cuts further.
    private static final int MOST_CHARACTERS = 4000;

    private final Unicode unicode;
    private final int exactBytes;

    StrDecoder(Structs structs) {
        unicode = structs.unicode;
        exactBytes = structs.layout.struct("PyUnicodeObject").sizeBytes();
    }

    @Override
    public List<String> typeNames() {
        return List.of("str");
    }

    @Override
    public boolean isValid(long str) {
        return unicode.isValid(str);
    }

    @Override
    public PyValue value(long str) {
        return new PyValue.Text(unicode.readValid(str, 0, MOST_CHARACTERS), unicode.length(str));
    }

    @Override
    public long sizeBytes(long str, PyType type) {
        long added = unicode.isCompact(str) ? 0 : type.basicSize() - exactBytes;
        return unicode.sizeBytes(str) + added;
    }

    @Override
    public void blocks(long str, BlockSink sink) {
        unicode.blocks(str, sink);
    }
}
