package io.ouroscope.python.runtime;

import io.ouroscope.python.layout.StructLayout;
import io.ouroscope.testing.FakeHeap;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import it.unimi.dsi.fastutil.longs.LongList;
import java.util.List;

/// An interpreter state with thread states, a module `sys` and nothing else, in a [FakeHeap].
final class FakeInterpreter {
    private static final int SLACK = 4096;

    final FakeHeap heap;
    final long address;
    final long modules;
    final long sysDict;
    private final long sys;
    private final StructLayout struct;
    private final int threadShift;

    /// @param moduleShift bytes by which `sysdict` and what follows lie further than measured
    /// @param threadShift the same of the list of threads
    FakeInterpreter(String key, int moduleShift, int threadShift) {
        heap = FakeHeap.of(key);
        this.threadShift = threadShift;
        struct = heap.layout().struct("PyInterpreterState");
        StructLayout module = heap.layout().struct("PyModuleObject");
        long type = heap.nativeType("module", heap.type("object"), module.sizeBytes(), 0);
        sys = heap.nativeObject(type, 0, new long[module.sizeBytes() / Long.BYTES]);
        modules = heap.dict(heap.str("sys"), sys);
        sysDict = heap.dict(heap.str("__name__"), heap.str("sys"), heap.str("modules"), modules);
        heap.poke(sys + module.offset("md_dict"), sysDict);
        address = raw(struct.sizeBytes() + SLACK);
        poke("sysdict", moduleShift, sysDict);
        poke("builtins", moduleShift, heap.dict());
        poke(struct.has("modules") ? "modules" : "imports.modules", moduleShift, modules);
    }

    private void poke(String field, int shift, long value) {
        heap.poke(address + struct.offset(field) + shift, value);
    }

    /// Zeroed memory that no object begins in.
    long raw(int bytes) {
        int data = heap.layout().offset("PyBytesObject", "ob_sval");
        return heap.bytes(new byte[bytes + data + 16]) + data + 15 & ~15L;
    }

    /// A thread state that belongs to the interpreter and is in no list yet.
    long thread(long id) {
        StructLayout thread = heap.layout().struct("PyThreadState");
        long state = raw(thread.sizeBytes());
        heap.poke(state + thread.offset("interp"), address);
        heap.poke(state + thread.offset("id"), id);
        heap.poke(state + thread.offset("thread_id"), 0x7000 + id);
        return state;
    }

    void link(long thread, long next) {
        heap.poke(thread + heap.layout().offset("PyThreadState", "next"), next);
    }

    void head(long thread) {
        poke(struct.has("threads.head") ? "threads.head" : "tstate_head", threadShift, thread);
    }

    /// A list of new threads, first the one that is listed first.
    List<Long> threads(int count) {
        var threads = new LongArrayList();
        for (int i = 0; i < count; i++) {
            threads.add(thread(i + 1L));
        }
        for (int i = 0; i < count; i++) {
            link(threads.getLong(i), i + 1 < count ? threads.getLong(i + 1) : 0);
        }
        head(threads.getLong(0));
        return threads;
    }

    PythonRuntime find() {
        return RuntimeFinder.find(heap.heap(), LongList.of(sys), (stage, wanted) -> {
            var found = new LongArrayList();
            for (int offset = 0; offset + Long.BYTES <= heap.usedBytes(); offset += Long.BYTES) {
                if (wanted.contains(heap.peek(FakeHeap.BASE + offset))) {
                    found.add(FakeHeap.BASE + offset);
                }
            }
            return found;
        });
    }
}
