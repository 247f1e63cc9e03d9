package io.ouroscope.analysis.threads;

import io.ouroscope.memory.Memory;
import io.ouroscope.python.decode.PyType;
import io.ouroscope.python.discovery.Census;
import io.ouroscope.python.discovery.PythonProcess;
import io.ouroscope.python.layout.Layout;
import io.ouroscope.python.layout.StructLayout;
import it.unimi.dsi.fastutil.longs.Long2LongOpenHashMap;

/// From the word a thread sleeps on in the kernel to the Python lock.
///
/// Up to 3.12, and in some 3.13, a lock is a semaphore, whose word is slept on; later it is one byte, and who waits
/// for it sleeps on a word of a record on its own stack, which names the byte. Who waits for an item of a
/// `queue.SimpleQueue` sleeps in the same way, and for a lock of `multiprocessing` on a semaphore that other
/// processes share.
final class LockFinder {
    /// In the record (`struct wait_entry` of Python/parking_lot.c) the address comes right before the
    /// word slept on.
    private static final int ADDRESS_BEFORE_WORD = 8;

    private final Memory memory;
    private final Census census;
    private final Layout layout;
    /// Address of the semaphore or of the byte to the lock object.
    private final Long2LongOpenHashMap locks = new Long2LongOpenHashMap();

    LockFinder(PythonProcess process) {
        memory = process.heap().memory();
        census = process.census();
        layout = process.heap().layout();
        for (PyType type : process.heap().types()) {
            switch (type.name()) {
                case "_thread.lock" -> collect(type, "lockobject");
                case "_thread.RLock" -> collect(type, "rlockobject");
                case "_queue.SimpleQueue" -> collectQueues(type);
                case "_multiprocessing.SemLock" -> collectPointers(type, "SemLockObject", "handle");
                default -> {}
            }
        }
    }

    private void collect(PyType type, String name) {
        if (!layout.has(name)) {
            return;
        }
        StructLayout struct = layout.struct(name);
        int semaphore = struct.offset("lock_lock", struct.offset("rlock_lock", -1));
        // 3.13 moved from one to the other in a patch release, which the size tells.
        boolean bytes = semaphore < 0 || type.basicSize() < struct.sizeBytes();
        int offset = bytes ? layout.struct("PyObject").sizeBytes() : semaphore;
        collect(type, offset, bytes);
    }

    private void collect(PyType type, int offset, boolean bytes) {
        for (int node : census.nodesOf(type)) {
            long lock = census.address(node);
            // What is left of a freed lock still names its semaphore, whose memory another one may have by now.
            if (!census.isFreed(node) && memory.isReadable(lock + offset, Long.BYTES)) {
                long word = bytes ? lock + offset : memory.getLong(lock + offset);
                if (census.isConfirmed(node)) {
                    locks.put(word, lock);
                } else {
                    locks.putIfAbsent(word, lock);
                }
            }
        }
    }

    private void collectQueues(PyType type) {
        if (layout.has("simplequeueobject")) {
            StructLayout struct = layout.struct("simplequeueobject");
            int waiters = struct.offset("has_threads_waiting", -1);
            collect(type, waiters < 0 ? struct.offset("lock") : waiters, waiters >= 0);
        }
    }

    private void collectPointers(PyType type, String struct, String field) {
        if (layout.has(struct)) {
            collect(type, layout.offset(struct, field), false);
        }
    }

    /// The lock whose waiter sleeps on this word, 0 if it is none.
    long lock(long futex) {
        long lock = locks.get(futex);
        if (lock != 0 || !memory.isReadable(futex - ADDRESS_BEFORE_WORD, Long.BYTES)) {
            return lock;
        }
        return locks.get(memory.getLong(futex - ADDRESS_BEFORE_WORD));
    }

    /// `threading.get_ident()` of who holds a reentrant lock, 0 if nobody does or the lock does not say.
    long owner(long lock) {
        int node = census.node(lock);
        if (node < 0 || !census.type(node).name().equals("_thread.RLock") || !layout.has("rlockobject")) {
            return 0;
        }
        StructLayout struct = layout.struct("rlockobject");
        String field = struct.has("rlock_owner") ? "rlock_owner" : "lock.thread";
        return struct.has(field) && memory.isReadable(lock, struct.sizeBytes())
                ? memory.getLong(lock + struct.offset(field))
                : 0;
    }
}
