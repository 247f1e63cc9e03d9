package io.ouroscope.python.discovery;

import io.ouroscope.index.Columns;
import io.ouroscope.index.MemoryColumns;
import io.ouroscope.memory.Memory;
import io.ouroscope.progress.Progress;
import io.ouroscope.python.allocator.Allocators;
import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.decode.PyType;
import io.ouroscope.python.decode.PyValue;
import io.ouroscope.python.raw.Structs;
import io.ouroscope.python.runtime.PythonRuntime;
import io.ouroscope.python.runtime.RuntimeFinder;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import it.unimi.dsi.fastutil.longs.LongSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// From raw memory to all Python objects in it: the base type, the version, the types, the census.
public final class Discovery {

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
            throw new NotPythonException(
                    "No CPython was found: no object in writable memory is its own type with the sizes of CPython 3.8 "
                            + "to 3.15 on x86-64",
                    "Is it a Python process? PyPy, Python 2 and other architectures cannot be read. A core without "
                            + "the interpreter's data section (coredump_filter without bit 0) cannot either.");
        }
        BaseType base = candidates.stream().filter(BaseType::named).findFirst().orElse(candidates.getFirst());
        VersionFinder.Found found = new VersionFinder(memory, base, hints).find(scan);
        var structs = new Structs(memory, found.layout());
        LongSet types = TypeFinder.find(structs, scan, base.address());
        if (!types.contains(base.address())) {
            throw new NotPythonException(
                    "The base type of CPython " + found.claims().version() + " was found at 0x"
                            + Long.toHexString(base.address()) + ", but its method resolution order cannot be read",
                    "The snapshot lacks the interpreter's heap; capture it again with `ouroscope capture PID`.");
        }
        structs.knowTypes(types);
        TypeNamer.Result names = TypeNamer.name(structs, scan, types, base.address());
        var heap = new Heap(structs, types, names.names());
        Supplier<Allocators> allocators = Allocators.lazily(memory, found.layout());
        Census census = census(heap, allocators, scan, columns, progress);
        LongArrayList modules = modules(heap, census);
        PythonRuntime runtime = RuntimeFinder.find(
                heap, modules, (stage, wanted) -> scan.findValues(stage, wanted, (address, value) -> true));
        Detection detection = found.detection(sys(heap, runtime, modules), names.evidence());
        return new PythonProcess(detection, heap, census, runtime, allocators);
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

    private static Census census(
            Heap heap, Supplier<Allocators> allocators, WordScan scan, Columns columns, Progress progress) {
        if (Census.isIn(columns)) {
            return Census.load(columns, heap.types());
        }
        progress.stage("Reading what the allocators know", 0);
        return new ObjectFinder(heap, allocators.get()).find(scan, columns);
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
