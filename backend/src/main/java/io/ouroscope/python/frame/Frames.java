package io.ouroscope.python.frame;

import io.ouroscope.memory.UnreadableAddressException;
import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.decode.PyType;
import io.ouroscope.python.raw.GeneratorState;
import io.ouroscope.python.raw.Structs;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads frames of generators, coroutines and frame objects. Faults give null or empty answers.
public final class Frames {
    private static final int LONGEST_NAME = 1024;

    private final Heap heap;
    private final Structs structs;
    private final int frameOfObject;
    private final int cellContents;

    public Frames(Heap heap) {
        this.heap = heap;
        structs = heap.structs();
        frameOfObject = structs.layout.struct("PyFrameObject").offset("f_frame", -1);
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

    private List<Frame.Local> locals(long frame, long code) {
        int slots = structs.code.slotCount(code);
        var locals = new ArrayList<Frame.Local>();
        for (int i = 0; i < slots; i++) {
            long value = structs.frames.slot(frame, i);
            boolean hidden = structs.code.isHidden(code, i);
            boolean cell = structs.code.isCell(code, i) && isCell(value);
            if (cell) {
                value = structs.memory.getLong(value + cellContents);
            }
            String name = text(structs.code.slotName(code, i));
            if (!hidden || value != 0) {
                locals.add(new Frame.Local(name, structs.isObject(value) ? value : 0, cell));
            }
        }
        return locals;
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
