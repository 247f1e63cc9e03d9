package io.ouroscope.analysis;

import io.ouroscope.memory.Memory;
import io.ouroscope.python.discovery.Census;
import io.ouroscope.python.discovery.PythonProcess;
import io.ouroscope.python.layout.Layout;
import io.ouroscope.python.layout.StructLayout;
import io.ouroscope.python.runtime.Interpreter;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.util.BitSet;

/// The objects that types keep to use them again, by the lists of each interpreter (since 3.14).
///
/// Before, such objects are told by their reference count, zero; since then a list goes through the word of the count,
/// and where memory lies low (programs not built to be moved, with the C library's heap) a link looks like a count.
final class FreeLists {
    private static final String LISTS = "_Py_freelists";
    private static final String HEAD = ".freelist";
    /// Tuples have a list for each of their shorter lengths.
    private static final String TUPLES = "tuples";

    private static final int LIST_BYTES = 16;
    /// The longest list, of tuples of one length, has 2,000.
    private static final int MOST_MEMBERS = 10_000;

    private FreeLists() {}

    /// The nodes in free lists.
    static BitSet of(PythonProcess process) {
        var free = new BitSet();
        Layout layout = process.heap().layout();
        if (!layout.has(LISTS) || !layout.struct(LISTS).has("lists" + HEAD)) {
            return free;
        }
        StructLayout lists = layout.struct(LISTS);
        for (Interpreter interpreter : process.runtime().interpreters()) {
            long at = interpreter.fields().address("object_state.freelists");
            if (at == 0) {
                continue;
            }
            for (String field : lists.fieldNames()) {
                if (field.endsWith(HEAD)) {
                    follow(process, at + lists.offset(field), free);
                }
            }
            for (int offset = 0;
                    lists.has(TUPLES) && offset < lists.field(TUPLES).size();
                    offset += LIST_BYTES) {
                follow(process, at + lists.offset(TUPLES) + offset, free);
            }
        }
        return free;
    }

    /// Takes a list only if it is as long as its head says: the lists may lie elsewhere in another patch release.
    private static void follow(PythonProcess process, long head, BitSet free) {
        Memory memory = process.heap().memory();
        Census census = process.census();
        if (!memory.isReadable(head, LIST_BYTES)) {
            return;
        }
        var members = new LongArrayList();
        int size = memory.getInt(head + Long.BYTES);
        long at = memory.getLong(head);
        while (at != 0 && members.size() < size && size < MOST_MEMBERS && memory.isReadable(at, Long.BYTES)) {
            members.add(at);
            at = memory.getLong(at);
        }
        if (at == 0 && members.size() == size) {
            members.forEach(member -> {
                int node = census.node(member);
                if (node >= 0) {
                    free.set(node);
                }
            });
        }
    }
}
