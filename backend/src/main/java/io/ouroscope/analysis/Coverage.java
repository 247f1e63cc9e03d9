package io.ouroscope.analysis;

import io.ouroscope.index.Columns;
import io.ouroscope.progress.Progress;
import io.ouroscope.python.discovery.Hints;
import io.ouroscope.python.discovery.PythonProcess;
import java.util.function.IntFunction;

/// What the bytes of the process are: every byte of the snapshot is in exactly one part, so the parts add up to all of
/// it.
///
/// Found by [CoverageFinder] for each mapping of the process, kept in the index.
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

    private static final int PARTS = Part.values().length;

    /// What the column has of each piece of memory: where it begins and ends, and the bytes of each part.
    private static final int STRIDE = 2 + PARTS;

    private final long[] rows;
    private final CoverageBytes all;

    private Coverage(long[] rows) {
        this.rows = rows;
        all = sum(0, rows.length / STRIDE);
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

    /// What is kept of all pieces, one after the other.
    static long[] rows(CoveragePieces pieces, IntFunction<long[]> parts) {
        long[] rows = new long[pieces.size() * STRIDE];
        for (int piece = 0; piece < pieces.size(); piece++) {
            rows[piece * STRIDE] = pieces.start(piece);
            rows[piece * STRIDE + 1] = pieces.end(piece);
            System.arraycopy(parts.apply(piece), 0, rows, piece * STRIDE + 2, PARTS);
        }
        return rows;
    }

    /// Of all memory.
    public CoverageBytes all() {
        return all;
    }

    /// Of a mapping of the process, or of memory that no mapping has; of a range that ends within either, what of it
    /// lies in whole pieces.
    public CoverageBytes within(long start, long end) {
        int first = firstFrom(start);
        int last = first;
        while (last < rows.length / STRIDE && Long.compareUnsigned(rows[last * STRIDE + 1], end) <= 0) {
            last++;
        }
        return sum(first, last);
    }

    /// The first piece that begins at or behind `address`.
    private int firstFrom(long address) {
        int low = 0;
        int high = rows.length / STRIDE;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Long.compareUnsigned(rows[middle * STRIDE], address) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private CoverageBytes sum(int first, int last) {
        long[] sum = new long[PARTS];
        for (int piece = first; piece < last; piece++) {
            for (int part = 0; part < PARTS; part++) {
                sum[part] += rows[piece * STRIDE + 2 + part];
            }
        }
        return new CoverageBytes(sum);
    }
}
