package io.ouroscope.analysis;

import io.ouroscope.index.Columns;
import io.ouroscope.progress.Progress;
import io.ouroscope.python.discovery.Hints;
import io.ouroscope.python.discovery.PythonProcess;
import java.util.function.IntFunction;

/// What the bytes of the process are: every byte of the snapshot is in exactly one part, so the parts add up to all of
/// it.
///
/// Found by [CoverageFinder], kept in the index.
public final class Coverage {
    private static final String STAGE = "coverage";

    /// What a byte can be.
    public enum Part {
        /// A live Python object: its block with what lies before and behind it.
        OBJECTS,
        /// A block that a live object owns: items of lists, tables of dicts, arrays.
        BUFFERS,
        /// An object that waits for the collector, or a block that such a one owns.
        GARBAGE,
        /// A free block of the allocators that only Python uses, or space they have not divided yet.
        PYTHON_FREE,
        /// A block in use of these allocators that is none of the above: what objects own and we do not know, what
        /// modules keep.
        PYTHON_OTHER,
        /// A block in use of the C library's heap: other libraries, and what objects own there and we do not know.
        NATIVE,
        /// A free block of the C library's heap.
        NATIVE_FREE,
        /// A thread's stack.
        STACKS,
        /// A mapped file: code, constants, data of libraries.
        FILES,
        /// A page of anonymous memory that holds nothing but zeros, in no allocator's hands.
        UNTOUCHED,
        /// Anonymous memory nobody has explained.
        UNKNOWN
    }

    private final long[] bytes;

    /// @param bytes by the ordinal of [Part]
    Coverage(long[] bytes) {
        this.bytes = bytes;
    }

    /// The division that the columns hold, made now if they do not yet.
    static Coverage of(
            PythonProcess process, Hints hints, IntFunction<ObjectState> state, Columns columns, Progress progress) {
        if (!columns.isFinished(STAGE)) {
            long[] found = CoverageFinder.find(process, hints, state, progress);
            columns.newLongs(STAGE, found.length).setAll(found);
            columns.finish(STAGE);
        }
        return new Coverage(columns.longs(STAGE).toArray());
    }

    public long bytes(Part part) {
        return bytes[part.ordinal()];
    }

    public long totalBytes() {
        long total = 0;
        for (long part : bytes) {
            total += part;
        }
        return total;
    }
}
