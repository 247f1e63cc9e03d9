package io.ouroscope.python.layout;

import io.ouroscope.memory.Memory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// `_Py_DebugOffsets`, the interpreter's own account of its layout (3.13+), read from the snapshot.
///
/// Where it and our table both speak, it wins. It lies at the start of `_PyRuntime`: a cookie, the version in hex,
/// the build flavour, then groups of 64-bit offsets.
///
/// @param address of the cookie
public record DebugOffsets(long address, PythonVersion version) {
    /// The bytes `xdebugpy`, as a little-endian word.
    public static final long COOKIE = 0x7970677562656478L;

    private static final int OLDEST_MINOR = 13;
    private static final int NEWEST_MINOR = 40;
    /// An offset beyond this is no offset: PyInterpreterState has some 400 KiB.
    private static final long LARGEST_OFFSET = 4L << 20;

    /// What we read of it: field of `_Py_DebugOffsets`, our struct, our field.
    private record Entry(String offset, String struct, String field) {}

    private static final List<Entry> ENTRIES = List.of(
            new Entry("runtime_state.interpreters_head", "_PyRuntimeState", "interpreters.head"),
            new Entry("interpreter_state.id", "PyInterpreterState", "id"),
            new Entry("interpreter_state.next", "PyInterpreterState", "next"),
            new Entry("interpreter_state.threads_head", "PyInterpreterState", "threads.head"),
            new Entry("interpreter_state.gc", "PyInterpreterState", "gc"),
            new Entry("interpreter_state.imports_modules", "PyInterpreterState", "imports.modules"),
            new Entry("interpreter_state.sysdict", "PyInterpreterState", "sysdict"),
            new Entry("interpreter_state.builtins", "PyInterpreterState", "builtins"),
            new Entry("interpreter_state.ceval_gil", "PyInterpreterState", "ceval.gil"),
            new Entry("thread_state.prev", "PyThreadState", "prev"),
            new Entry("thread_state.next", "PyThreadState", "next"),
            new Entry("thread_state.interp", "PyThreadState", "interp"),
            new Entry("thread_state.current_frame", "PyThreadState", "current_frame"),
            new Entry("thread_state.thread_id", "PyThreadState", "thread_id"),
            new Entry("thread_state.native_thread_id", "PyThreadState", "native_thread_id"),
            new Entry("thread_state.datastack_chunk", "PyThreadState", "datastack_chunk"),
            new Entry("interpreter_frame.previous", "_PyInterpreterFrame", "previous"),
            new Entry("interpreter_frame.executable", "_PyInterpreterFrame", "f_executable"),
            new Entry("interpreter_frame.instr_ptr", "_PyInterpreterFrame", "instr_ptr"),
            new Entry("interpreter_frame.localsplus", "_PyInterpreterFrame", "localsplus"),
            new Entry("interpreter_frame.owner", "_PyInterpreterFrame", "owner"),
            new Entry("interpreter_frame.stackpointer", "_PyInterpreterFrame", "stackpointer"),
            new Entry("code_object.filename", "PyCodeObject", "co_filename"),
            new Entry("code_object.name", "PyCodeObject", "co_name"),
            new Entry("code_object.qualname", "PyCodeObject", "co_qualname"),
            new Entry("code_object.linetable", "PyCodeObject", "co_linetable"),
            new Entry("code_object.firstlineno", "PyCodeObject", "co_firstlineno"),
            new Entry("code_object.localsplusnames", "PyCodeObject", "co_localsplusnames"),
            new Entry("code_object.localspluskinds", "PyCodeObject", "co_localspluskinds"),
            new Entry("code_object.co_code_adaptive", "PyCodeObject", "co_code_adaptive"),
            new Entry("pyobject.ob_type", "PyObject", "ob_type"),
            new Entry("type_object.tp_name", "PyTypeObject", "tp_name"),
            new Entry("type_object.tp_flags", "PyTypeObject", "tp_flags"),
            new Entry("tuple_object.ob_item", "PyTupleObject", "ob_item"),
            new Entry("tuple_object.ob_size", "PyVarObject", "ob_size"),
            new Entry("list_object.ob_item", "PyListObject", "ob_item"),
            new Entry("set_object.used", "PySetObject", "used"),
            new Entry("set_object.table", "PySetObject", "table"),
            new Entry("set_object.mask", "PySetObject", "mask"),
            new Entry("dict_object.ma_keys", "PyDictObject", "ma_keys"),
            new Entry("dict_object.ma_values", "PyDictObject", "ma_values"),
            new Entry("float_object.ob_fval", "PyFloatObject", "ob_fval"),
            new Entry("long_object.lv_tag", "PyLongObject", "long_value.lv_tag"),
            new Entry("long_object.ob_digit", "PyLongObject", "long_value.ob_digit"),
            new Entry("bytes_object.ob_sval", "PyBytesObject", "ob_sval"),
            new Entry("unicode_object.length", "PyASCIIObject", "length"),
            new Entry("gen_object.gi_name", "PyGenObject", "gi_name"),
            new Entry("gen_object.gi_iframe", "PyGenObject", "gi_iframe"),
            new Entry("gen_object.gi_frame_state", "PyGenObject", "gi_frame_state"));

    /// Fields from the beginning, the middle and the end that no version has moved.
    private static final Set<String> ANCHORS = Set.of(
            "thread_state.interp",
            "pyobject.ob_type",
            "type_object.tp_name",
            "type_object.tp_flags",
            "list_object.ob_item",
            "dict_object.ma_keys",
            "float_object.ob_fval",
            "unicode_object.length");

    /// What stands at a cookie, if its version is sane; the cookie's bytes also occur elsewhere.
    public static Optional<DebugOffsets> read(Memory memory, long cookie) {
        if (!memory.isReadable(cookie, 24)) {
            return Optional.empty();
        }
        long hex = memory.getLong(cookie + 8);
        long free = memory.getLong(cookie + 16);
        if (hex >>> 32 != 0 || free < 0 || free > 1) {
            return Optional.empty();
        }
        PythonVersion version = PythonVersion.ofHex(hex, free == 1);
        return version.major() == 3 && version.minor() >= OLDEST_MINOR && version.minor() <= NEWEST_MINOR
                ? Optional.of(new DebugOffsets(cookie, version))
                : Optional.empty();
    }

    /// Whether what stands there can be read with the table of another version: the offsets that have been the same in
    /// all versions are where they should be.
    public boolean isReadableWith(Memory memory, Layout table) {
        StructLayout offsets = table.struct("_Py_DebugOffsets");
        return ENTRIES.stream()
                .filter(entry -> ANCHORS.contains(entry.offset()) && offsets.has(entry.offset()))
                .allMatch(entry -> {
                    long at = address + offsets.offset(entry.offset());
                    return memory.isReadable(at, Long.BYTES)
                            && memory.getLong(at) == table.offset(entry.struct(), entry.field());
                });
    }

    /// The table with the snapshot's own offsets in place of differing ones; each difference adds a line of
    /// evidence.
    public Layout applyTo(Memory memory, Layout table, List<String> evidence) {
        Map<Entry, Long> different = differences(memory, table);
        if (different.isEmpty()) {
            evidence.add("All its offsets agree with the layout of " + table.key() + ".");
            return table;
        }
        var changes = new HashMap<String, Map<String, Integer>>();
        different.forEach((entry, offset) -> {
            changes.computeIfAbsent(entry.struct(), key -> new HashMap<>()).put(entry.field(), offset.intValue());
            evidence.add(entry.struct() + "." + entry.field() + " is at " + offset + ", not at "
                    + table.offset(entry.struct(), entry.field()) + " as in " + table.key() + ".");
        });
        return table.with(changes);
    }

    private Map<Entry, Long> differences(Memory memory, Layout table) {
        var different = new HashMap<Entry, Long>();
        if (!table.has("_Py_DebugOffsets")) {
            return different;
        }
        StructLayout offsets = table.struct("_Py_DebugOffsets");
        for (Entry entry : ENTRIES) {
            if (!offsets.has(entry.offset())
                    || !table.has(entry.struct())
                    || !table.struct(entry.struct()).has(entry.field())) {
                continue;
            }
            long at = address + offsets.offset(entry.offset());
            if (!memory.isReadable(at, 8)) {
                continue;
            }
            long value = memory.getLong(at);
            // Zero stands for a field that the build does not have.
            if (value != table.offset(entry.struct(), entry.field()) && value > 0 && value < LARGEST_OFFSET) {
                different.put(entry, value);
            }
        }
        return different;
    }
}
