package io.ouroscope.python.discovery;

import io.ouroscope.python.allocator.Allocators;
import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.runtime.PythonRuntime;
import java.util.function.Supplier;

/// A CPython found in memory: what it is, how its objects are read, where they all are, and its interpreters.
///
/// @param allocators what its allocators know; read when first asked for
public record PythonProcess(
        Detection detection, Heap heap, Census census, PythonRuntime runtime, Supplier<Allocators> allocators) {

    /// The heap learns which addresses hold objects.
    public PythonProcess {
        heap.knowObjects(census);
    }
}
