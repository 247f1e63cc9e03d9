package io.ouroscope.analysis.locks;

import io.ouroscope.analysis.threads.ThreadInfo;
import io.ouroscope.analysis.waits.How;
import io.ouroscope.analysis.waits.Sureness;
import io.ouroscope.analysis.waits.ThingKind;
import io.ouroscope.analysis.waits.WaitBuilder;
import io.ouroscope.analysis.waits.Wake;
import io.ouroscope.memory.Memory;
import io.ouroscope.python.decode.PyType;
import io.ouroscope.python.layout.Layout;
import io.ouroscope.python.layout.StructLayout;
import it.unimi.dsi.fastutil.ints.IntOpenHashSet;
import it.unimi.dsi.fastutil.longs.LongLinkedOpenHashSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Locks and semaphores for threads as nodes, with who has them: as recorded, as the stacks tell, or unknown.
final class LockNodes {
    private static final Set<String> PLAIN = Set.of("_thread.lock", "_thread.RLock");

    private final ObjectReader reader;
    private final WaitBuilder builder;
    private final StackExits exits;
    private final Idents idents;
    private final Memory memory;
    private final Layout layout;
    /// Nodes whose holders are in the graph.
    private final IntOpenHashSet done = new IntOpenHashSet();
    private final Map<Long, Integer> natives = new HashMap<>();
    private final SharedLocks shared;
    private String lostThreads = "";

    LockNodes(ObjectReader reader, WaitBuilder builder, StackExits exits, Idents idents, SharedLocks shared) {
        this.shared = shared;
        this.reader = reader;
        this.builder = builder;
        this.exits = exits;
        this.idents = idents;
        memory = reader.heap.memory();
        layout = reader.heap.layout();
    }

    /// Any of these threads, of which nothing is left, may have a lock whose holder is not known.
    void suspect(String names) {
        lostThreads = names;
    }

    /// Also those that nobody waits for: all that are held, as far as it is known by whom.
    void addHeld() {
        var held = new LongLinkedOpenHashSet();
        exits.objects().forEach(object -> {
            if (isLock(object) || isSemaphore(object)) {
                held.add(object);
            }
        });
        reader.each("_thread.RLock", lock -> {
            if (owner(lock) != 0) {
                held.add(lock);
            }
        });
        reader.each("_multiprocessing.SemLock", lock -> {
            if (shared.isTakenHere(lock)) {
                held.add(lock);
            }
        });
        held.forEach(object -> {
            if (isSemaphore(object)) {
                semaphore(object);
            } else {
                lock(object);
            }
        });
    }

    private String typeName(long object) {
        PyType type = reader.heap.typeOf(object);
        return type == null ? "" : type.name();
    }

    private boolean isLock(long object) {
        return PLAIN.contains(typeName(object));
    }

    private boolean isSemaphore(long object) {
        return reader.isA(object, "threading.Semaphore");
    }

    /// A `_thread.lock`, an `RLock`, or a lock of `multiprocessing`.
    int lock(long lock) {
        String type = typeName(lock);
        if (type.equals("_multiprocessing.SemLock")) {
            return shared(lock);
        }
        int node = builder.thing(ThingKind.LOCK, lock, reader.className(lock));
        if (!done.add(node)) {
            return node;
        }
        if (type.equals("_thread.RLock")) {
            owned(node, owner(lock), "the lock");
        } else {
            List<Holder> holders = exits.holders(lock);
            held(node, holders, true);
            if (holders.isEmpty() && !lostThreads.isEmpty()) {
                builder.suspect(
                        node,
                        "Who has the lock is not known; it may be one of the threads that did not survive a fork: "
                                + lostThreads + ".");
            }
        }
        return node;
    }

    /// Whether it is free by now: who waits for it wakes up.
    boolean isFree(long lock) {
        return switch (typeName(lock)) {
            case "_thread.RLock" -> owner(lock) == 0;
            case "_thread.lock" -> !isLocked(lock);
            case "_multiprocessing.SemLock" -> shared.isFree(lock);
            default -> false;
        };
    }

    private boolean isLocked(long lock) {
        StructLayout struct = layout.struct("lockobject");
        int offset = struct.offset("locked", struct.offset("lock._bits", -1));
        PyType type = reader.heap.typeOf(lock);
        // In some 3.13 the table is that of another patch release, which the size tells.
        if (type != null && type.basicSize() < struct.sizeBytes()) {
            offset = layout.struct("PyObject").sizeBytes();
        }
        return offset < 0 || !memory.isReadable(lock + offset, 1) || (memory.getByte(lock + offset) & 1) != 0;
    }

    /// `threading.get_ident()` of the owner of a reentrant lock, 0 if nobody has it.
    private long owner(long lock) {
        StructLayout struct = layout.struct("rlockobject");
        PyType type = reader.heap.typeOf(lock);
        int offset = struct.offset("rlock_owner", struct.offset("lock.thread", -1));
        if (type != null && type.basicSize() < struct.sizeBytes() && !struct.has("lock.thread")) {
            return 0;
        }
        return offset >= 0 && memory.isReadable(lock + offset, Long.BYTES) ? memory.getLong(lock + offset) : 0;
    }

    /// An owner that is noted by its ident.
    void owned(int node, long ident, String what) {
        if (ident == 0) {
            return;
        }
        ThreadInfo thread = idents.byIdent(ident);
        if (thread != null) {
            builder.waits(node, builder.thread(thread), How.HELD_BY, Sureness.RECORDED);
        } else {
            builder.lost(
                    node,
                    "the thread that has " + what + ", 0x" + Long.toHexString(ident)
                            + ", is no thread of this process: it has ended, or did not survive a fork");
        }
    }

    /// @param one whether there can be but one holder
    private void held(int node, List<Holder> holders, boolean one) {
        Set<Integer> nodes = nodes(node, holders);
        nodes.forEach(holder -> builder.waits(node, holder, How.HELD_BY, Sureness.INFERRED));
        if (one && nodes.size() > 1 || !one) {
            builder.any(node);
        }
        if (one && nodes.size() > 1) {
            builder.open(node);
        }
    }

    private Set<Integer> nodes(int node, List<Holder> holders) {
        var nodes = new LinkedHashSet<Integer>();
        for (Holder holder : holders) {
            int task = holder.task() == 0 ? -1 : builder.task(holder.task());
            ThreadInfo thread = holder.thread();
            if (thread != null) {
                nodes.add(builder.thread(thread));
            } else if (task >= 0) {
                nodes.add(task);
            } else {
                builder.note(
                        node,
                        "held inside " + holder.function() + " at "
                                + holder.file().substring(holder.file().lastIndexOf('/') + 1) + ":" + holder.line()
                                + ", which nobody runs");
            }
        }
        return nodes;
    }

    /// A `threading.Semaphore`: how many permits there were is noted only in bounded ones.
    int semaphore(long semaphore) {
        int node = builder.thing(ThingKind.SEMAPHORE, semaphore, reader.className(semaphore));
        if (!done.add(node)) {
            return node;
        }
        List<Holder> holders = exits.holders(semaphore);
        held(node, holders, false);
        long initial = reader.integer(semaphore, "_initial_value");
        long taken = initial - reader.integer(semaphore, "_value");
        boolean all = initial > 0 && holders.stream().filter(Holder::isKnown).count() >= taken;
        if (!all) {
            builder.open(node);
        }
        if (initial > 0) {
            builder.note(node, taken + " of " + initial + " permits taken");
        }
        return node;
    }

    /// Who of this process has it is recorded, of another it is not.
    private int shared(long lock) {
        int node = builder.thing(
                shared.isLock(lock) || shared.isReentrant(lock) ? ThingKind.LOCK : ThingKind.SEMAPHORE,
                lock,
                shared.typeName(lock));
        if (!done.add(node)) {
            return node;
        }
        List<Holder> holders = exits.holders(shared.wrapper(lock));
        if (shared.isTakenHere(lock) && shared.isReentrant(lock)) {
            owned(node, shared.lastTaker(lock), "it");
        } else if (shared.isTakenHere(lock)
                && shared.isLock(lock)
                && (shared.isOurs(lock) || isInside(lock, holders))) {
            owned(node, shared.lastTaker(lock), "it");
        } else if (shared.isTakenHere(lock) && shared.isLock(lock) && !holders.isEmpty()) {
            held(node, holders, true);
        } else {
            shared.others(node, lock);
        }
        return node;
    }

    /// Whether who took it last is inside its `with`: then nobody has given it back meanwhile.
    private boolean isInside(long lock, List<Holder> holders) {
        ThreadInfo taker = idents.byIdent(shared.lastTaker(lock));
        return taker != null && holders.stream().anyMatch(holder -> taker.equals(holder.thread()));
    }

    /// The lock that a module has while it is imported (`_frozen_importlib._ModuleLock`).
    int importLock(long lock) {
        int node = builder.thing(ThingKind.IMPORT_LOCK, lock, "import of " + reader.text(lock, "name"));
        if (done.add(node)) {
            owned(node, reader.integer(lock, "owner"), "it");
        }
        return node;
    }

    /// All modules that are being imported.
    void addImports() {
        String name = "_frozen_importlib._ModuleLock";
        reader.each(name, lock -> {
            if (reader.integer(lock, "owner") != 0) {
                importLock(lock);
            }
        });
        reader.each("importlib._bootstrap._ModuleLock", lock -> {
            if (reader.integer(lock, "owner") != 0) {
                importLock(lock);
            }
        });
    }

    int nativeLock(NativeLock lock) {
        Integer known = natives.get(lock.address());
        if (known != null) {
            return known;
        }
        int node = builder.thing(ThingKind.NATIVE_LOCK, lock.address(), lock.name());
        natives.put(lock.address(), node);
        ThreadInfo owner = lock.owner();
        if (owner != null) {
            builder.waits(node, builder.thread(owner), How.HELD_BY, Sureness.RECORDED);
        } else if (!lock.lost().isEmpty()) {
            builder.lost(node, lock.lost());
        } else {
            builder.wakes(node, Wake.of(Wake.Kind.UNKNOWN, "who will wake it is not known"));
            builder.unchecked("A thread waits for a " + lock.name() + "; who will wake it cannot be told from memory.");
        }
        return node;
    }
}
