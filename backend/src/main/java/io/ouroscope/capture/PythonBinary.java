package io.ouroscope.capture;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What an ELF file (a program or a libpython) says of the Python in it.
///
/// The number `Py_Version` (exported since 3.11) where there is one, else the version's text among the read-only
/// data. Each file is read once: answers are kept by inode, size and time.
///
/// @param kind which interpreter it holds, if any
/// @param version like `3.11.2`, null if not found
/// @param evidence what told the version; of a program for another machine, what that is
record PythonBinary(Kind kind, @Nullable String version, String evidence) {

    enum Kind {
        /// No interpreter, or no program at all.
        NONE,
        CPYTHON,
        CPYTHON_2,
        PYPY,
        /// No 64-bit program for x86-64: not looked into.
        OTHER_MACHINE
    }

    private static final PythonBinary NOTHING = new PythonBinary(Kind.NONE, null, "");
    private static final Map<String, PythonBinary> CACHE = new ConcurrentHashMap<>();
    private static final Pattern VERSION_TEXT = Pattern.compile("3\\.[0-9]{1,2}\\.[0-9]{1,2}(?:(?:a|b|rc)[0-9]+)?\\+?");

    /// Other minors are other programs' versions: libffi is at 3.4, SQLite at 3.4x.
    private static final int FIRST_MINOR = 5;

    private static final int LAST_PLAUSIBLE_MINOR = 30;

    private static final int EM_X86_64 = 62;
    private static final int EM_AARCH64 = 183;
    private static final int SHT_SYMTAB = 2;
    private static final int SHT_DYNSYM = 11;
    private static final int SYMBOL_BYTES = 24;
    private static final int PT_LOAD = 1;
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;

    /// Reads `file`; one that cannot be read or is no ELF file is no Python.
    static PythonBinary read(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            String key = attributes.fileKey() + "/" + attributes.size() + "/" + attributes.lastModifiedTime();
            PythonBinary known = CACHE.get(key);
            if (known == null) {
                known = readElf(file);
                CACHE.put(key, known);
            }
            return known;
        } catch (IOException e) {
            return NOTHING;
        }
    }

    private static PythonBinary readElf(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
                Arena arena = Arena.ofConfined()) {
            MemorySegment elf = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
            if (elf.byteSize() < 64 || elf.get(INT, 0) != 0x464c457f) {
                return NOTHING;
            }
            boolean wide = elf.get(ValueLayout.JAVA_BYTE, 4) == 2;
            int machine = elf.get(SHORT, 18);
            if (!wide || machine != EM_X86_64) {
                String what = !wide ? "a 32-bit program" : machine == EM_AARCH64 ? "a program for ARM (aarch64)" : "";
                return new PythonBinary(
                        Kind.OTHER_MACHINE, null, what.isEmpty() ? "a program for ELF machine " + machine : what);
            }
            return readSymbols(elf);
        } catch (IndexOutOfBoundsException e) {
            return NOTHING;
        }
    }

    /// By what the file offers to extension modules; a program that keeps that to itself still has it in its table of
    /// all symbols, unless that was stripped.
    private static PythonBinary readSymbols(MemorySegment elf) {
        Kind kind = Kind.NONE;
        long sections = elf.get(LONG, 40);
        int count = elf.get(SHORT, 60) & 0xffff;
        for (int i = 0; i < count; i++) {
            long section = sections + 64L * i;
            int type = elf.get(INT, section + 4);
            if (type == SHT_DYNSYM || type == SHT_SYMTAB) {
                long names = elf.get(LONG, sections + 64L * elf.get(INT, section + 40) + 24);
                long first = elf.get(LONG, section + 24);
                long end = first + elf.get(LONG, section + 32);
                for (long symbol = first; symbol + SYMBOL_BYTES <= end; symbol += SYMBOL_BYTES) {
                    long name = names + Integer.toUnsignedLong(elf.get(INT, symbol));
                    boolean defined = elf.get(SHORT, symbol + 6) != 0;
                    // Nearly all symbols begin otherwise; libraries have tens of thousands.
                    if (!defined || !beginsLikePython(elf.get(ValueLayout.JAVA_BYTE, name))) {
                        continue;
                    }
                    if (isName(elf, name, "Py_Version")) {
                        String version = version(elf.get(INT, fileOffset(elf, elf.get(LONG, symbol + 8))));
                        return new PythonBinary(Kind.CPYTHON, version, "its symbol Py_Version");
                    }
                    if (isName(elf, name, "pypy_main_startup")) {
                        return new PythonBinary(Kind.PYPY, null, "its symbol pypy_main_startup");
                    }
                    if (isName(elf, name, "PyString_FromString")) {
                        return new PythonBinary(Kind.CPYTHON_2, null, "its symbol PyString_FromString");
                    }
                    kind = isName(elf, name, "Py_GetVersion") ? Kind.CPYTHON : kind;
                }
            }
        }
        if (kind == Kind.NONE) {
            return NOTHING;
        }
        String text = versionText(elf);
        return new PythonBinary(kind, text, text == null ? "its symbol Py_GetVersion" : "a version text in it");
    }

    private static boolean beginsLikePython(byte first) {
        return first == 'P' || first == 'p';
    }

    private static boolean isName(MemorySegment elf, long offset, String name) {
        for (int i = 0; i < name.length(); i++) {
            if (elf.get(ValueLayout.JAVA_BYTE, offset + i) != name.charAt(i)) {
                return false;
            }
        }
        return elf.get(ValueLayout.JAVA_BYTE, offset + name.length()) == 0;
    }

    private static long fileOffset(MemorySegment elf, long address) {
        long headers = elf.get(LONG, 32);
        int count = elf.get(SHORT, 56) & 0xffff;
        for (int i = 0; i < count; i++) {
            long header = headers + 56L * i;
            long start = elf.get(LONG, header + 16);
            if (elf.get(INT, header) == PT_LOAD && address >= start && address < start + elf.get(LONG, header + 32)) {
                return address - start + elf.get(LONG, header + 8);
            }
        }
        throw new IndexOutOfBoundsException("no segment holds " + Long.toHexString(address));
    }

    /// PY_VERSION_HEX: major, minor, micro, then release level (a, b, c, f) and serial.
    static String version(int hex) {
        String release = switch (hex >> 4 & 15) {
            case 10 -> "a" + (hex & 15);
            case 11 -> "b" + (hex & 15);
            case 12 -> "rc" + (hex & 15);
            default -> "";
        };
        return (hex >>> 24) + "." + (hex >> 16 & 255) + "." + (hex >> 8 & 255) + release;
    }

    /// A zero-terminated text that is a version and nothing else; or the end of a text, as linkers share equal ends.
    private static @Nullable String versionText(MemorySegment elf) {
        String shared = null;
        for (long at = 0; at + 16 < elf.byteSize(); at++) {
            if (elf.get(ValueLayout.JAVA_BYTE, at + 1) == '3' && elf.get(ValueLayout.JAVA_BYTE, at + 2) == '.') {
                byte before = elf.get(ValueLayout.JAVA_BYTE, at);
                String version = versionAt(elf, at + 1);
                if (version != null && before == 0) {
                    return version;
                }
                if (shared == null && before != '.' && (before < '0' || before > '9')) {
                    shared = version;
                }
            }
        }
        return shared;
    }

    private static @Nullable String versionAt(MemorySegment elf, long at) {
        byte[] candidate = new byte[15];
        MemorySegment.copy(elf, ValueLayout.JAVA_BYTE, at, candidate, 0, candidate.length);
        String text = new String(candidate, StandardCharsets.ISO_8859_1);
        Matcher matcher = VERSION_TEXT.matcher(text);
        if (!matcher.lookingAt() || matcher.end() == text.length() || text.charAt(matcher.end()) != 0) {
            return null;
        }
        int minor = Integer.parseInt(text.split("\\.", 3)[1]);
        return minor >= FIRST_MINOR && minor <= LAST_PLAUSIBLE_MINOR ? matcher.group() : null;
    }
}
