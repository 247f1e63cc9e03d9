package io.ouroscope.analysis.query;

/// The characters of a text in the snapshot, of 1 or 2 bytes, without a copy of them as a `String`.
record Characters(byte[] bytes, int length, int width) implements CharSequence {

    static int medium(byte[] bytes, int index) {
        return bytes[2 * index] & 0xff | (bytes[2 * index + 1] & 0xff) << 8;
    }

    @Override
    public char charAt(int index) {
        return (char) (width == 1 ? bytes[index] & 0xff : medium(bytes, index));
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        var text = new StringBuilder(end - start);
        for (int i = start; i < end; i++) {
            text.append(charAt(i));
        }
        return text;
    }

    @Override
    public String toString() {
        return subSequence(0, length).toString();
    }
}
