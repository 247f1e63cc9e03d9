package io.ouroscope.analysis.threads;

import io.ouroscope.analysis.threads.ThreadInfo.Waiting;
import io.ouroscope.python.discovery.PythonProcess;
import io.ouroscope.python.frame.Frames;
import io.ouroscope.python.frame.PythonStack;
import io.ouroscope.python.frame.StackFrame;
import io.ouroscope.python.layout.StructLayout;
import io.ouroscope.python.runtime.Interpreter;
import io.ouroscope.python.runtime.ThreadNames;
import io.ouroscope.python.runtime.ThreadState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// All threads of a process: those of its interpreters, oldest first, joined with what the kernel knows of them, then
/// those that no interpreter knows.
public final class Threads {
    private final PythonProcess process;
    private final Frames frames;
    private final LockFinder locks;
    private final SystemCallWords words;
    private final List<ThreadInfo> list = new ArrayList<>();

    private Threads(PythonProcess process, StopFacts facts) {
        this.process = process;
        locks = new LockFinder(process);
        words = new SystemCallWords(process.heap().memory(), facts, locks::lock);
        frames = new Frames(process.heap());
    }

    /// @param kernel all threads of the process, as the snapshot has them
    public static Threads of(PythonProcess process, List<NativeThread> kernel) {
        return of(process, kernel, StopFacts.UNKNOWN);
    }

    /// @param facts what else the snapshot says, for the words about system calls
    public static Threads of(PythonProcess process, List<NativeThread> kernel, StopFacts facts) {
        var threads = new Threads(process, facts);
        threads.join(kernel);
        return threads;
    }

    public List<ThreadInfo> list() {
        return List.copyOf(list);
    }

    /// The same, those with equal stacks merged; the largest group first.
    public List<ThreadGroup> groups() {
        return ThreadGroups.of(this);
    }

    /// What could not be read of interpreters and their lists of threads, one sentence each.
    public List<String> problems() {
        return process.runtime().problems();
    }

    /// The thread with this thread state.
    public @Nullable ThreadInfo at(long address) {
        return list.stream()
                .filter(thread -> address != 0 && thread.address() == address)
                .findFirst()
                .orElse(null);
    }

    /// A part of a thread's stack, innermost frame first.
    public PythonStack stack(ThreadInfo thread, int from, int most) {
        ThreadState state = thread.state();
        return state == null ? PythonStack.EMPTY : frames.stack(state.frame(), state.stackChunk(), from, most);
    }

    /// Visits a thread's whole stack, innermost frame first.
    ///
    /// @return why it is not whole, empty if it is
    public String visitStack(ThreadInfo thread, Consumer<StackFrame> visitor) {
        ThreadState state = thread.state();
        return state == null ? "" : frames.visitStack(state.frame(), state.stackChunk(), visitor);
    }

    public Frames frames() {
        return frames;
    }

    private void join(List<NativeThread> kernel) {
        Map<Long, NativeThread> byId = new HashMap<>();
        Map<Long, NativeThread> byPointer = new HashMap<>();
        for (NativeThread thread : kernel) {
            byId.put((long) thread.id(), thread);
            if (thread.pointer() != 0) {
                byPointer.put(thread.pointer(), thread);
            }
        }
        Set<NativeThread> rest = new LinkedHashSet<>(kernel);
        for (Interpreter interpreter : process.runtime().interpreters()) {
            ThreadNames names = ThreadNames.of(process.heap(), interpreter);
            for (ThreadState state : interpreter.threads().reversed()) {
                NativeThread thread = byId.get(state.nativeId());
                thread = thread != null ? thread : byPointer.get(state.threadId());
                thread = thread != null ? thread : byId.get(nativeId(names.object(state)));
                if (thread != null) {
                    rest.remove(thread);
                }
                list.add(known(interpreter, state, thread, names));
            }
        }
        rest.forEach(thread -> list.add(
                new ThreadInfo(-1, thread.id(), thread.name(), 0, Activity.NOT_PYTHON, waiting(thread), null, thread)));
    }

    /// What a `threading.Thread` noted when it began; 0 if it is none.
    private long nativeId(long object) {
        return object == 0 ? 0 : process.heap().integer(process.heap().attribute(object, "_native_id"), 0);
    }

    private ThreadInfo known(
            Interpreter interpreter, ThreadState state, @Nullable NativeThread thread, ThreadNames names) {
        String name = names.name(state);
        Activity activity = activity(interpreter, state, thread);
        return new ThreadInfo(
                interpreter.id(),
                thread != null ? thread.id() : state.nativeId(),
                name != null ? name : thread != null ? thread.name() : "",
                names.object(state),
                activity,
                thread == null || activity == Activity.WAITS_FOR_GIL ? null : waiting(thread),
                state,
                thread);
    }

    private Activity activity(Interpreter interpreter, ThreadState state, @Nullable NativeThread thread) {
        if (state.holdsGil()) {
            return Activity.HOLDS_GIL;
        }
        if (state.status() == ThreadState.Status.SUSPENDED) {
            return Activity.SUSPENDED;
        }
        if (state.status() == ThreadState.Status.ATTACHED) {
            return Activity.ACTIVE;
        }
        if (state.wantsGil() || thread != null && sleepsOnGil(interpreter, thread.call())) {
            return Activity.WAITS_FOR_GIL;
        }
        if (thread == null || !thread.problem().isEmpty()) {
            return Activity.DETACHED;
        }
        return thread.call().isNone() ? Activity.NATIVE_CODE : Activity.BLOCKED;
    }

    /// The lock's condition variables and mutexes are part of its struct.
    private boolean sleepsOnGil(Interpreter interpreter, SystemCall call) {
        StructLayout lock = process.heap().layout().struct("_gil_runtime_state");
        long offset = call.argument(0) - interpreter.gil();
        return interpreter.gil() != 0 && call.number() == SystemCall.FUTEX && offset >= 0 && offset < lock.sizeBytes();
    }

    private @Nullable Waiting waiting(NativeThread thread) {
        SystemCall call = thread.call();
        if (call.isNone()) {
            return null;
        }
        long lock = call.number() == SystemCall.FUTEX ? locks.lock(call.argument(0)) : 0;
        return new Waiting(call.text(), words.of(call), call.file(), lock, lock == 0 ? 0 : locks.owner(lock));
    }
}
