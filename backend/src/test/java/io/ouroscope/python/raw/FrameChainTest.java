package io.ouroscope.python.raw;

import static org.assertj.core.api.Assertions.assertThat;

import io.ouroscope.python.layout.Layouts;
import io.ouroscope.python.layout.StructLayout;
import io.ouroscope.testing.FakeHeap;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FrameChainTest {
    private static final long NOWHERE = FakeHeap.BASE - (1L << 30);

    static List<String> layouts() {
        return Layouts.KEYS;
    }

    static List<String> layoutsWithDataStacks() {
        return Layouts.KEYS.stream()
                .filter(key -> Layouts.load(key).has("_PyInterpreterFrame"))
                .toList();
    }

    static List<String> layoutsWithShims() {
        return Layouts.KEYS.stream()
                .filter(key -> Layouts.load(key).has("_PyInterpreterFrame")
                        && Layouts.load(key).version().minor() >= 12)
                .toList();
    }

    /// Frames, linked by hand.
    private static final class Stack {
        private final FakeHeap heap;
        private final StructLayout frame;
        private final boolean objects;
        private final long code;
        private final long frameType;
        private final List<String> visited = new ArrayList<>();
        private @Nullable String problem;

        Stack(String key) {
            heap = FakeHeap.of(key);
            objects = !heap.layout().has("_PyInterpreterFrame");
            frame = heap.layout().struct(objects ? "PyFrameObject" : "_PyInterpreterFrame");
            StructLayout codeStruct = heap.layout().struct("PyCodeObject");
            long codeType = heap.nativeType("code", heap.type("object"), codeStruct.sizeBytes(), 0);
            code = heap.nativeObject(codeType, 0, new long[codeStruct.sizeBytes() / Long.BYTES + 1]);
            frameType = heap.nativeType("frame", heap.type("object"), frame.sizeBytes(), 0);
        }

        long frame(long previous) {
            long[] words = new long[frame.sizeBytes() / Long.BYTES + 4];
            return fill(objects ? heap.nativeObject(frameType, 0, words) : raw(words.length * Long.BYTES), previous);
        }

        /// Zeroed memory that no object begins in.
        long raw(int bytes) {
            return heap.bytes(new byte[bytes + 64]) + 63 & ~15L;
        }

        long fill(long made, long previous) {
            heap.poke(made + frame.offset("f_code", frame.offset("f_executable", -1)), code);
            heap.poke(made + (objects ? frame.offset("f_back") : frame.offset("previous")), previous);
            return made;
        }

        void set(long frameAddress, String field, int value) {
            heap.pokeByte(frameAddress + frame.offset(field), value);
        }

        void walk(long innermost) {
            walk(innermost, 0);
        }

        void walk(long innermost, long chunk) {
            problem = new FrameChain(heap.heap().structs()).walk(innermost, chunk, (at, sound) -> {
                visited.add((sound ? "" : "!") + Long.toHexString(at));
                return true;
            });
        }
    }

    private static String hex(long address) {
        return Long.toHexString(address);
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void framesComeFromTheInnermostOutwards(String key) {
        var stack = new Stack(key);
        long outer = stack.frame(0);
        long middle = stack.frame(outer);
        long inner = stack.frame(middle);
        stack.walk(inner);
        assertThat(stack.visited).containsExactly(hex(inner), hex(middle), hex(outer));
        assertThat(stack.problem).isNull();
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void aChainThatBitesItsTailEndsAfterEachFrameOnce(String key) {
        var stack = new Stack(key);
        long outer = stack.frame(0);
        long inner = stack.frame(outer);
        stack.heap.poke(outer + (stack.objects ? stack.frame.offset("f_back") : stack.frame.offset("previous")), inner);
        stack.walk(inner);
        assertThat(stack.visited).hasSize(2);
        assertThat(stack.problem).contains("comes again");
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void aFrameThatIsNotThereEndsTheChainAndWhatWasReadStays(String key) {
        var stack = new Stack(key);
        long inner = stack.frame(NOWHERE);
        stack.walk(inner);
        assertThat(stack.visited).containsExactly(hex(inner));
        assertThat(stack.problem).contains("is not in the snapshot");
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void aFrameWithoutCodeIsToldAndPassed(String key) {
        var stack = new Stack(key);
        long outer = stack.frame(0);
        long broken = stack.frame(outer);
        long inner = stack.frame(broken);
        stack.heap.poke(broken + stack.frame.offset("f_code", stack.frame.offset("f_executable", -1)), NOWHERE);
        stack.walk(inner);
        assertThat(stack.visited).containsExactly(hex(inner), "!" + hex(broken), hex(outer));
        assertThat(stack.problem).isNull();
    }

    @ParameterizedTest
    @MethodSource("layoutsWithShims")
    void framesOfCCodeArePassedOver(String key) {
        var stack = new Stack(key);
        long outer = stack.frame(0);
        long shim = stack.frame(outer);
        long inner = stack.frame(shim);
        stack.set(shim, "owner", 3);
        stack.walk(inner);
        assertThat(stack.visited).containsExactly(hex(inner), hex(outer));
    }

    @ParameterizedTest
    @MethodSource("layoutsWithDataStacks")
    void whereTheLinkToTheCallerIsLostTheDataStackTellsIt(String key) {
        var stack = new Stack(key);
        long chunk = stack.raw(1024);
        stack.heap.poke(chunk + 8, 1024);
        int bytes = stack.frame.offset("localsplus");
        long outer = stack.fill(chunk + 32, NOWHERE + 8);
        long middle = stack.fill(outer + bytes, outer);
        long inner = stack.fill(middle + bytes, NOWHERE);
        stack.walk(inner, chunk);
        assertThat(stack.visited).containsExactly(hex(inner), hex(middle), hex(outer));
        assertThat(stack.problem).contains("is lost").contains("data stack");
    }

    @ParameterizedTest
    @MethodSource("layoutsWithDataStacks")
    void aDataStackWhoseChunksFormARingIsReadOnce(String key) {
        var stack = new Stack(key);
        long chunk = stack.raw(1024);
        stack.heap.poke(chunk, chunk);
        stack.heap.poke(chunk + 8, 1024);
        long inner = stack.fill(chunk + 24, NOWHERE);
        stack.walk(inner, chunk);
        assertThat(stack.visited).containsExactly(hex(inner));
        assertThat(stack.problem).isNotNull();
    }
}
