package io.ouroscope.analysis.locks;

import io.ouroscope.analysis.threads.Activity;
import io.ouroscope.analysis.threads.CallTimes;
import io.ouroscope.analysis.threads.NativeThread;
import io.ouroscope.analysis.threads.StopFacts;
import io.ouroscope.analysis.threads.SystemCall;
import io.ouroscope.analysis.threads.ThreadInfo;
import io.ouroscope.analysis.threads.Threads;
import io.ouroscope.analysis.waits.How;
import io.ouroscope.analysis.waits.ThingKind;
import io.ouroscope.analysis.waits.WaitBuilder;
import io.ouroscope.analysis.waits.WaitSource;
import io.ouroscope.analysis.waits.Wake;
import io.ouroscope.python.discovery.PythonProcess;
import io.ouroscope.python.layout.StructLayout;
import io.ouroscope.python.runtime.Interpreter;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/// What each thread waits for, and who has the locks.
///
/// The kernel says whether a thread sleeps, and on which word or descriptor; the innermost frames say what the standard
/// library waits for there: an event, a queue, a thread's end. Comes after the sources that know event loops: what they
/// have said of a thread stands.
public final class ThreadWaits implements WaitSource {
    private static final int MOST_NAMED = 5;
    private static final List<String> OWN = List.of("_target", "_args", "_kwargs");

    private final PythonProcess process;
    private final Threads threads;
    private final StackExits exits;
    private final StopFacts facts;
    private final IntPredicate present;

    /// @param present which objects of the census count; the remains of freed ones do not
    public ThreadWaits(
            PythonProcess process, Threads threads, StackExits exits, StopFacts facts, IntPredicate present) {
        this.process = process;
        this.threads = threads;
        this.exits = exits;
        this.facts = facts;
        this.present = present;
    }

    @Override
    public void addTo(WaitBuilder builder) {
        new Run(builder).run();
    }

    /// One graph's making.
    private final class Run {
        private final WaitBuilder builder;
        private final ObjectReader reader;
        private final SharedLocks shared;
        private final LockNodes locks;
        private final WorkPools pools;
        private final LibraryWaits library;
        private final NativeLocks natives;
        private final KernelWaits kernel;
        private final CallTimes times;

        Run(WaitBuilder builder) {
            this.builder = builder;
            reader = new ObjectReader(process.heap(), process.census(), present);
            var idents = new Idents(process.heap().memory(), threads.list());
            var relatives = new Relatives(reader);
            shared = new SharedLocks(reader, builder, facts, relatives);
            locks = new LockNodes(reader, builder, exits, idents, shared);
            pools = new WorkPools(reader, builder, threads);
            library = new LibraryWaits(reader, builder, locks, pools, threads);
            natives = new NativeLocks(process.heap().memory(), idents, threads.list());
            times = new CallTimes(process.heap().memory(), facts);
            kernel = new KernelWaits(times, relatives);
        }

        void run() {
            pools.add();
            locks.addHeld();
            locks.addImports();
            String lost = lostThreads();
            if (!lost.isEmpty()) {
                locks.suspect(lost);
            }
            threads.list().forEach(thread -> {
                keepsToItself(thread.object());
                explain(thread);
            });
        }

        /// Names of threads that began, never came to the end of `Thread.run`, which takes their function away, and are
        /// not there: a fork left them behind. Of a class with a `run` of its own nothing can be said.
        private String lostThreads() {
            var living = new LongOpenHashSet();
            threads.list().forEach(thread -> living.add(thread.object()));
            var names = new ArrayList<String>();
            reader.each("threading.Thread", thread -> {
                boolean began = reader.isTrue(reader.get(thread, "_started"), "_flag");
                if (began
                        && names.size() < MOST_NAMED
                        && !living.contains(thread)
                        && reader.className(thread).equals("threading.Thread")
                        && reader.get(thread, "_target") != 0) {
                    names.add("'" + reader.text(thread, "_name") + "'");
                }
            });
            return String.join(", ", names);
        }

        /// A `threading.Thread` that has begun keeps its function and arguments until it ends, for nobody.
        private void keepsToItself(long thread) {
            if (thread != 0) {
                long dict = process.heap().instanceDict(thread);
                for (String attribute : OWN) {
                    long target = reader.get(thread, attribute);
                    if (target != 0) {
                        builder.ownReference(dict == 0 ? thread : dict, target);
                    }
                }
            }
        }

        private void explain(ThreadInfo thread) {
            int node = builder.thread(thread);
            if (isGone(thread)) {
                builder.lost(node, "no thread of this process: it has ended, or did not survive a fork");
                return;
            }
            if (builder.isExplained(node)) {
                return;
            }
            switch (thread.activity()) {
                case WAITS_FOR_GIL -> waitsForGil(thread, node);
                case SUSPENDED ->
                    builder.wakes(node, Wake.of(Wake.Kind.READY, "stopped by another thread for a moment"));
                default -> {
                    NativeThread known = thread.kernel();
                    SystemCall call = known == null ? SystemCall.NONE : known.call();
                    var stack = new ThreadStack(threads, thread);
                    if (call.isNone() && hasLostGil(thread)) {
                        waitsForGil(thread, node);
                    } else if (!call.isNone()) {
                        inCall(thread, node, call, stack);
                    } else if (thread.activity() == Activity.DETACHED) {
                        unknown(thread, node, stack);
                    } else {
                        builder.wakes(node, Wake.of(Wake.Kind.RUNNING, stack.place()));
                    }
                }
            }
        }

        private @Nullable Interpreter interpreter(ThreadInfo thread) {
            return process.runtime().interpreters().stream()
                    .filter(interpreter -> interpreter.id() == thread.interpreterId())
                    .findFirst()
                    .orElse(null);
        }

        private void waitsForGil(ThreadInfo thread, int node) {
            Interpreter interpreter = interpreter(thread);
            if (interpreter == null || interpreter.gil() == 0) {
                builder.wakes(node, Wake.of(Wake.Kind.READY, "waits for its turn"));
            } else {
                waitsForGil(thread, node, interpreter);
            }
        }

        private void waitsForGil(ThreadInfo thread, int node, Interpreter interpreter) {
            ThreadInfo holder = threads.at(interpreter.gilHolder());
            String lost = lostGil(thread, holder, interpreter);
            if (lost.isEmpty() && (holder == null || holder.equals(thread))) {
                builder.wakes(node, Wake.of(Wake.Kind.READY, "the GIL is free"));
                return;
            }
            String name = interpreter.isMain() ? "the GIL" : "the GIL of interpreter " + interpreter.id();
            int gil = builder.thing(ThingKind.GIL, interpreter.gil(), name);
            if (!builder.isExplained(gil)) {
                if (!lost.isEmpty()) {
                    builder.lost(gil, lost);
                } else if (holder != null) {
                    builder.waits(gil, builder.thread(holder), How.HELD_BY);
                }
            }
            builder.waits(node, gil, How.ACQUIRE);
        }

        /// Why the GIL never comes back to a process that was forked behind Python's back, empty if it may.
        ///
        /// A thread that gives it up for another one waits, without a timeout, until that has it. One that
        /// wants it looks again after each interval.
        private String lostGil(ThreadInfo thread, @Nullable ThreadInfo holder, Interpreter interpreter) {
            if (holder != null && isGone(holder)) {
                return NativeLocks.lost("thread '" + holder.name() + "'");
            }
            SystemCall call =
                    thread.kernel() == null ? SystemCall.NONE : thread.kernel().call();
            if (holder != null || call.isNone() || times.ends(call)) {
                return "";
            }
            if (isGivingUp(call, interpreter) && threads.list().stream().noneMatch(other -> canTake(other, thread))) {
                return "it is given up until another thread takes it, and no other one is there: those that wanted it"
                        + " have ended, or did not survive a fork";
            }
            return natives.of(call).lost();
        }

        /// Whoever wants it looks again every few milliseconds, and is in no call then.
        private boolean hasLostGil(ThreadInfo thread) {
            Interpreter interpreter = interpreter(thread);
            ThreadInfo holder = interpreter == null ? null : threads.at(interpreter.gilHolder());
            return holder != null && isGone(holder);
        }

        private boolean isGivingUp(SystemCall call, Interpreter interpreter) {
            StructLayout gil = process.heap().layout().struct("_gil_runtime_state");
            long offset = call.argument(0) - interpreter.gil() - gil.offset("switch_cond");
            return offset >= 0 && offset < NativeLocks.CONDITION_BYTES;
        }

        private boolean canTake(ThreadInfo other, ThreadInfo thread) {
            return other.interpreterId() >= 0 && !other.equals(thread) && !isGone(other);
        }

        /// Only the interpreter still knows it. Where a thread is left whose account in the interpreter was not found,
        /// it may be that one.
        private boolean isGone(ThreadInfo thread) {
            return thread.kernel() == null
                    && threads.list().stream().anyMatch(other -> other.kernel() != null)
                    && threads.list().stream().noneMatch(other -> other.state() == null);
        }

        /// The snapshot does not say what the thread does in the kernel; Python's own frames may.
        private void unknown(ThreadInfo thread, int node, ThreadStack stack) {
            if (!library.isIdleLoop(stack) && !library.explain(thread, node, stack, 0)) {
                builder.wakes(node, Wake.of(Wake.Kind.UNKNOWN, "the snapshot does not say what it does"));
            }
            builder.unchecked("What the thread " + thread.name() + " does in the kernel is not in the snapshot.");
        }

        private void inCall(ThreadInfo thread, int node, SystemCall call, ThreadStack stack) {
            if (library.isIdleLoop(stack)) {
                return;
            }
            if (call.number() != SystemCall.FUTEX) {
                if (library.isPoolProcess(stack)) {
                    builder.wakes(node, Wake.of(Wake.Kind.IDLE, "waits for work of the pool that it is a process of"));
                } else if (library.explainProcess(node, stack, call)) {
                    ended(node, call, thread);
                } else {
                    builder.wakes(node, kernel.of(thread, call, stack));
                }
                return;
            }
            if (library.isPoolProcess(stack)) {
                builder.wakes(node, Wake.of(Wake.Kind.IDLE, "waits for work of the pool that it is a process of"));
            }
            if (shared.isIdleFeeder(stack)) {
                builder.wakes(node, Wake.of(Wake.Kind.IDLE, "waits for what is put into a multiprocessing queue"));
            }
            ended(node, call, thread);
            long lock = thread.waiting() == null ? 0 : thread.waiting().lock();
            if (library.explain(thread, node, stack, lock)) {
                return;
            }
            if (lock != 0) {
                if (shared.isOne(lock) && shared.explain(node, stack, lock)) {
                    if (shared.isFree(lock)) {
                        builder.wakes(node, Wake.of(Wake.Kind.READY, "it is free"));
                    }
                    return;
                }
                library.explainLock(thread, node, lock);
                String part = shared.isOne(lock) ? shared.part(stack, lock) : "";
                if (!part.isEmpty()) {
                    builder.note(locks.lock(lock), part);
                }
                return;
            }
            ThreadInfo joined = natives.joined(call);
            if (joined != null) {
                builder.waits(node, builder.thread(joined), How.JOIN);
                return;
            }
            if (thread.activity() == Activity.NOT_PYTHON && !isOwned(call)) {
                builder.wakes(node, Wake.of(Wake.Kind.NATIVE, "a thread of a library"));
                return;
            }
            builder.waits(node, locks.nativeLock(natives.of(call)), How.ACQUIRE);
        }

        /// A wait with a timeout ends whatever it waits for.
        private void ended(int node, SystemCall call, ThreadInfo thread) {
            if (times.ends(call)) {
                String words = thread.waiting() == null
                        ? "a timeout"
                        : thread.waiting().sentence();
                builder.wakes(node, Wake.timer(words, times.seconds(call)));
            }
        }

        private boolean isOwned(SystemCall call) {
            NativeLock lock = natives.of(call);
            return lock.owner() != null || !lock.lost().isEmpty();
        }
    }
}
