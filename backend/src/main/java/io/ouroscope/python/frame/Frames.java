package io.ouroscope.python.frame;

import io.ouroscope.memory.UnreadableAddressException;
import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.decode.PyType;
import io.ouroscope.python.raw.FrameChain;
import io.ouroscope.python.raw.GeneratorState;
import io.ouroscope.python.raw.Structs;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Reads frames of threads, generators, coroutines and frame objects. Faults give null or empty answers.
public final class Frames {
    private static final int LONGEST_NAME = 1024;
    /// Names of a class body or of code run by `exec` that are listed.
    private static final int MOST_NAMES = 10_000;

    private final Heap heap;
    private final Structs structs;
    private final int frameOfObject;
    private final int cellContents;
    private final FrameChain chain;

    public Frames(Heap heap) {
        this.heap = heap;
        structs = heap.structs();
        frameOfObject = structs.layout.struct("PyFrameObject").offset("f_frame", -1);
        chain = new FrameChain(structs);
        cellContents = structs.layout.offset("PyCellObject", "ob_ref");
    }

    /// Whether the object has a generator's frame: generator, coroutine, async generator.
    public boolean isGeneratorLike(long object) {
        PyType type = heap.typeOf(object);
        return type != null
                && (type.isSubtypeOf("coroutine")
                        || type.isSubtypeOf("generator")
                        || type.isSubtypeOf("async_generator"));
    }

    /// The frame of a generator or coroutine, null if it has finished or cannot be read.
    public @Nullable Frame suspended(long generator) {
        try {
            if (!isGeneratorLike(generator)) {
                return null;
            }
            long frame = structs.generators.frame(generator);
            return frame == 0 ? null : read(frame);
        } catch (UnreadableAddressException e) {
            return null;
        }
    }

    /// The frame behind a frame object, null if it cannot be read.
    public @Nullable Frame ofFrameObject(long frameObject) {
        try {
            PyType type = heap.typeOf(frameObject);
            if (type == null || !type.isSubtypeOf("frame")) {
                return null;
            }
            return read(frameOfObject < 0 ? frameObject : structs.memory.getLong(frameObject + frameOfObject));
        } catch (UnreadableAddressException e) {
            return null;
        }
    }

    /// Address of the frame struct behind a frame object, 0 if it cannot be read.
    public long structOf(long frameObject) {
        try {
            return frameOfObject < 0 ? frameObject : structs.memory.getLong(frameObject + frameOfObject);
        } catch (UnreadableAddressException e) {
            return 0;
        }
    }

    public GeneratorState state(long generator) {
        try {
            return structs.generators.state(generator);
        } catch (UnreadableAddressException e) {
            return GeneratorState.FINISHED;
        }
    }

    /// What a suspended generator or coroutine awaits, 0 if nothing.
    public long awaited(long generator) {
        try {
            return isGeneratorLike(generator) ? structs.generators.awaited(generator) : 0;
        } catch (UnreadableAddressException e) {
            return 0;
        }
    }

    /// Qualified name of a generator or coroutine, empty if it cannot be read.
    public String qualname(long generator) {
        try {
            return isGeneratorLike(generator) ? text(structs.generators.qualname(generator)) : "";
        } catch (UnreadableAddressException e) {
            return "";
        }
    }

    /// The current line of a suspended generator without its locals, for lists; 0 if unknown.
    public int line(long generator) {
        try {
            long frame = isGeneratorLike(generator) ? structs.generators.frame(generator) : 0;
            return frame == 0 ? 0 : structs.frames.line(frame);
        } catch (UnreadableAddressException e) {
            return 0;
        }
    }

    /// The file of a generator's code, empty if unknown.
    public String file(long generator) {
        try {
            long code = isGeneratorLike(generator) ? structs.generators.code(generator) : 0;
            return code != 0 && structs.isObject(code) ? text(structs.code.file(code)) : "";
        } catch (UnreadableAddressException e) {
            return "";
        }
    }

    /// The stack that begins with the frame struct at `innermost`.
    ///
    /// @param chunk address of the thread's current piece of data stack, 0 if unknown
    /// @param from how many of the innermost frames are left out
    /// @param most how many are listed at most
    public PythonStack stack(long innermost, long chunk, int from, int most) {
        var listed = new ArrayList<StackFrame>();
        var names = new HashMap<Long, StackFrame>();
        int[] count = {0};
        String problem = chain.walk(innermost, chunk, (frame, sound) -> {
            int index = count[0]++;
            if (index >= from && index - from < most) {
                listed.add(stackFrame(frame, sound, names));
            }
            return true;
        });
        return new PythonStack(listed, count[0], problem == null ? "" : problem);
    }

    /// Visits all frames of a stack, which may be a million, in one walk.
    ///
    /// @return why it is not whole, empty if it is
    public String visitStack(long innermost, long chunk, Consumer<StackFrame> visitor) {
        var names = new HashMap<Long, StackFrame>();
        String problem = chain.walk(innermost, chunk, (frame, sound) -> {
            visitor.accept(stackFrame(frame, sound, names));
            return true;
        });
        return problem == null ? "" : problem;
    }

    private StackFrame stackFrame(long frame, boolean sound, Map<Long, StackFrame> names) {
        return sound ? stackFrame(frame, names) : StackFrame.broken(frame, "its code cannot be read");
    }

    /// A deep recursion has the same code over and over: its names are read once.
    private StackFrame stackFrame(long frame, Map<Long, StackFrame> names) {
        try {
            long code = structs.frames.code(frame);
            StackFrame known = names.computeIfAbsent(
                    code,
                    address -> new StackFrame(
                            0,
                            code,
                            text(structs.code.name(code)),
                            text(structs.code.qualname(code)),
                            text(structs.code.file(code)),
                            0,
                            ""));
            return new StackFrame(
                    frame, code, known.function(), known.qualname(), known.file(), structs.frames.line(frame), "");
        } catch (UnreadableAddressException e) {
            return StackFrame.broken(frame, String.valueOf(e.getMessage()));
        }
    }

    /// The frame at this address with its variables, null if it cannot be read. The address is trusted
    /// to be a frame's.
    public @Nullable Frame at(long frame) {
        try {
            return structs.frames.isReadable(frame) ? read(frame) : null;
        } catch (UnreadableAddressException e) {
            return null;
        }
    }

    /// What a frame computes with.
    public ValueStack values(long frame) {
        try {
            if (!structs.frames.isReadable(frame) || !structs.code.isReadable(structs.frames.code(frame))) {
                return ValueStack.NONE;
            }
            int locals = structs.code.slotCount(structs.frames.code(frame));
            int depth = structs.frames.stackDepth(frame);
            int slots = depth < 0 ? structs.frames.stackSize(frame) : depth;
            var values = new ArrayList<ValueStack.Value>();
            for (int i = 0; i < slots; i++) {
                long value = structs.frames.slot(frame, locals + i);
                if (structs.isObject(value)) {
                    values.add(new ValueStack.Value(i, value));
                }
            }
            return new ValueStack(values, depth >= 0);
        } catch (UnreadableAddressException e) {
            return ValueStack.NONE;
        }
    }

    /// Names of the variables that a function's closure holds, in the closure's order.
    public List<String> freeVariableNames(long code) {
        var names = new ArrayList<String>();
        try {
            int slots = structs.code.slotCount(code);
            for (int i = 0; i < slots; i++) {
                if (structs.code.isFree(code, i)) {
                    names.add(text(structs.code.slotName(code, i)));
                }
            }
        } catch (UnreadableAddressException e) {
            return names;
        }
        return names;
    }

    /// A frame struct by its address.
    private @Nullable Frame read(long frame) {
        long code = structs.frames.code(frame);
        if (!structs.isObject(code) || !structs.code.isReadable(code)) {
            return null;
        }
        return new Frame(
                code,
                text(structs.code.name(code)),
                text(structs.code.qualname(code)),
                text(structs.code.file(code)),
                structs.frames.line(frame),
                locals(frame, code));
    }

    /// As `frame.f_locals` has them: in functions the bound slots, in class bodies and code run by
    /// `exec` the entries of its mapping; none of a module, whose variables are its globals.
    private List<Frame.Local> locals(long frame, long code) {
        var locals = new ArrayList<Frame.Local>();
        boolean function = structs.code.isFunction(code);
        if (!function) {
            namespace(frame, locals);
        }
        int slots = structs.code.slotCount(code);
        for (int i = 0; i < slots; i++) {
            long value = structs.frames.slot(frame, i);
            boolean hidden = structs.code.isHidden(code, i);
            boolean cell = structs.code.isCell(code, i) && isCell(value);
            if (cell) {
                value = structs.memory.getLong(value + cellContents);
            }
            if (function ? !hidden || value != 0 : hidden && value != 0) {
                String name = text(structs.code.slotName(code, i));
                locals.add(new Frame.Local(name, structs.isObject(value) ? value : 0, cell));
            }
        }
        return locals;
    }

    private void namespace(long frame, List<Frame.Local> locals) {
        long mapping = structs.frames.locals(frame);
        if (mapping == 0 || mapping == structs.frames.globals(frame)) {
            return;
        }
        heap.items(mapping, 0, MOST_NAMES, (index, key, value) -> {
            String name = heap.text(key, LONGEST_NAME);
            if (name != null) {
                locals.add(new Frame.Local(name, structs.isObject(value) ? value : 0, false));
            }
            return true;
        });
    }

    private boolean isCell(long value) {
        PyType type = heap.typeOf(value);
        return type != null && type.isSubtypeOf("cell");
    }

    private String text(long str) {
        String text = heap.text(str, LONGEST_NAME);
        return text == null ? "?" : text;
    }
}
