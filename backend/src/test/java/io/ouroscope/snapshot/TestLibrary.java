package io.ouroscope.snapshot;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// A shared library of four pages, as a linker lays it out: headers, code, read-only data, data. Each page lies in the
/// file where it lies in memory.
final class TestLibrary {
    static final int PAGE = 4096;
    static final int PAGES = 4;

    private TestLibrary() {}

    /// @param buildId its content; null for a library without one
    static byte[] bytes(byte @Nullable [] buildId, int seed) {
        ByteBuffer file = TestCore.buffer(PAGES * PAGE);
        file.put(TestCore.pattern(PAGES * PAGE, seed)).clear();
        file.putInt(0, 0x464c457f).put(4, (byte) 2).put(5, (byte) 1);
        file.putShort(16, (short) 3).putShort(18, (short) 62);
        file.putLong(32, 64).putLong(40, 0).putShort(54, (short) 56).putShort(56, (short) 5);
        int note = 64 + 5 * 56;
        int noteBytes = buildId == null ? 0 : 16 + buildId.length;
        file.position(64);
        file.put(TestCore.programHeader(1, TestCore.READ, 0, 0, PAGE, PAGE));
        file.put(TestCore.programHeader(1, TestCore.READ | TestCore.EXECUTE, PAGE, PAGE, PAGE, PAGE));
        file.put(TestCore.programHeader(1, TestCore.READ, 2 * PAGE, 2 * PAGE, PAGE, PAGE));
        file.put(TestCore.programHeader(1, TestCore.READ | TestCore.WRITE, 3 * PAGE, 3 * PAGE, PAGE, PAGE));
        file.put(TestCore.programHeader(4, TestCore.READ, note, note, noteBytes, noteBytes));
        if (buildId != null) {
            file.putInt(4).putInt(buildId.length).putInt(3);
            file.put("GNU\0".getBytes(StandardCharsets.US_ASCII)).put(buildId);
        }
        return file.array();
    }

    static Path write(Path file, byte @Nullable [] buildId, int seed) throws IOException {
        Files.createDirectories(file.getParent());
        return Files.write(file, bytes(buildId, seed));
    }
}
