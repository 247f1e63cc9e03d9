package io.ouroscope.analysis;

import io.ouroscope.memory.Memory;
import io.ouroscope.python.discovery.Census;
import io.ouroscope.python.discovery.PythonProcess;
import io.ouroscope.python.runtime.GcState;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// What the collectors' lists of all interpreters hold: what is in them is certainly an object.
///
/// A list is followed from its head, as far as each member links back to the one before it.
final class CollectorLists {
    private static final int HEAD_BYTES = 16;
    private static final int PREVIOUS_OFFSET = 8;
    /// The low bits of the links are flags.
    private static final long LINK_MASK = ~3L;

    private final Memory memory;
    private final Census census;
    private final BitSet tracked;
    private long unknown;

    private CollectorLists(PythonProcess process) {
        memory = process.heap().memory();
        census = process.census();
        tracked = new BitSet(census.size());
    }

    static CollectorLists of(PythonProcess process) {
        var lists = new CollectorLists(process);
        for (GcState collector : process.runtime().collectors()) {
            if (collector.verified()) {
                List<Long> heads = new ArrayList<>(collector.generations());
                heads.add(collector.permanent());
                heads.forEach(lists::follow);
            }
        }
        return lists;
    }

    private void follow(long head) {
        long before = head & LINK_MASK;
        long at = head == 0 || !memory.isReadable(head, HEAD_BYTES) ? before : memory.getLong(head) & LINK_MASK;
        // Each object is in one list once: a list that comes to one again goes in a circle.
        while (at != before
                && at != (head & LINK_MASK)
                && memory.isReadable(at, HEAD_BYTES)
                && (memory.getLong(at + PREVIOUS_OFFSET) & LINK_MASK) == before) {
            int node = census.node(at + HEAD_BYTES);
            if (node < 0) {
                // Objects we do not know are not marked: their number bounds the walk instead.
                if (unknown++ > census.size()) {
                    return;
                }
            } else if (tracked.get(node)) {
                return;
            } else {
                tracked.set(node);
            }
            before = at;
            at = memory.getLong(at) & LINK_MASK;
        }
    }

    /// The nodes that are in a list.
    BitSet tracked() {
        return tracked;
    }

    /// Members of lists that the census does not have.
    long unknown() {
        return unknown;
    }
}
