package io.ouroscope.python.discovery;

import io.ouroscope.python.decode.Heap;

/// An interpreter found in memory: what it is, how its objects are read, and where they all are.
public record PythonProcess(Detection detection, Heap heap, Census census) {}
