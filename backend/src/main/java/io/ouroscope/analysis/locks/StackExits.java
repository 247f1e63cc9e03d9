package io.ouroscope.analysis.locks;

import io.ouroscope.analysis.tasks.TaskGraph;
import io.ouroscope.analysis.threads.Threads;
import io.ouroscope.progress.Progress;
import io.ouroscope.python.discovery.PythonProcess;
import it.unimi.dsi.fastutil.longs.Long2ObjectMap;
import it.unimi.dsi.fastutil.longs.LongSet;
import it.unimi.dsi.fastutil.longs.LongSets;
import java.util.List;
import java.util.function.IntPredicate;

/// Which objects someone is inside `with` or `async with` of, and who: so the holders of locks that do not say it
/// themselves.
///
/// Looked for on the stacks of all threads, in the coroutines of all tasks, and in every other suspended generator. A
/// lock taken by `acquire()` without `with` is not here: nobody can tell who has it. Who waits in `Condition.wait` is
/// inside the condition's block and does not hold its lock; it is left out. A condition brings its lock, an `ExitStack`
/// what was entered with it, a `@contextmanager` or `@asynccontextmanager` what its generator is inside. Immutable.
public final class StackExits {
    private final Long2ObjectMap<List<Holder>> holders;

    private StackExits(Long2ObjectMap<List<Holder>> holders) {
        this.holders = holders;
    }

    /// @param present whether an object of the census is one, not the remains of one
    public static StackExits of(
            PythonProcess process, TaskGraph tasks, Threads threads, IntPredicate present, Progress progress) {
        return new StackExits(new ExitFinder(process, tasks, threads, present, progress).find());
    }

    /// Who is inside this object's `with`; one for each block, so the same may come twice. Of a semaphore there may be
    /// as many as tasks.
    public List<Holder> holders(long object) {
        return holders.getOrDefault(object, List.of());
    }

    /// All objects that someone is inside of, context managers that are no locks among them.
    public LongSet objects() {
        return LongSets.unmodifiable(holders.keySet());
    }
}
