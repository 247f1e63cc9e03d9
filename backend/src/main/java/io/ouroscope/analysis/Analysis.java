package io.ouroscope.analysis;

import io.ouroscope.analysis.files.Descriptors;
import io.ouroscope.analysis.tasks.TaskGraph;
import io.ouroscope.index.Columns;
import io.ouroscope.index.MemoryColumns;
import io.ouroscope.memory.Memory;
import io.ouroscope.progress.Progress;
import io.ouroscope.python.discovery.Discovery;
import io.ouroscope.python.discovery.Hints;
import io.ouroscope.python.discovery.PythonProcess;
import io.ouroscope.python.frame.Frames;
import io.ouroscope.python.preview.Previewer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// Everything known of one snapshot, computed once; as good as immutable after. What is kept of every object is in the
/// index.
public final class Analysis {
    private final PythonProcess process;
    private final ReferenceGraph references;
    private final ReferenceAccounting accounting;
    private final RootTable roots;
    private final ObjectColumns columns;
    private final CountQuality quality;
    private final Coverage coverage;
    private final TypeHistogram types;
    private final TaskGraph tasks;
    private final Previewer previewer;
    private final Labels labels;
    private final Neighbours neighbours;
    private final Hubs hubs;
    private final Frames frames;
    private final PathTree paths;
    private @Nullable Descriptors descriptors;

    private Analysis(PythonProcess process, Hints hints, Columns index, Progress progress) {
        this.process = process;
        previewer = new Previewer(process.heap());
        frames = new Frames(process.heap());
        roots = RootTable.of(process, index, progress);
        references = ReferenceGraph.of(process.heap(), process.census(), index, progress);
        accounting = ReferenceAccounting.of(process.heap(), process.census(), references, roots, index, progress);
        labels = new Labels(process.heap(), previewer, this::verdict);
        columns = ObjectColumns.of(process.heap(), process.census(), index, () -> judge(index, progress), progress);
        quality = CountQuality.load(index);
        coverage = Coverage.of(process, hints, this::state, index, progress);
        paths = PathTree.of(process.census(), references, roots, accounting, this::state, index, progress);
        types = TypeHistogram.of(process.census(), columns);
        neighbours = new Neighbours(process.census(), references, this::memoryBytes);
        hubs = new Hubs(process.census(), process.heap(), references);
        tasks = TaskGraph.build(process, this::isPresent, node -> state(node) == ObjectState.UNSURE, progress);
    }

    private IntFunction<ObjectState> judge(Columns index, Progress progress) {
        Liveness liveness = Liveness.of(process, references, accounting, roots, progress);
        liveness.quality().store(index);
        return liveness::state;
    }

    /// @throws io.ouroscope.python.discovery.NotPythonException if no CPython that we know is in the memory
    public static Analysis run(Memory memory, Hints hints, Progress progress) {
        return run(memory, hints, new MemoryColumns(), progress);
    }

    /// @param index where the results are kept; stages that are finished there, of the same memory, are not done again
    public static Analysis run(Memory memory, Hints hints, Columns index, Progress progress) {
        return new Analysis(Discovery.discover(memory, hints, index, progress), hints, index, progress);
    }

    public PythonProcess process() {
        return process;
    }

    public ReferenceGraph references() {
        return references;
    }

    /// What interpreters and threads hold.
    public RootTable roots() {
        return roots;
    }

    /// Which conservative references are real.
    public ReferenceAccounting accounting() {
        return accounting;
    }

    private ReferenceAccounting.@Nullable Verdict verdict(long owner, long offset) {
        int node = process.census().node(owner);
        return node < 0 ? null : accounting.verdict(node, offset);
    }

    /// What the bytes of the process are.
    public Coverage coverage() {
        return coverage;
    }

    public ObjectState state(int node) {
        return columns.state(node);
    }

    /// As sys.getsizeof says.
    public long sizeBytes(int node) {
        return columns.sizeBytes(node);
    }

    /// What the object really occupies, with the blocks it owns.
    public long memoryBytes(int node) {
        return columns.memoryBytes(node);
    }

    private boolean isPresent(int node) {
        return state(node) != ObjectState.FREED;
    }

    /// How well reference counts are explained.
    public CountQuality countQuality() {
        return quality;
    }

    public TypeHistogram types() {
        return types;
    }

    public Neighbours neighbours() {
        return neighbours;
    }

    public Hubs hubs() {
        return hubs;
    }

    public TaskGraph tasks() {
        return tasks;
    }

    /// How each object is reached from a root.
    public PathTree paths() {
        return paths;
    }

    /// Who has which file descriptors; found when it is asked for first.
    public synchronized Descriptors descriptors() {
        if (descriptors == null) {
            var owners = new Owners(process.heap(), process.census(), references, labels, this::isSure);
            descriptors = Descriptors.of(process.heap(), process.census(), this::isSure, owners::of);
        }
        return descriptors;
    }

    private boolean isSure(int node) {
        return state(node) == ObjectState.LIVE || state(node) == ObjectState.GARBAGE;
    }

    public Previewer previewer() {
        return previewer;
    }

    public Labels labels() {
        return labels;
    }

    public Frames frames() {
        return frames;
    }
}
