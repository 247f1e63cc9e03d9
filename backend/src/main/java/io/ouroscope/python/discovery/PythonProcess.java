package io.ouroscope.python.discovery;

import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.runtime.PythonRuntime;

/// A CPython found in memory: what it is, how its objects are read, where they all are, and its interpreters.
public record PythonProcess(Detection detection, Heap heap, Census census, PythonRuntime runtime) {

    /// The heap learns which addresses hold objects.
    public PythonProcess {
        heap.knowObjects(census);
    }
}
