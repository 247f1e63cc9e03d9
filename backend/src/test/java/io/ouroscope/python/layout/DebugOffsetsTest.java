package io.ouroscope.python.layout;

import static org.assertj.core.api.Assertions.assertThat;

import io.ouroscope.memory.Memory;
import io.ouroscope.memory.Region;
import io.ouroscope.memory.SegmentedMemory;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DebugOffsetsTest {
    private static final long COOKIE_ADDRESS = 0x10000;

    private final ByteBuffer bytes = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);

    private Memory memory() {
        MemorySegment segment = MemorySegment.ofArray(bytes.array());
        return new SegmentedMemory(
                List.of(new Region(COOKIE_ADDRESS, COOKIE_ADDRESS + 4096, true, false, "", segment)));
    }

    /// The offsets as an interpreter of this very build writes them, those we compare.
    private void write(Layout layout, long hex) {
        bytes.putLong(0, DebugOffsets.COOKIE);
        bytes.putLong(8, hex);
        bytes.putLong(16, layout.version().freeThreaded() ? 1 : 0);
        StructLayout table = layout.struct("_Py_DebugOffsets");
        Map.of(
                        "pyobject.ob_type", layout.offset("PyObject", "ob_type"),
                        "interpreter_state.next", layout.offset("PyInterpreterState", "next"),
                        "thread_state.current_frame", layout.offset("PyThreadState", "current_frame"),
                        "code_object.filename", layout.offset("PyCodeObject", "co_filename"))
                .forEach((name, offset) -> bytes.putLong(table.offset(name), offset));
    }

    @ParameterizedTest
    @ValueSource(strings = {"3.13.0", "3.13.18", "3.14.4", "3.14.10", "3.15.2", "3.13.5t"})
    void whereTheSnapshotSpeaksItWins(String key) {
        Layout layout = Layouts.load(key);
        write(layout, 0x030d0000L);
        int moved = layout.offset("PyThreadState", "current_frame") + 16;
        bytes.putLong(layout.struct("_Py_DebugOffsets").offset("thread_state.current_frame"), moved);
        DebugOffsets offsets = DebugOffsets.read(memory(), COOKIE_ADDRESS).orElseThrow();
        var evidence = new ArrayList<String>();
        Layout applied = offsets.applyTo(memory(), layout, evidence);
        assertThat(applied.offset("PyThreadState", "current_frame")).isEqualTo(moved);
        assertThat(applied.offset("PyCodeObject", "co_filename"))
                .isEqualTo(layout.offset("PyCodeObject", "co_filename"));
        assertThat(evidence)
                .anySatisfy(line -> assertThat(line)
                        .isEqualTo(
                                "PyThreadState.current_frame is at %d, not at %d as in %s.", moved, moved - 16, key));
        assertThat(Layouts.load(key).offset("PyThreadState", "current_frame")).isEqualTo(moved - 16);
    }

    @Test
    void theCookieAloneIsNotEnough() {
        bytes.putLong(0, DebugOffsets.COOKIE);
        bytes.putLong(8, 0x1234_5678_9abcL);
        assertThat(DebugOffsets.read(memory(), COOKIE_ADDRESS)).isEmpty();
        bytes.putLong(8, 0x030b0000L);
        assertThat(DebugOffsets.read(memory(), COOKIE_ADDRESS))
                .as("3.11 has none")
                .isEmpty();
        assertThat(DebugOffsets.read(memory(), COOKIE_ADDRESS + 4090))
                .as("cut off")
                .isEmpty();
    }
}
