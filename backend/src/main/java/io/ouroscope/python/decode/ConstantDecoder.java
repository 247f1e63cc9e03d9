package io.ouroscope.python.decode;

import java.util.List;

/// `None`, `Ellipsis` and `NotImplemented`: one object each, no content.
record ConstantDecoder(String typeName, String text) implements Decoder {

    @Override
    public List<String> typeNames() {
        return List.of(typeName);
    }

    @Override
    public boolean isValid(long object) {
        return true;
    }

    @Override
    public PyValue value(long object) {
        return new PyValue.Constant(text);
    }
}
