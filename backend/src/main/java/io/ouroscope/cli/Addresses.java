package io.ouroscope.cli;

/// Addresses as text: `0x7f12ab34cd50`, as `hex(id(x))` prints them.
final class Addresses {
    private Addresses() {}

    static String hex(long address) {
        return "0x" + Long.toHexString(address);
    }

    static boolean isAddress(String text) {
        return text.matches("0[xX][0-9a-fA-F]{1,16}");
    }
}
