package io.ouroscope.analysis.tasks;

import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.decode.PyType;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a class of futures is: how its instances are stored and which kind of node they are.
///
/// @param inC whether the fields are those of the C struct; else they are attributes of a Python object
record FutureShape(NodeKind kind, boolean inC) {

    /// The shape of a class, null if its instances are no futures. A Python class can have several bases, so all that
    /// it inherits from are looked at.
    static @Nullable FutureShape of(PyType type, Heap heap) {
        boolean task = type.isSubtypeOf("_asyncio.Task");
        boolean inC = task || type.isSubtypeOf("_asyncio.Future");
        if (!inC && !type.isPythonMade()) {
            return null;
        }
        Set<String> ancestors = pythonAncestors(type, heap);
        if (!inC && !ancestors.contains("asyncio.futures.Future")) {
            return null;
        }
        if (task || ancestors.contains("asyncio.tasks.Task")) {
            return new FutureShape(NodeKind.TASK, inC);
        }
        boolean gather = ancestors.contains("asyncio.tasks._GatheringFuture");
        return new FutureShape(gather ? NodeKind.GATHER : NodeKind.FUTURE, inC);
    }

    private static Set<String> pythonAncestors(PyType type, Heap heap) {
        var names = new HashSet<String>();
        heap.items(heap.structs().types.mro(type.address()), 0, Integer.MAX_VALUE, (index, key, ancestor) -> {
            PyType known = heap.type(ancestor);
            if (known != null && known.isPythonMade()) {
                names.add(known.name());
            }
            return true;
        });
        return names;
    }
}
