package io.ouroscope.python.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.ouroscope.capture.Capture;
import io.ouroscope.capture.CaptureRequest;
import io.ouroscope.memory.Memory;
import io.ouroscope.memory.Region;
import io.ouroscope.memory.SegmentedMemory;
import io.ouroscope.progress.Progress;
import io.ouroscope.python.decode.PyType;
import io.ouroscope.python.decode.TypeName;
import io.ouroscope.python.raw.TypeStructs;
import io.ouroscope.snapshot.Snapshot;
import io.ouroscope.testing.Interpreters;
import io.ouroscope.testing.Interpreters.Interpreter;
import io.ouroscope.testing.LivePython;
import io.ouroscope.testing.Requirements;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Objects;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A live interpreter's static types, seen once with their names and once without all memory that is not writable, as
/// in the kernel's cores: what is named there must be named so here.
final class TypeNamerIT {
    private static final String EVERYTHING = """
            import _asyncio, _bisect, _collections, _ctypes, _datetime, _decimal, _elementtree, _functools, _heapq, _io
            import _json, _operator, _pickle, _queue, _random, _socket, _sqlite3, _sre, _ssl, _struct, _thread, _weakref
            import array, asyncio, collections, contextvars, ctypes, dataclasses, datetime, decimal, enum, fractions
            import functools, itertools, json, logging, mmap, operator, pathlib, pickle, queue, re, select, socket
            import sqlite3, ssl, struct, subprocess, threading, types, typing, unicodedata, uuid, weakref, zlib
            import time
            print("READY")
            time.sleep(600)
            """;

    static Iterable<Interpreter> interpreters() {
        return Interpreters.present();
    }

    @ParameterizedTest
    @MethodSource("interpreters")
    void staticTypesAreNamedWithoutReadOnlyDataAndNeverWrongly(Interpreter python, @TempDir Path directory)
            throws Exception {
        Requirements.needCapture();
        Path core = directory.resolve("types.core");
        try (LivePython live = LivePython.start(python.path(), directory, EVERYTHING)) {
            live.awaitLine("READY");
            Capture.capture(new CaptureRequest(live.pid(), core), Progress.NONE);
        }
        try (Snapshot snapshot = Snapshot.open(core)) {
            PythonProcess full = Discovery.discover(snapshot.memory(), Hints.NONE, Progress.NONE);
            PythonProcess poor = Discovery.discover(writableOnly(snapshot.memory()), Hints.NONE, Progress.NONE);
            var wrong = new ArrayList<String>();
            var without = new ArrayList<String>();
            int named = 0;
            for (PyType type : full.heap().types()) {
                if ((type.flags() & TypeStructs.READY) == 0) {
                    // Before its first use a static type has nothing but its name to be known by.
                    continue;
                }
                PyType told = Objects.requireNonNull(poor.heap().type(type.address()), type.name());
                TypeName name = told.toldName();
                if (!type.isHeapType() && name != null) {
                    named++;
                    if (!name.name().equals(type.typeName())) {
                        wrong.add(type.typeName() + " is called " + name);
                    }
                } else if (!type.isHeapType()) {
                    without.add(type.typeName());
                } else if (!told.name().equals(type.name())) {
                    wrong.add(type.name() + " is called " + told.name());
                }
            }
            assertThat(wrong).isEmpty();
            assertThat(named).isGreaterThan(190);
            assertThat(without.size()).as("without a name: " + without).isLessThan(named / 12);
        }
    }

    private static Memory writableOnly(Memory memory) {
        return new SegmentedMemory(
                memory.regions().stream().filter(Region::writable).toList());
    }
}
