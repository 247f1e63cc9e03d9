package io.ouroscope.python.runtime;

import io.ouroscope.memory.Memory;
import io.ouroscope.memory.UnreadableAddressException;
import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.layout.DebugOffsets;
import io.ouroscope.python.layout.Layout;
import io.ouroscope.python.layout.StructLayout;
import it.unimi.dsi.fastutil.longs.Long2LongOpenHashMap;
import it.unimi.dsi.fastutil.longs.Long2ObjectLinkedOpenHashMap;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import it.unimi.dsi.fastutil.longs.LongCollection;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import it.unimi.dsi.fastutil.longs.LongSet;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds the interpreter states without symbols.
///
/// A module `sys` leads to the dict that is its namespace and to `sys.modules`. Both, and the namespace of `builtins`,
/// are fields of the interpreter state, so a word that points to the one with the other beside it lies in one, if a
/// thread state that this interpreter state points to points back. The offset is then certain, even where a patch
/// release moved it. Interpreters without threads are found by the same words, and by the list of interpreters.
public final class RuntimeFinder {
    /// How far a patch release may have moved fields against the measured build, in bytes.
    private static final int FARTHEST_MODULES = 1024;

    private static final int FARTHEST_THREADS = 128;
    private static final int MOST_INTERPRETERS = 1 << 16;
    /// Words that are tried; a sound process has some ten for each interpreter.
    private static final int MOST_WORDS = 1 << 16;

    private final Heap heap;
    private final Memory memory;
    private final StructLayout struct;
    private final InterpreterReader reader;
    private final int sysDictOffset;
    private final int builtinsOffset;
    private final int modulesOffset;
    private final int headOffset;
    private final int moduleDictOffset;
    private final List<String> evidence = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    /// What a module `sys` says: the namespace of `sys` and `sys.modules`.
    private final Long2LongOpenHashMap modulesOfSysDict = new Long2LongOpenHashMap();

    private RuntimeFinder(Heap heap) {
        this.heap = heap;
        memory = heap.memory();
        Layout layout = heap.layout();
        struct = layout.struct("PyInterpreterState");
        reader = new InterpreterReader(heap);
        sysDictOffset = struct.offset("sysdict");
        builtinsOffset = struct.offset("builtins");
        modulesOffset = struct.offset("modules", struct.offset("imports.modules", -1));
        headOffset = struct.offset("threads.head", struct.offset("tstate_head", -1));
        moduleDictOffset = layout.offset("PyModuleObject", "md_dict");
    }

    /// @param modules addresses of all module objects
    public static PythonRuntime find(Heap heap, LongCollection modules, WordSearch search) {
        return new RuntimeFinder(heap).find(modules, search);
    }

    private PythonRuntime find(LongCollection modules, WordSearch search) {
        modules.forEach(module -> readSys(module));
        if (modulesOfSysDict.isEmpty()) {
            problems.add("No interpreter state was found: there is no module sys with a dict of modules.");
            return new PythonRuntime(0, List.of(), List.of(), problems);
        }
        LongArrayList words = search.values("Finding interpreters", modulesOfSysDict.keySet());
        if (words.size() > MOST_WORDS) {
            problems.add("Of " + words.size() + " words that may lie in an interpreter state " + MOST_WORDS
                    + " were tried.");
            words.size(MOST_WORDS);
        }
        var found = new Long2ObjectLinkedOpenHashMap<InterpreterFields>();
        InterpreterFields first = findWithThreads(words, found);
        if (first == null) {
            problems.add("No interpreter state was found: " + words.size()
                    + " words point to a namespace of sys, but none lies in a struct whose thread states point back.");
            return new PythonRuntime(0, List.of(), List.of(), problems);
        }
        long runtime = runtime(found.keySet(), search);
        if (runtime != 0) {
            evidence.add("_PyRuntime is at 0x" + Long.toHexString(runtime) + ": interpreters and its own list agree.");
            StructLayout state = heap.layout().struct("_PyRuntimeState");
            followList(memory.getLong(runtime + state.offset("interpreters.head")), first, found);
        }
        for (long interpreter : new LongArrayList(found.keySet())) {
            followList(next(at(interpreter, first)), first, found);
        }
        findWithoutThreads(words, first, found);
        return new PythonRuntime(
                runtime,
                reader.read(List.copyOf(found.values()), runtime, evidence, problems),
                List.copyOf(evidence),
                List.copyOf(problems));
    }

    /// Notes what a module says if it is called `sys`.
    private void readSys(long module) {
        try {
            long dict = memory.getLong(module + moduleDictOffset);
            var entries = new SysEntries();
            if (heap.structs().isObject(dict) && heap.structs().dicts.isValid(dict)) {
                heap.structs().dicts.visit(dict, 0, Long.MAX_VALUE, entries::entry);
            }
            if (entries.named && entries.modules != 0 && modulesOfSysDict.size() < MOST_INTERPRETERS) {
                modulesOfSysDict.put(dict, entries.modules);
            }
        } catch (UnreadableAddressException e) {
            // A torn module cannot lead anywhere.
        }
    }

    private final class SysEntries {
        private boolean named;
        private long modules;

        boolean entry(long index, long key, long value) {
            String name = heap.text(key, 16);
            if ("__name__".equals(name)) {
                named = "sys".equals(heap.text(value, 16));
                return named;
            }
            if ("modules".equals(name) && heap.structs().isObject(value)) {
                modules = value;
            }
            return !named || modules == 0;
        }
    }

    private @Nullable InterpreterFields findWithThreads(
            LongArrayList words, Long2ObjectLinkedOpenHashMap<InterpreterFields> found) {
        InterpreterFields first = null;
        for (long word : words) {
            long atMeasured = word - sysDictOffset;
            if (!hasModulesBeside(word)) {
                continue;
            }
            for (int i = 0; i <= 2 * FARTHEST_MODULES / Long.BYTES; i++) {
                int moduleShift = (i % 2 == 0 ? 1 : -1) * (i + 1) / 2 * Long.BYTES;
                InterpreterFields fields = withThreads(atMeasured - moduleShift, moduleShift);
                if (fields != null) {
                    found.put(fields.interpreter(), fields);
                    evidence.add(sentence(fields));
                    first = first == null ? fields : first;
                    break;
                }
            }
        }
        return first;
    }

    /// Whether the words that belong beside a pointer to the namespace of `sys` are `sys.modules` and a dict.
    private boolean hasModulesBeside(long word) {
        long start = word - sysDictOffset;
        return memory.isReadable(start + modulesOffset, Long.BYTES)
                && memory.isReadable(start + builtinsOffset, Long.BYTES)
                && memory.getLong(start + modulesOffset) == modulesOfSysDict.get(memory.getLong(word))
                && heap.structs().isObject(memory.getLong(start + builtinsOffset));
    }

    private @Nullable InterpreterFields withThreads(long interpreter, int moduleShift) {
        for (int i = 0; i <= 2 * FARTHEST_THREADS / Long.BYTES; i++) {
            int shift = (i % 2 == 0 ? 1 : -1) * (i + 1) / 2 * Long.BYTES;
            long at = interpreter + headOffset + shift;
            if (headOffset + shift >= 0
                    && memory.isReadable(at, Long.BYTES)
                    && reader.threads.belongsTo(memory.getLong(at), interpreter)) {
                return new InterpreterFields(interpreter, struct, shift, moduleShift);
            }
        }
        return null;
    }

    private static String sentence(InterpreterFields fields) {
        String moved = fields.threadShift() == 0 && fields.moduleShift() == 0
                ? ""
                : "; its fields lie " + fields.moduleShift() + " (modules) and " + fields.threadShift()
                        + " (threads) bytes from where the measured build has them";
        return "The interpreter state at 0x" + Long.toHexString(fields.interpreter())
                + " has sys.modules and a thread state that points back" + moved + ".";
    }

    private void findWithoutThreads(
            LongArrayList words, InterpreterFields like, Long2ObjectLinkedOpenHashMap<InterpreterFields> found) {
        for (long word : words) {
            long interpreter = word - sysDictOffset - like.moduleShift();
            long head = interpreter + headOffset + like.threadShift();
            if (!found.containsKey(interpreter)
                    && hasModulesBeside(word)
                    && memory.isReadable(head, Long.BYTES)
                    && memory.getLong(head) == 0
                    && isListed(interpreter, like, found.keySet())) {
                found.put(interpreter, at(interpreter, like));
                evidence.add("The interpreter state at 0x" + Long.toHexString(interpreter)
                        + " has sys.modules and no threads.");
            }
        }
    }

    /// Whether one that is found has it as its next, or it one that is found.
    private boolean isListed(long interpreter, InterpreterFields like, LongSet found) {
        if (found.contains(next(at(interpreter, like)))) {
            return true;
        }
        for (long other : found) {
            if (next(at(other, like)) == interpreter) {
                return true;
            }
        }
        return false;
    }

    /// Interpreters that the list has and no module `sys` led to, one that is being made for example.
    private void followList(long start, InterpreterFields like, Long2ObjectLinkedOpenHashMap<InterpreterFields> found) {
        var seen = new LongOpenHashSet();
        for (long interpreter = start; interpreter != 0; interpreter = next(at(interpreter, like))) {
            if (!seen.add(interpreter) || seen.size() > MOST_INTERPRETERS || !canBe(interpreter, like)) {
                problems.add("The list of interpreters breaks at 0x" + Long.toHexString(interpreter) + ".");
                return;
            }
            if (!found.containsKey(interpreter)) {
                found.put(interpreter, at(interpreter, like));
                evidence.add("The interpreter state at 0x" + Long.toHexString(interpreter)
                        + " is in the list of interpreters.");
            }
        }
    }

    private boolean canBe(long interpreter, InterpreterFields like) {
        if ((interpreter & 7) != 0 || !memory.isReadable(interpreter, struct.sizeBytes())) {
            return false;
        }
        long head = memory.getLong(interpreter + headOffset + like.threadShift());
        return head == 0 || reader.threads.belongsTo(head, interpreter);
    }

    private InterpreterFields at(long interpreter, InterpreterFields like) {
        return new InterpreterFields(interpreter, struct, like.threadShift(), like.moduleShift());
    }

    private long next(InterpreterFields fields) {
        long address = fields.address("next");
        return memory.isReadable(address, Long.BYTES) ? memory.getLong(address) : 0;
    }

    /// The address of `_PyRuntime`: interpreters point to it since 3.9; before, a word that points to an interpreter
    /// lies in it if what stands around is right.
    private long runtime(LongSet interpreters, WordSearch search) {
        StructLayout layout = heap.layout().struct("_PyRuntimeState");
        int headInRuntime = layout.offset("interpreters.head");
        if (struct.has("runtime")) {
            for (long interpreter : interpreters) {
                for (int shift = -FARTHEST_THREADS; shift <= FARTHEST_THREADS; shift += Long.BYTES) {
                    long at = interpreter + struct.offset("runtime") + shift;
                    long runtime = memory.isReadable(at, Long.BYTES) ? memory.getLong(at) : 0;
                    if (isRuntime(runtime, headInRuntime, layout, interpreters)) {
                        return runtime;
                    }
                }
            }
            return 0;
        }
        for (long word : search.values("Finding the runtime", new LongOpenHashSet(interpreters))) {
            if (isRuntime(word - headInRuntime, headInRuntime, layout, interpreters)) {
                return word - headInRuntime;
            }
        }
        return 0;
    }

    /// Since 3.13 it begins with a cookie; before, two more fields must name an interpreter.
    private boolean isRuntime(long runtime, int headInRuntime, StructLayout layout, LongSet interpreters) {
        if ((runtime & 7) != 0
                || !memory.isReadable(runtime, layout.sizeBytes())
                || !memory.isReadable(memory.getLong(runtime + headInRuntime), struct.sizeBytes())) {
            return false;
        }
        if (layout.has("debug_offsets")) {
            return memory.getLong(runtime) == DebugOffsets.COOKIE;
        }
        return interpreters.contains(memory.getLong(runtime + layout.offset("interpreters.main")))
                && interpreters.contains(memory.getLong(runtime + layout.offset("gilstate.autoInterpreterState")));
    }
}
