package io.ouroscope.analysis.tasks;

import io.ouroscope.analysis.tasks.TaskFacts.TracebackLine;
import io.ouroscope.analysis.tasks.TaskFacts.Variable;
import io.ouroscope.memory.Memory;
import io.ouroscope.memory.UnreadableAddressException;
import io.ouroscope.python.decode.EdgeClass;
import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.decode.PyType;
import io.ouroscope.python.decode.ReferenceSink;
import io.ouroscope.python.frame.Frames;
import io.ouroscope.python.layout.StructLayout;
import io.ouroscope.python.raw.GeneratorState;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Reads callbacks, context variables and tracebacks. Every loop is bounded, what is torn ends a list.
final class FactsReader {
    static final int MOST_VARIABLES = 500;
    private static final int MOST_CALLBACKS = 1000;
    private static final int MOST_LINES = 200;
    private static final int NAME_CHARACTERS = 4096;

    private final Heap heap;
    private final Memory memory;
    private final Frames frames;
    private final int traceback;
    private final int next;
    private final int frame;
    private final int instruction;
    private final int lineNumber;
    private final int frameStruct;

    FactsReader(Heap heap) {
        this.heap = heap;
        memory = heap.memory();
        frames = new Frames(heap);
        traceback = heap.layout().offset("PyBaseExceptionObject", "traceback");
        StructLayout line = heap.layout().struct("PyTracebackObject");
        next = line.offset("tb_next");
        frame = line.offset("tb_frame");
        instruction = line.offset("tb_lasti");
        lineNumber = line.offset("tb_lineno");
        frameStruct = heap.layout().struct("PyFrameObject").offset("f_frame", -1);
    }

    TaskFacts of(FutureFields fields) {
        return new TaskFacts(
                fields.loop(),
                callbacks(fields),
                fields.context(),
                variables(fields.context()),
                traceback(fields.exception()),
                fields.mustCancel(),
                !frames.isGeneratorLike(fields.coroutine())
                        || frames.state(fields.coroutine()) != GeneratorState.CREATED);
    }

    private List<Long> callbacks(FutureFields fields) {
        var found = new ArrayList<Long>();
        if (fields.callback0() != 0) {
            found.add(fields.callback0());
        }
        heap.items(fields.callbacks(), 0, MOST_CALLBACKS, (index, key, entry) -> {
            heap.items(entry, 0, 1, (first, none, callback) -> {
                found.add(callback);
                return true;
            });
            return true;
        });
        return found;
    }

    private String typeName(long object) {
        PyType type = object == 0 ? null : heap.typeOf(object);
        return type == null ? "" : type.typeName();
    }

    /// A context holds a tree: inner nodes, and in leaves pairs of variable and value.
    private List<Variable> variables(long context) {
        var found = new ArrayList<Variable>();
        var seen = new LongOpenHashSet();
        var open = new LongArrayList();
        open.addAll(targets(context, "hamt"));
        while (!open.isEmpty() && found.size() < MOST_VARIABLES) {
            long node = open.popLong();
            if (!seen.add(node)) {
                continue;
            }
            LongArrayList targets = references(node);
            for (int i = 0; i < targets.size() && found.size() < MOST_VARIABLES; i++) {
                long target = targets.getLong(i);
                if (typeName(target).startsWith("hamt_")) {
                    open.add(target);
                } else if (isVariable(target) && i + 1 < targets.size()) {
                    found.add(new Variable(target, targets.getLong(i + 1)));
                    i++;
                }
            }
        }
        return found;
    }

    private boolean isVariable(long object) {
        String name = typeName(object);
        return name.equals("ContextVar") || name.endsWith(".ContextVar");
    }

    private LongArrayList targets(long object, String type) {
        LongArrayList targets = object == 0 ? new LongArrayList() : references(object);
        targets.removeIf(target -> !typeName(target).equals(type));
        return targets;
    }

    /// In the order of their places; the type left out.
    private LongArrayList references(long object) {
        var targets = new LongArrayList();
        heap.references(object, new ReferenceSink() {
            @Override
            public void reference(long target, EdgeClass edge) {
                if (edge != EdgeClass.TYPE && edge != EdgeClass.WEAK) {
                    targets.add(target);
                }
            }

            @Override
            public void type(long target) {}
        });
        return targets;
    }

    private List<TracebackLine> traceback(long exception) {
        var lines = new ArrayList<TracebackLine>();
        var seen = new LongOpenHashSet();
        try {
            long line = exception == 0 ? 0 : memory.getLong(exception + traceback);
            while (typeName(line).equals("traceback") && lines.size() < MOST_LINES && seen.add(line)) {
                lines.add(line(line));
                line = memory.getLong(line + next);
            }
        } catch (UnreadableAddressException torn) {
            return lines;
        }
        return lines;
    }

    /// Since 3.12 the line is only counted when somebody asks for it; till then it is -1.
    private TracebackLine line(long line) {
        long object = memory.getLong(line + frame);
        long struct = frameStruct < 0 ? object : memory.getLong(object + frameStruct);
        long code = heap.structs().frames.code(struct);
        if (!heap.structs().isObject(code) || !heap.structs().code.isReadable(code)) {
            return new TracebackLine(Place.UNKNOWN, object);
        }
        int number = memory.getInt(line + lineNumber);
        number = number > 0 ? number : heap.structs().code.line(code, memory.getInt(line + instruction));
        return new TracebackLine(
                new Place(text(heap.structs().code.file(code)), Math.max(0, number), name(code)), object);
    }

    private String name(long code) {
        return text(
                heap.structs().code.hasQualname()
                        ? heap.structs().code.qualname(code)
                        : heap.structs().code.name(code));
    }

    private String text(long str) {
        return Objects.requireNonNullElse(heap.text(str, NAME_CHARACTERS), "");
    }
}
