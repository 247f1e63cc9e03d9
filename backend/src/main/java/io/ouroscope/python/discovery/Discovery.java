package io.ouroscope.python.discovery;

import io.ouroscope.index.Columns;
import io.ouroscope.index.MemoryColumns;
import io.ouroscope.memory.Memory;
import io.ouroscope.progress.Progress;
import io.ouroscope.python.allocator.Allocators;
import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.decode.PyType;
import io.ouroscope.python.decode.PyValue;
import io.ouroscope.python.decode.TypeName;
import io.ouroscope.python.layout.Layout;
import io.ouroscope.python.raw.Structs;
import io.ouroscope.python.runtime.PythonRuntime;
import io.ouroscope.python.runtime.RuntimeFinder;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import it.unimi.dsi.fastutil.longs.LongSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/// From raw memory to all Python objects in it: the base type, the version, the types, the census.
public final class Discovery {

    /// Each costs a look at all memory; a sound snapshot has one for each interpreter library.
    private static final int MOST_CANDIDATES = 8;

    private Discovery() {}

    /// Keeps what it finds in memory only.
    public static PythonProcess discover(Memory memory, Hints hints, Progress progress) {
        return discover(memory, hints, new MemoryColumns(), progress);
    }

    /// @param columns where the objects are kept; what is there already, of the same memory, is not looked for again
    /// @throws NotPythonException if no CPython that we know is in the memory
    public static PythonProcess discover(Memory memory, Hints hints, Columns columns, Progress progress) {
        var scan = new WordScan(memory, columns, progress);
        List<BaseType> candidates = BaseType.find(memory, scan);
        if (candidates.isEmpty()) {
            throw NoPython.nothing(hints);
        }
        Choice choice = choose(memory, scan, hints, candidates);
        VersionFinder.Found found = choice.found();
        BaseType base = choice.base();
        Structs structs = choice.structs();
        LongSet types = choice.types();
        structs.knowTypes(types);
        TypeNamer.Result names = TypeNamer.name(structs, scan, types, base.address());
        var evidence = new ArrayList<>(NoPython.evidence(candidates.size()));
        Heap heap = heap(structs, types, names.names(), evidence);
        Supplier<Allocators> allocators = Allocators.lazily(memory, found.layout());
        Census census = census(heap, allocators, hints, scan, columns, progress);
        LongArrayList modules = modules(heap, census);
        PythonRuntime runtime = RuntimeFinder.find(
                heap, modules, (stage, wanted) -> scan.findValues(stage, wanted, (address, value) -> true));
        heap.misfits()
                .forEach(misfit -> evidence.add(misfit.sentence(found.layout().key())));
        evidence.addAll(names.evidence());
        Detection detection = found.detection(sys(heap, runtime, modules), evidence);
        return new PythonProcess(detection, heap, census, runtime, allocators);
    }

    /// The objects' readers, with structs that fit the types where a table of the same minor version has them.
    private static Heap heap(Structs structs, LongSet types, Map<Long, TypeName> names, List<String> evidence) {
        var heap = new Heap(structs, types, names);
        Layout adapted = PatchStructs.adapt(structs.layout, heap.misfits(), evidence);
        if (adapted == structs.layout) {
            return heap;
        }
        var better = new Structs(structs.memory, adapted);
        better.knowTypes(types);
        return new Heap(better, types, names);
    }

    /// The module `sys` of the main interpreter, else of any.
    private static Optional<SysModule> sys(Heap heap, PythonRuntime runtime, LongArrayList modules) {
        Optional<SysModule> main = runtime.main().flatMap(each -> SysModule.read(heap, each.sysDict()));
        int namespace = heap.layout().offset("PyModuleObject", "md_dict");
        return main.or(() -> modules.longStream()
                .filter(module -> heap.value(module) instanceof PyValue.Named named
                        && named.name().equals("sys"))
                .mapToObj(module -> SysModule.read(heap, heap.memory().getLong(module + namespace)))
                .flatMap(Optional::stream)
                .findFirst());
    }

    /// A base type with what follows from it.
    private record Choice(BaseType base, VersionFinder.Found found, Structs structs, LongSet types) {}

    /// Of several objects that look like a base type the one that most types have; copies and chance have none.
    private static Choice choose(Memory memory, WordScan scan, Hints hints, List<BaseType> candidates) {
        Choice best = null;
        for (BaseType base : candidates.stream().limit(MOST_CANDIDATES).toList()) {
            long size = base.sizeBytes(memory);
            if (!base.measured() && size < base.smallestMeasured()) {
                throw NoPython.tooOld(hints, base, size);
            }
            VersionFinder.Found found = new VersionFinder(memory, base, hints).find(scan);
            var structs = new Structs(memory, found.layout());
            var choice = new Choice(base, found, structs, TypeFinder.find(structs, scan, base.address()));
            if (best == null || choice.types().size() > best.types().size()) {
                best = choice;
            }
        }
        if (best == null || !best.types().contains(best.base().address())) {
            Choice torn = Objects.requireNonNull(best);
            throw NoPython.torn(torn.base(), torn.found());
        }
        return best;
    }

    private static Census census(
            Heap heap,
            Supplier<Allocators> allocators,
            Hints hints,
            WordScan scan,
            Columns columns,
            Progress progress) {
        if (Census.isIn(columns)) {
            return Census.load(columns, heap.types());
        }
        progress.stage("Reading what the allocators know", 0);
        return new ObjectFinder(heap, allocators.get(), hints).find(scan, columns);
    }

    private static LongArrayList modules(Heap heap, Census census) {
        var modules = new LongArrayList();
        for (PyType type : heap.types()) {
            if (type.isSubtypeOf("module")) {
                for (int node : census.nodesOf(type)) {
                    modules.add(census.address(node));
                }
            }
        }
        return modules;
    }
}
