package io.ouroscope.snapshot;

import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.BitSet;

/// Which chunks of a sparse file have data, asked of the file system with lseek(2), so that reading a snapshot of a
/// process with much untouched memory does not read (and cache) gigabytes of zeros.
///
/// Where it cannot be asked (not Linux, a file system without SEEK_DATA, native access refused) every chunk may have
/// data, which is only slower.
final class SparseChunks {
    private static final int SEEK_DATA = 3;
    private static final int SEEK_HOLE = 4;
    /// errno of SEEK_DATA where only a hole follows.
    private static final int ENXIO = 6;

    private static final int CLOSE_ON_EXEC = 0x80000;

    private SparseChunks() {}

    /// The numbers of the chunks of `chunkBytes` that may hold anything but zeros.
    static BitSet withData(Path file, long sizeBytes, int chunkBytes) {
        int chunks = Math.toIntExact((sizeBytes + chunkBytes - 1) / chunkBytes);
        BitSet data = new BitSet(chunks);
        if (!System.getProperty("os.name", "").equals("Linux") || !ask(file, sizeBytes, chunkBytes, data)) {
            data.set(0, chunks);
        }
        return data;
    }

    private static boolean ask(Path file, long sizeBytes, int chunkBytes, BitSet data) {
        try (Arena arena = Arena.ofConfined()) {
            Calls calls = new Calls(arena);
            int descriptor = (int) calls.open.invoke(arena.allocateFrom(file.toString()), CLOSE_ON_EXEC);
            if (descriptor < 0) {
                return false;
            }
            try {
                return walk(calls, descriptor, sizeBytes, chunkBytes, data);
            } finally {
                int ignored = (int) calls.close.invoke(descriptor);
            }
        } catch (Throwable e) {
            // Only a faster way failed; the caller reads everything.
            return false;
        }
    }

    private static boolean walk(Calls calls, int descriptor, long sizeBytes, int chunkBytes, BitSet data)
            throws Throwable {
        long position = 0;
        while (position < sizeBytes) {
            long start = (long) calls.seek.invoke(calls.state, descriptor, position, SEEK_DATA);
            if (start < 0) {
                return (int) calls.state.get(ValueLayout.JAVA_INT, 0) == ENXIO;
            }
            long end = (long) calls.seek.invoke(calls.state, descriptor, start, SEEK_HOLE);
            if (end <= start) {
                return false;
            }
            int first = (int) (start / chunkBytes);
            int last = (int) ((Math.min(end, sizeBytes) - 1) / chunkBytes);
            if (last >= first) {
                data.set(first, last + 1);
            }
            position = (last + 1L) * chunkBytes;
        }
        return true;
    }

    private static final class Calls {
        private static final StructLayout STATE = Linker.Option.captureStateLayout();
        private static final AddressLayout POINTER = ValueLayout.ADDRESS;

        final MethodHandle open;
        final MethodHandle close;
        final MethodHandle seek;
        final MemorySegment state;

        Calls(Arena arena) {
            open = call("open", FunctionDescriptor.of(ValueLayout.JAVA_INT, POINTER, ValueLayout.JAVA_INT));
            close = call("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
            seek = call(
                    "lseek",
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT),
                    Linker.Option.captureCallState("errno"));
            state = arena.allocate(STATE);
            if (STATE.byteOffset(MemoryLayout.PathElement.groupElement("errno")) != 0) {
                throw new IllegalStateException("errno is expected first in " + STATE);
            }
        }

        private static MethodHandle call(String name, FunctionDescriptor descriptor, Linker.Option... options) {
            Linker linker = Linker.nativeLinker();
            MemorySegment symbol = linker.defaultLookup().find(name).orElseThrow();
            return linker.downcallHandle(symbol, descriptor, options);
        }
    }
}
