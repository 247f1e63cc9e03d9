package io.ouroscope.capture.linux;

/// IPv6 addresses as text in the short form of RFC 5952, IPv4-mapped ones with their dotted quad.
final class InternetAddresses {
    private InternetAddresses() {}

    /// The text of 16 bytes.
    static String text(byte[] bytes) {
        int[] words = new int[8];
        for (int i = 0; i < 8; i++) {
            words[i] = (bytes[2 * i] & 255) << 8 | bytes[2 * i + 1] & 255;
        }
        if ((words[0] | words[1] | words[2] | words[3] | words[4]) == 0 && words[5] == 0xffff) {
            return "::ffff:" + (words[6] >> 8) + "." + (words[6] & 255) + "." + (words[7] >> 8) + "."
                    + (words[7] & 255);
        }
        int zeroStart = -1;
        int zeroLength = 1;
        for (int i = 0; i < 8; i++) {
            int end = i;
            while (end < 8 && words[end] == 0) {
                end++;
            }
            if (end - i > zeroLength) {
                zeroStart = i;
                zeroLength = end - i;
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            if (i == zeroStart) {
                text.append("::");
                i += zeroLength - 1;
            } else {
                if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
                    text.append(':');
                }
                text.append(Integer.toHexString(words[i]));
            }
        }
        return text.toString();
    }
}
