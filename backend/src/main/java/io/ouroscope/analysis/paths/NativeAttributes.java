package io.ouroscope.analysis.paths;

import static java.util.Map.entry;

import io.ouroscope.python.decode.EdgeClass;
import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.decode.PyType;
import io.ouroscope.python.decode.ReferenceSink;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What Python calls the fields of types that are written in C, where their C names differ.
///
/// From the `PyMemberDef` and `PyGetSetDef` tables of CPython 3.8 to 3.15; only those that return the very object that
/// the field holds.
final class NativeAttributes {
    /// By type, then by Python's name: the label under which the type's decoder reports the field.
    private static final Map<String, Map<String, String>> TYPES = Map.ofEntries(
            entry(
                    "function",
                    Map.ofEntries(
                            entry("__code__", "code"),
                            entry("__defaults__", "defaults"),
                            entry("__kwdefaults__", "kwdefaults"),
                            entry("__closure__", "__closure__"),
                            entry("__globals__", "__globals__"),
                            entry("__builtins__", "__builtins__"),
                            entry("__module__", "module"),
                            entry("__name__", "name"),
                            entry("__qualname__", "qualname"),
                            entry("__doc__", "doc"))),
            entry("method", Map.of("__func__", "__func__", "__self__", "__self__")),
            entry("builtin_function_or_method", Map.of("__self__", "self", "__module__", "module")),
            entry("method-wrapper", Map.of("__self__", "self")),
            entry("cell", Map.of("cell_contents", "cell_contents")),
            entry("property", Map.of("fget", "get", "fset", "set", "fdel", "del", "__doc__", "doc")),
            entry("staticmethod", Map.of("__func__", "callable")),
            entry("classmethod", Map.of("__func__", "callable")),
            entry("functools.partial", Map.of("func", "fn", "args", "args", "keywords", "kw")),
            entry(
                    "code",
                    Map.of(
                            "co_consts", "co_consts",
                            "co_names", "co_names",
                            "co_filename", "co_filename",
                            "co_name", "co_name",
                            "co_qualname", "co_qualname",
                            "co_linetable", "co_linetable",
                            "co_exceptiontable", "co_exceptiontable")),
            entry(
                    "coroutine",
                    Map.of("__name__", "name", "__qualname__", "qualname", "cr_code", "code", "cr_frame", "frame")),
            entry(
                    "generator",
                    Map.of("__name__", "name", "__qualname__", "qualname", "gi_code", "code", "gi_frame", "frame")),
            entry(
                    "async_generator",
                    Map.of("__name__", "name", "__qualname__", "qualname", "ag_code", "code", "ag_frame", "frame")),
            entry("frame", Map.of("f_trace", "f_trace")),
            entry("traceback", Map.of("tb_frame", "frame", "tb_next", "next")),
            entry("slice", Map.of("start", "start", "stop", "stop", "step", "step")),
            entry("_asyncio.Future", Map.of("_loop", "loop", "_result", "result", "_exception", "exception")),
            entry(
                    "_asyncio.Task",
                    Map.of(
                            "_loop", "loop",
                            "_result", "result",
                            "_exception", "exception",
                            "_coro", "coro",
                            "_fut_waiter", "fut_waiter")),
            entry("collections.defaultdict", Map.of("default_factory", "default_factory")),
            entry(
                    "types.GenericAlias",
                    Map.of("__origin__", "origin", "__args__", "args", "__parameters__", "parameters")),
            entry("getset_descriptor", Map.of("__objclass__", "type", "__name__", "name")),
            entry("member_descriptor", Map.of("__objclass__", "type", "__name__", "name")),
            entry("method_descriptor", Map.of("__objclass__", "type", "__name__", "name")),
            entry("wrapper_descriptor", Map.of("__objclass__", "type", "__name__", "name")),
            entry("re.Pattern", Map.of("pattern", "pattern")),
            entry("_io.TextIOWrapper", Map.of("buffer", "buffer")),
            entry("_io.BufferedReader", Map.of("raw", "raw")),
            entry("_io.BufferedWriter", Map.of("raw", "raw")),
            entry("_io.BufferedRandom", Map.of("raw", "raw")),
            entry("type", Map.of("__base__", "base", "__bases__", "bases", "__mro__", "mro")));

    private static final Map<String, String> EXCEPTION = Map.of(
            "args", "args",
            "__traceback__", "traceback",
            "__context__", "context",
            "__cause__", "cause");

    private final Heap heap;

    NativeAttributes(Heap heap) {
        this.heap = heap;
    }

    /// The object in the field that Python calls `name`, 0 if it is not known or empty.
    long get(long object, PyType type, String name) {
        String label = names(type).get(name);
        if (label == null) {
            return 0;
        }
        long[] found = {0};
        heap.references(object, new ReferenceSink() {
            @Override
            public void reference(long target, EdgeClass edge) {}

            @Override
            public boolean wantsItems() {
                return false;
            }

            @Override
            public void field(String field, long target) {
                if (found[0] == 0 && field.equals(label)) {
                    found[0] = target;
                }
            }

            @Override
            public void closure(String field, long target) {
                field(field, target);
            }

            @Override
            public void globals(String field, long target) {
                field(field, target);
            }
        });
        return found[0];
    }

    /// What Python calls the field with this label, null if nothing.
    @Nullable
    String nameOf(PyType type, String label) {
        for (Map.Entry<String, String> each : names(type).entrySet()) {
            if (each.getValue().equals(label)) {
                return each.getKey();
            }
        }
        return null;
    }

    /// All of the type's names.
    Map<String, String> names(PyType type) {
        if (type.isSubtypeOf("BaseException")) {
            return EXCEPTION;
        }
        return TYPES.getOrDefault(type.isMetatype() ? "type" : type.decodedBy().typeName(), Map.of());
    }
}
