package io.ouroscope.analysis.locks;

import io.ouroscope.analysis.threads.SharedSemaphore;
import io.ouroscope.analysis.threads.StopFacts;
import io.ouroscope.analysis.waits.How;
import io.ouroscope.analysis.waits.ThingKind;
import io.ouroscope.analysis.waits.WaitBuilder;
import io.ouroscope.analysis.waits.Wake;
import io.ouroscope.memory.Memory;
import io.ouroscope.python.layout.StructLayout;
import io.ouroscope.python.raw.Unicode;
import it.unimi.dsi.fastutil.ints.IntOpenHashSet;
import it.unimi.dsi.fastutil.longs.Long2LongOpenHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Locks of `multiprocessing`, and what it makes of them: semaphores that processes share.
///
/// Memory tells whether a process has taken one itself, not which other process has. Another one may give it back as
/// long as it has the semaphore mapped; where nobody else has, its holder is gone, and only this process is left to do
/// it. A process of which every thread waits for the same semaphore will not. What is not known counts as someone who
/// may. Only a reentrant lock is given back by no other than its owner.
final class SharedLocks {
    private static final String QUEUES = "multiprocessing/queues.py";
    private static final String SYNCHRONIZE = "multiprocessing/synchronize.py";
    private static final int MOST_NAMED = 4;
    private static final int MOST_NAME_BYTES = 256;

    private final ObjectReader reader;
    private final WaitBuilder builder;
    private final StopFacts facts;
    private final Relatives relatives;
    /// Of some builds the table lacks it: then nothing is known of such locks.
    private final @Nullable StructLayout struct;
    private final Memory memory;
    /// From the C object to the Python object around it, on which a `with` is entered.
    private final Long2LongOpenHashMap wrappers = new Long2LongOpenHashMap();
    private final IntOpenHashSet done = new IntOpenHashSet();

    SharedLocks(ObjectReader reader, WaitBuilder builder, StopFacts facts, Relatives relatives) {
        this.reader = reader;
        this.builder = builder;
        this.facts = facts;
        this.relatives = relatives;
        String name = "SemLockObject";
        struct = reader.heap.layout().has(name) ? reader.heap.layout().struct(name) : null;
        memory = reader.heap.memory();
        reader.each("multiprocessing.synchronize.SemLock", wrapper -> {
            long lock = reader.get(wrapper, "_semlock");
            if (lock != 0) {
                wrappers.put(lock, wrapper);
            }
        });
    }

    boolean isOne(long object) {
        return reader.isA(object, "_multiprocessing.SemLock");
    }

    private int number(long lock, String field) {
        long at = at(lock, field);
        return at != 0 && memory.isReadable(at, Integer.BYTES) ? memory.getInt(at) : -1;
    }

    private long word(long lock, String field) {
        long at = at(lock, field);
        return at != 0 && memory.isReadable(at, Long.BYTES) ? memory.getLong(at) : 0;
    }

    private long at(long lock, String field) {
        return struct == null ? 0 : lock + struct.offset(field);
    }

    private long handle(long lock) {
        return word(lock, "handle");
    }

    /// The Python object around it, 0 if there is none.
    long wrapper(long lock) {
        return wrappers.get(lock);
    }

    /// `multiprocessing.Lock`.
    String typeName(long lock) {
        return isReentrant(lock)
                ? "multiprocessing.RLock"
                : isLock(lock) ? "multiprocessing.Lock" : "multiprocessing.Semaphore";
    }

    /// Has one permit.
    boolean isLock(long lock) {
        return number(lock, "maxvalue") == 1;
    }

    boolean isReentrant(long lock) {
        return number(lock, "kind") == 0;
    }

    /// Whether a thread of this process has taken it. Of one that is no reentrant lock, another process may have given
    /// it back since.
    boolean isTakenHere(long lock) {
        return number(lock, "count") > 0;
    }

    /// `threading.get_ident()` of the thread of this process that took it last.
    long lastTaker(long lock) {
        return word(lock, "last_tid");
    }

    /// Whether a permit is there to take: the first word of a `sem_t` of glibc.
    boolean isFree(long lock) {
        long handle = handle(lock);
        return handle != 0 && memory.isReadable(handle, Integer.BYTES) && memory.getInt(handle) > 0;
    }

    /// Whether it is known that no other process will give it back.
    boolean isOurs(long lock) {
        SharedSemaphore semaphore = facts.semaphore(handle(lock));
        return semaphore != null && semaphore.others().isEmpty();
    }

    /// Says of the node who of the other processes may give back the permit that it stands for.
    void others(int node, long lock) {
        SharedSemaphore semaphore = facts.semaphore(handle(lock));
        if (semaphore == null) {
            String known = relatives.words();
            builder.wakes(
                    node,
                    Wake.of(
                            Wake.Kind.PROCESS,
                            "another process may have it"
                                    + (known.isEmpty() ? ", and none is known to be alive" : known)));
        } else if (!semaphore.others().isEmpty()) {
            builder.wakes(
                    node,
                    Wake.of(
                            Wake.Kind.PROCESS,
                            "another process may have it; those that share " + semaphore.file() + ": "
                                    + listed(semaphore.others())));
        } else {
            alone(node, semaphore, name(word(lock, "name")));
        }
    }

    /// By which processes can open it; empty if that was taken away, as it is where processes are forked.
    private String name(long address) {
        String name = address == 0 ? null : Unicode.cString(memory, address, MOST_NAME_BYTES);
        return name == null ? "" : name;
    }

    private void alone(int node, SharedSemaphore semaphore, String name) {
        builder.note(
                node,
                semaphore.waiting().isEmpty()
                        ? "no other living process shares " + semaphore.file()
                        : "the other processes that share " + semaphore.file() + " wait for it with all their threads: "
                                + listed(semaphore.waiting()));
        if (semaphore.unseen() > 0) {
            builder.doubt(
                    node,
                    semaphore.unseen() == 1
                            ? "Whether one more process shares the semaphore could not be looked at."
                            : "Whether " + semaphore.unseen()
                                    + " more processes share the semaphore could not be looked at.");
        }
        if (!name.isEmpty()) {
            builder.doubt(node, "The semaphore still has its name " + name + ", by which a process could open it.");
        }
    }

    private static String listed(List<String> processes) {
        int more = processes.size() - MOST_NAMED;
        return String.join(", ", processes.subList(0, Math.min(MOST_NAMED, processes.size())))
                + (more > 0 ? " and " + more + " more" : "");
    }

    /// Queues, events and conditions of `multiprocessing`, told by the frames of who waits in them.
    ///
    /// @param lock what the kernel says it sleeps on
    /// @return false if it waits for the lock itself
    boolean explain(int node, ThreadStack stack, long lock) {
        long self = stack.local(0, "self");
        if (stack.is(0, "put", QUEUES) && is(self, "_sem", lock)) {
            wait(node, ThingKind.QUEUE, self, "multiprocessing.Queue", How.PUT, lock);
            return true;
        }
        if (!stack.is(0, "wait", SYNCHRONIZE) || !is(self, "_wait_semaphore", lock)) {
            return false;
        }
        int outer = stack.is(1, "wait_for", SYNCHRONIZE) ? 2 : 1;
        long around = stack.local(outer, "self");
        if (reader.isA(around, "multiprocessing.synchronize.Event")) {
            wait(node, ThingKind.EVENT, around, "multiprocessing.Event", How.WAIT_ON, lock);
        } else if (reader.isA(around, "threading.Barrier")) {
            wait(node, ThingKind.BARRIER, around, "multiprocessing.Barrier", How.WAIT_ON, lock);
        } else {
            wait(node, ThingKind.CONDITION, self, "multiprocessing.Condition", How.WAIT_ON, lock);
        }
        return true;
    }

    private boolean is(long object, String attribute, long lock) {
        long wrapper = object == 0 ? 0 : reader.get(object, attribute);
        return wrapper != 0 && reader.get(wrapper, "_semlock") == lock;
    }

    private void wait(int node, ThingKind kind, long object, String name, How how, long lock) {
        int thing = builder.thing(kind, object, name);
        builder.waits(node, thing, how);
        if (done.add(thing)) {
            others(thing, lock);
        }
    }

    /// Whether it is the thread that writes what is put into a queue, and there is nothing to write.
    boolean isIdleFeeder(ThreadStack stack) {
        return stack.is(0, "wait", "threading.py") && stack.is(1, "_feed", QUEUES);
    }

    /// What part of what a lock is, as the frames tell; empty if nothing is known.
    String part(ThreadStack stack, long lock) {
        int user = stack.is(0, "__enter__", SYNCHRONIZE) ? 1 : 0;
        long self = stack.local(user, "self");
        if (stack.is(user, "get", QUEUES) && is(self, "_rlock", lock)) {
            return "with it the readers of a multiprocessing queue take turns";
        }
        boolean writes = stack.is(user, "put", QUEUES) && is(self, "_wlock", lock) || stack.is(user, "_feed", QUEUES);
        return writes ? "with it the writers of a multiprocessing queue take turns" : "";
    }
}
