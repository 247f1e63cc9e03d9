package io.ouroscope.analysis.locks;

import io.ouroscope.analysis.tasks.AwaitChain;
import io.ouroscope.analysis.tasks.NodeState;
import io.ouroscope.analysis.tasks.TaskGraph;
import io.ouroscope.analysis.threads.ThreadInfo;
import io.ouroscope.analysis.threads.Threads;
import io.ouroscope.memory.UnreadableAddressException;
import io.ouroscope.progress.Progress;
import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.decode.PyType;
import io.ouroscope.python.discovery.Census;
import io.ouroscope.python.discovery.PythonProcess;
import io.ouroscope.python.frame.Frames;
import io.ouroscope.python.frame.OpenWiths;
import io.ouroscope.python.frame.StackFrame;
import io.ouroscope.python.frame.ValueStack;
import io.ouroscope.python.raw.GeneratorState;
import io.ouroscope.python.raw.Structs;
import it.unimi.dsi.fastutil.longs.Long2IntOpenHashMap;
import it.unimi.dsi.fastutil.longs.Long2LongOpenHashMap;
import it.unimi.dsi.fastutil.longs.Long2ObjectMap;
import it.unimi.dsi.fastutil.longs.Long2ObjectOpenHashMap;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import it.unimi.dsi.fastutil.longs.LongList;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import it.unimi.dsi.fastutil.longs.LongSet;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/// Walks all stacks once and notes who is inside which `with`.
final class ExitFinder {
    private static final int CHUNK = 4096;
    private static final List<String> KINDS = List.of("coroutine", "generator", "async_generator");

    private final Heap heap;
    private final Structs structs;
    private final Census census;
    private final TaskGraph tasks;
    private final Threads threads;
    private final IntPredicate present;
    private final Progress progress;
    private final Frames frames;
    private final AwaitChain chains;
    private final OpenWiths withs;
    private final Managers managers;

    private final Long2ObjectOpenHashMap<List<Holder>> found = new Long2ObjectOpenHashMap<>();
    /// Generators whose frame was looked at.
    private final LongOpenHashSet visited = new LongOpenHashSet();
    /// Whether (1) or not (0) the code with this address is a `wait` with a `self`.
    private final Long2IntOpenHashMap waits = new Long2IntOpenHashMap();
    /// Generators behind context managers, with who is inside these.
    private final ArrayDeque<Behind> behind = new ArrayDeque<>();

    private record Behind(long generator, Owner owner, LongSet released) {}

    /// Whose stack it is.
    private record Owner(long task, @Nullable ThreadInfo thread, boolean sure) {
        static final Owner NOBODY = new Owner(0, null, false);
    }

    private record ThreadFrame(StackFrame frame, LongList objects, LongSet released) {}

    ExitFinder(PythonProcess process, TaskGraph tasks, Threads threads, IntPredicate present, Progress progress) {
        heap = process.heap();
        structs = heap.structs();
        census = process.census();
        this.tasks = tasks;
        this.threads = threads;
        this.present = present;
        this.progress = progress;
        frames = new Frames(heap);
        chains = new AwaitChain(heap);
        withs = new OpenWiths(heap);
        managers = new Managers(heap, withs);
    }

    Long2ObjectMap<List<Holder>> find() {
        Long2LongOpenHashMap running = runningTasks();
        threads.list().forEach(thread -> visit(thread, running));
        for (int node = 0; node < tasks.nodeCount(); node++) {
            if (node % CHUNK == 0) {
                progress.check();
            }
            if (isSuspended(node)) {
                visitChain(chains.of(tasks.coroutine(node)), new Owner(tasks.address(node), null, true));
            }
            visitBehind();
        }
        visitLeft();
        return found;
    }

    private boolean isSuspended(int node) {
        return tasks.isTask(node) && !tasks.isFinished(node) && tasks.state(node) != NodeState.RUNNING;
    }

    /// The frame of each running task's coroutine, with the task.
    private Long2LongOpenHashMap runningTasks() {
        var running = new Long2LongOpenHashMap();
        for (int node = 0; node < tasks.nodeCount(); node++) {
            if (tasks.isTask(node) && tasks.state(node) == NodeState.RUNNING) {
                long frame = frame(tasks.coroutine(node));
                if (frame != 0) {
                    running.put(frame, tasks.address(node));
                }
            }
        }
        return running;
    }

    /// The frames up to a task's coroutine, from the innermost, are that task's.
    private void visit(ThreadInfo thread, Long2LongOpenHashMap running) {
        var pending = new ArrayList<ThreadFrame>();
        var released = new LongOpenHashSet();
        threads.visitStack(thread, frame -> {
            if (frame.isBroken()) {
                return;
            }
            release(frame.frame(), released);
            LongList objects = withs.of(frame.frame());
            if (!objects.isEmpty()) {
                pending.add(new ThreadFrame(frame, objects, new LongOpenHashSet(released)));
            }
            long task = running.get(frame.frame());
            if (task != 0) {
                flush(pending, new Owner(task, thread, true));
            }
        });
        flush(pending, new Owner(0, thread, true));
        visitBehind();
    }

    private void flush(List<ThreadFrame> pending, Owner owner) {
        for (ThreadFrame each : pending) {
            StackFrame frame = each.frame();
            note(
                    each.objects(),
                    each.released(),
                    owner,
                    new Holder(
                            owner.task(),
                            owner.thread(),
                            0,
                            frame.qualname(),
                            frame.file(),
                            frame.line(),
                            owner.sure()));
        }
        pending.clear();
    }

    /// @param chain outermost first
    private void visitChain(LongArrayList chain, Owner owner) {
        visitChain(chain, owner, new LongOpenHashSet());
    }

    private void visitChain(LongArrayList chain, Owner owner, LongSet releasedInside) {
        LongSet released = releasedInside;
        for (int i = chain.size() - 1; i >= 0; i--) {
            long generator = chain.getLong(i);
            long frame = frame(generator);
            if (frame == 0 || !visited.add(generator)) {
                continue;
            }
            released = release(frame, released);
            LongList objects = withs.of(frame);
            if (!objects.isEmpty()) {
                note(objects, released, owner, holder(generator, owner));
            }
        }
    }

    private Holder holder(long generator, Owner owner) {
        return new Holder(
                owner.task(),
                owner.thread(),
                generator,
                frames.qualname(generator),
                frames.file(generator),
                frames.line(generator),
                owner.sure());
    }

    private void note(LongList objects, LongSet released, Owner owner, Holder holder) {
        var todo = new ArrayDeque<Long>(objects);
        var seen = new LongOpenHashSet();
        while (!todo.isEmpty()) {
            long object = todo.poll();
            Managers.Kind kind = managers.kind(object);
            long lock = kind == Managers.Kind.CONDITION ? managers.lock(object) : 0;
            if (released.contains(object) || lock != 0 && released.contains(lock)) {
                continue;
            }
            found.computeIfAbsent(object, each -> new ArrayList<>()).add(holder);
            switch (kind) {
                case CONDITION -> {
                    if (lock != 0) {
                        todo.add(lock);
                    }
                }
                case EXIT_STACK -> {
                    if (seen.add(object)) {
                        todo.addAll(managers.inside(object));
                    }
                }
                case GENERATOR -> behind.add(new Behind(managers.generator(object), owner, released));
                case OTHER -> {}
            }
        }
    }

    /// A generator behind a context manager may itself be inside others.
    private void visitBehind() {
        while (!behind.isEmpty()) {
            Behind next = behind.poll();
            visitChain(chains.of(next.generator()), next.owner(), next.released());
        }
    }

    /// If the frame is `Condition.wait`, those outside it do not hold the condition and its lock.
    private LongSet release(long frame, LongSet released) {
        long condition = waitedFor(frame);
        if (condition == 0) {
            return released;
        }
        released.add(condition);
        long lock = managers.lock(condition);
        if (lock != 0) {
            released.add(lock);
        }
        return released;
    }

    private long waitedFor(long frame) {
        try {
            long code = structs.frames.code(frame);
            if (!waits.containsKey(code)) {
                waits.put(code, isWait(code) ? 1 : 0);
            }
            long self = waits.get(code) != 0 ? structs.frames.slot(frame, 0) : 0;
            return managers.kind(self) == Managers.Kind.CONDITION ? self : 0;
        } catch (UnreadableAddressException torn) {
            return 0;
        }
    }

    private boolean isWait(long code) {
        return structs.isObject(code)
                && structs.code.isReadable(code)
                && "wait".equals(heap.text(structs.code.name(code), 8))
                && structs.code.slotCount(code) > 0
                && "self".equals(heap.text(structs.code.slotName(code, 0), 8));
    }

    private long frame(long generator) {
        try {
            return frames.isGeneratorLike(generator) ? structs.generators.frame(generator) : 0;
        } catch (UnreadableAddressException torn) {
            return 0;
        }
    }

    /// Suspended ones that are on no task's stack and behind no context manager: who refers to them from its stack is
    /// inside them, if only one does.
    private void visitLeft() {
        LongArrayList left = left();
        if (left.isEmpty()) {
            return;
        }
        progress.check();
        var wanted = new LongOpenHashSet(left);
        var owners = new Long2ObjectOpenHashMap<Owner>();
        for (ThreadInfo thread : threads.list()) {
            var owner = new Owner(0, thread, false);
            threads.visitStack(thread, frame -> {
                if (!frame.isBroken()) {
                    claim(frame.frame(), owner, wanted, owners);
                }
            });
        }
        for (int node = 0; node < tasks.nodeCount(); node++) {
            if (isSuspended(node)) {
                var owner = new Owner(tasks.address(node), null, false);
                LongArrayList chain = chains.of(tasks.coroutine(node));
                for (int i = 0; i < chain.size(); i++) {
                    claim(frame(chain.getLong(i)), owner, wanted, owners);
                }
            }
        }
        for (int i = 0; i < left.size(); i++) {
            long generator = left.getLong(i);
            visitChain(LongArrayList.of(generator), owners.getOrDefault(generator, Owner.NOBODY));
            visitBehind();
        }
    }

    private LongArrayList left() {
        var left = new LongArrayList();
        for (PyType type : census.types()) {
            if (KINDS.stream().noneMatch(type::isSubtypeOf)) {
                continue;
            }
            for (int node : census.nodesOf(type)) {
                long generator = census.address(node);
                if (!visited.contains(generator) && present.test(node) && isSuspended(generator)) {
                    long frame = frame(generator);
                    if (frame != 0 && !withs.of(frame).isEmpty()) {
                        left.add(generator);
                    }
                }
            }
        }
        return left;
    }

    private boolean isSuspended(long generator) {
        GeneratorState state = frames.state(generator);
        return state == GeneratorState.YIELDED || state == GeneratorState.AWAITING;
    }

    /// Two that refer to the same generator leave it unknown who runs it.
    private void claim(long frame, Owner owner, LongSet wanted, Long2ObjectMap<Owner> owners) {
        if (frame == 0) {
            return;
        }
        try {
            long code = structs.frames.code(frame);
            int locals = structs.isObject(code) ? structs.code.slotCount(code) : 0;
            for (int slot = 0; slot < locals; slot++) {
                claimed(structs.frames.slot(frame, slot), owner, wanted, owners);
            }
            for (ValueStack.Value value : frames.values(frame).values()) {
                claimed(value.object(), owner, wanted, owners);
            }
        } catch (UnreadableAddressException torn) {
            // What was read of the frame stands.
        }
    }

    private static void claimed(long object, Owner owner, LongSet wanted, Long2ObjectMap<Owner> owners) {
        if (wanted.contains(object)) {
            Owner known = owners.putIfAbsent(object, owner);
            if (known != null && !known.equals(owner)) {
                owners.put(object, Owner.NOBODY);
            }
        }
    }
}
