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

    StrDecoder(Structs structs) {
        unicode = structs.unicode;
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
    public boolean hasPayload() {
        return true;
    }

    @Override
    public void payload(long str, PayloadSink sink) {
        sink.text(unicode.data(str), unicode.length(str), unicode.characterBytes(str));
    }

    /// What a subclass adds to the object is not counted, up to 3.15.
    @Override
    public long sizeBytes(long str, PyType type) {
        return unicode.sizeBytes(str);
    }

    @Override
    public void blocks(long str, BlockSink sink) {
        unicode.blocks(str, sink);
    }
}
