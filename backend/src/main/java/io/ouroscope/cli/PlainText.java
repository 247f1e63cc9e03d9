package io.ouroscope.cli;

/// Text from a process as it may be shown on a terminal: a control character could otherwise move the cursor or worse.
final class PlainText {
    private PlainText() {}

    static String of(String text) {
        if (text.chars().noneMatch(PlainText::isDangerous)) {
            return text;
        }
        var clean = new StringBuilder();
        text.chars().forEach(each -> {
            if (isDangerous(each)) {
                clean.append(String.format("\\x%02x", each));
            } else {
                clean.append((char) each);
            }
        });
        return clean.toString();
    }

    /// Controls, and what turns the direction of writing round.
    private static boolean isDangerous(int character) {
        return Character.isISOControl(character)
                || character >= 0x202a && character <= 0x202e
                || character >= 0x2066 && character <= 0x2069;
    }
}
