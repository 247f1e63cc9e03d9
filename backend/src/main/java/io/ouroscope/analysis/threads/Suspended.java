package io.ouroscope.analysis.threads;

import io.ouroscope.progress.Progress;
import io.ouroscope.python.decode.PyType;
import io.ouroscope.python.discovery.Census;
import io.ouroscope.python.discovery.PythonProcess;
import io.ouroscope.python.frame.Frames;
import io.ouroscope.python.raw.GeneratorState;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import it.unimi.dsi.fastutil.longs.LongLists;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.IntPredicate;

/// All coroutines, generators and async generators that have a frame and are not running, grouped by where they stand.
public final class Suspended {
    private static final List<String> KINDS = List.of("coroutine", "generator", "async_generator");

    private static final int CHECK_EVERY = 1 << 9;

    private record Place(String kind, GeneratorState state, String qualname, String file, int line) {}

    private Suspended() {}

    /// @param isPresent whether a node is an object, not the remains of one
    /// @param progress asked for each chunk of objects
    /// @return largest group first
    public static List<SuspendedGroup> groups(PythonProcess process, IntPredicate isPresent, Progress progress) {
        progress.stage("Reading suspended frames", 0);
        int looked = 0;
        var frames = new Frames(process.heap());
        Census census = process.census();
        var groups = new LinkedHashMap<Place, LongArrayList>();
        for (PyType type : process.heap().types()) {
            String kind = KINDS.stream().filter(type::isSubtypeOf).findFirst().orElse("");
            if (kind.isEmpty()) {
                continue;
            }
            for (int node : census.nodesOf(type)) {
                if (++looked % CHECK_EVERY == 0) {
                    progress.check();
                    progress.done(looked);
                }
                long object = census.address(node);
                GeneratorState state = frames.state(object);
                boolean suspended = state != GeneratorState.FINISHED && state != GeneratorState.EXECUTING;
                if (suspended && isPresent.test(node)) {
                    var place =
                            new Place(kind, state, frames.qualname(object), frames.file(object), frames.line(object));
                    groups.computeIfAbsent(place, key -> new LongArrayList()).add(object);
                }
            }
        }
        var sorted = new ArrayList<SuspendedGroup>();
        groups.forEach((place, objects) -> sorted.add(new SuspendedGroup(
                place.kind(),
                place.state(),
                place.qualname(),
                place.file(),
                place.line(),
                LongLists.unmodifiable(objects))));
        sorted.sort(Comparator.comparingInt(
                        (SuspendedGroup group) -> -group.objects().size())
                .thenComparing(SuspendedGroup::qualname)
                .thenComparing(SuspendedGroup::file)
                .thenComparingInt(SuspendedGroup::line));
        return sorted;
    }
}
