package io.ouroscope.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Addresses as text: `0x7f12ab34cd50`, as `hex(id(x))` prints them.
final class Addresses {
    private Addresses() {}

    static String hex(long address) {
        return "0x" + Long.toHexString(address);
    }

    static boolean isAddress(String text) {
        return text.matches("0[xX][0-9a-fA-F]{1,16}");
    }

    /// Reads an argument.
    static final class Converter implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            if (!isAddress(text)) {
                throw new TypeConversionException("'" + text + "' is no address; write one like 0x7f12ab34cd50");
            }
            return Long.parseUnsignedLong(text.substring(2), 16);
        }
    }
}
