package io.ouroscope.python.runtime;

import io.ouroscope.memory.Memory;
import io.ouroscope.python.layout.Layout;
import io.ouroscope.python.layout.StructLayout;
import java.util.List;

/// Finds the heads of the collector's lists.
///
/// Three generations and the permanent one lie one after another, each a head of two links followed by its threshold
/// and count. Where a list of heads is, is told by a pointer to the first one (`generation0`), by the layout, and by
/// the lists themselves: each leads from its head to a first member that links back.
final class CollectorFinder {
    /// sizeof(struct gc_generation): two links, threshold, count.
    private static final int GENERATION_BYTES = 24;

    private static final int GENERATIONS = 3;
    private static final int PREVIOUS_OFFSET = 8;
    private static final long LINK_MASK = ~3L;
    private static final int FARTHEST = 256;
    /// Heads of 3.13 builds may be aligned to 4 bytes only.
    private static final int STEP = 4;

    private final Memory memory;
    private final Layout layout;

    CollectorFinder(Memory memory, Layout layout) {
        this.memory = memory;
        this.layout = layout;
    }

    /// Up to 3.8 the collector is the process's.
    GcState ofRuntime(long runtime) {
        StructLayout state = layout.struct("_PyRuntimeState");
        if (runtime == 0 || !layout.features().gcHead() || !state.has("gc")) {
            return GcState.NONE;
        }
        long gc = runtime + state.offset("gc");
        return state(
                gc,
                gc + state.offset("gc.generations") - state.offset("gc"),
                gc + state.offset("gc.permanent_generation") - state.offset("gc"));
    }

    /// An interpreter's collector, at its measured place or near it.
    GcState find(InterpreterFields fields, List<String> problems) {
        long gc = fields.address("gc");
        if (gc == 0) {
            return GcState.NONE;
        }
        if (!layout.features().gcHead()) {
            return new GcState(gc, List.of(), 0, true);
        }
        StructLayout struct = fields.struct();
        String first = struct.has("gc.generations") ? "gc.generations" : "gc.young";
        long firstHead = fields.address(first);
        int permanent = struct.offset("gc.permanent_generation") - struct.offset(first);
        for (int i = 0; i <= 2 * FARTHEST / STEP; i++) {
            long shift = (i % 2 == 0 ? 1L : -1L) * ((i + 1) / 2) * STEP;
            GcState state = state(gc + shift / 8 * 8, firstHead + shift, firstHead + shift + permanent);
            if (state.verified()) {
                return state;
            }
        }
        problems.add("The collector's lists of the interpreter at 0x" + Long.toHexString(fields.interpreter())
                + " are not where the layout of " + layout.key() + " has them.");
        return state(gc, firstHead, firstHead + permanent);
    }

    private GcState state(long gc, long first, long permanent) {
        boolean verified = isHead(permanent);
        for (int i = 0; i < GENERATIONS; i++) {
            verified &= isHead(first + (long) i * GENERATION_BYTES);
        }
        return new GcState(
                gc, List.of(first, first + GENERATION_BYTES, first + 2 * GENERATION_BYTES), permanent, verified);
    }

    /// Whether the first member links back to the head, and the last one forth.
    private boolean isHead(long head) {
        if (!memory.isReadable(head, 2 * Long.BYTES)) {
            return false;
        }
        long next = memory.getLong(head) & LINK_MASK;
        long previous = memory.getLong(head + PREVIOUS_OFFSET) & LINK_MASK;
        long self = head & LINK_MASK;
        return memory.isReadable(next, 2 * Long.BYTES)
                && memory.isReadable(previous, 2 * Long.BYTES)
                && (memory.getLong(next + PREVIOUS_OFFSET) & LINK_MASK) == self
                && (memory.getLong(previous) & LINK_MASK) == self;
    }
}
