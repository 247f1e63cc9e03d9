package io.ouroscope.api;

import io.javalin.http.Context;
import io.ouroscope.analysis.Analysis;
import io.ouroscope.analysis.TypeHistogram;
import io.ouroscope.memory.UnreadableAddressException;
import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.decode.PyType;
import io.ouroscope.python.decode.PyValue;
import io.ouroscope.python.frame.Frame;
import io.ouroscope.python.frame.Frames;
import io.ouroscope.python.frame.Signatures;
import io.ouroscope.python.frame.Tracebacks;
import io.ouroscope.python.layout.StructLayout;
import io.ouroscope.python.preview.PrettyPrinter;
import io.ouroscope.python.raw.Structs;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What is worth knowing of an object before its parts: printed over lines, and what its type has to tell, like where a
/// function is defined, a class's bases, the traceback of an exception.
final class AboutApi {
    private static final int MOST_REFS = 24;
    private static final int MOST_ENTRIES = 200;

    private AboutApi() {}

    /// @param lines the object in Python syntax, nested containers opened
    /// @param traceback of an exception or traceback object, outermost call first
    record About(List<PrettyLine> lines, List<AboutFact> facts, List<TracebackLine> traceback) {}

    record PrettyLine(int indent, List<Wire.Span> spans) {}

    /// A fact: text, objects, or both.
    ///
    /// @param total how many objects there are; those listed are the first
    /// @param path screen below the snapshot that lists them all
    record AboutFact(
            String name,
            @Nullable String text,
            List<Wire.Ref> objects,
            long total,
            @Nullable String path) {}

    record TracebackLine(String file, int line, String function, Wire.@Nullable Ref frame) {}

    static void register(InSnapshot routes) {
        routes.get("/objects/{address}/about", AboutApi::about)
                .describe("An object printed over lines, and what its type has to tell", About.class);
    }

    private static About about(Context ctx, InSnapshot.View view) {
        long object = ObjectParts.object(ctx, view);
        Heap heap = view.analysis().process().heap();
        List<PrettyLine> lines = new PrettyPrinter(heap)
                .lines(object).stream()
                        .map(line -> new PrettyLine(line.indent(), Refs.spans(line.spans())))
                        .toList();
        var facts = new Facts(object, view);
        List<TracebackLine> traceback = List.of();
        PyType type = heap.typeOf(object);
        if (type != null && heap.isValid(object, type)) {
            try {
                traceback = facts.read(type);
            } catch (UnreadableAddressException torn) {
                facts.text("unreadable", String.valueOf(torn.getMessage()));
            }
        }
        return new About(lines, facts.facts, traceback);
    }

    /// Gathers the facts of one object.
    private static final class Facts {
        private final List<AboutFact> facts = new ArrayList<>();
        private final long object;
        private final InSnapshot.View view;
        private final Analysis analysis;
        private final Heap heap;
        private final Structs structs;
        private final Frames frames;

        Facts(long object, InSnapshot.View view) {
            this.object = object;
            this.view = view;
            analysis = view.analysis();
            heap = analysis.process().heap();
            structs = heap.structs();
            frames = analysis.frames();
        }

        void text(String name, String text) {
            facts.add(new AboutFact(name, text, List.of(), 0, null));
        }

        private void objects(String name, List<Long> addresses, long total, @Nullable String path) {
            List<Wire.Ref> refs =
                    addresses.stream().limit(MOST_REFS).map(view.refs()::ref).toList();
            facts.add(new AboutFact(name, null, refs, total, path));
        }

        private void place(long code) {
            String file = heap.text(structs.code.file(code), 1024);
            text("defined at", (file == null ? "?" : file) + ":" + structs.code.firstLine(code));
        }

        /// @return the traceback, if there is one
        List<TracebackLine> read(PyType type) {
            if (type.isMetatype()) {
                ofClass();
            } else if (type.isSubtypeOf("function")) {
                ofFunction();
            } else if (type.isSubtypeOf("code")) {
                place(object);
                text("signature", new Signatures(heap, analysis.previewer()).text(object, 0, 0));
            } else if (type.isSubtypeOf("frame")) {
                ofFrame(frames.ofFrameObject(object));
            } else if (frames.isGeneratorLike(object)) {
                ofGenerator();
            } else if (type.isSubtypeOf("BaseException")) {
                return ofException();
            } else if (type.isSubtypeOf("traceback")) {
                return traceback(object);
            } else if (heap.value(object) instanceof PyValue.Array array) {
                ofArray(array);
            } else if (heap.value(object) instanceof PyValue.Bytes bytes) {
                text("length", String.format(Locale.ROOT, "%,d bytes", bytes.length()));
            }
            return List.of();
        }

        private void ofClass() {
            PyType described = heap.type(object);
            if (described == null) {
                return;
            }
            long exact = 0;
            long all = 0;
            for (TypeHistogram.Row row : analysis.types().rows()) {
                exact += row.type() == described ? row.count() : 0;
                all += row.type().isSubtypeOf(described) ? row.count() : 0;
            }
            var direct = new ArrayList<Long>();
            for (PyType each : heap.types()) {
                if (each != described && bases(each.address()).contains(object)) {
                    direct.add(each.address());
                }
            }
            String and = all > exact ? String.format(Locale.ROOT, " (%,d with subclasses)", all) : "";
            String path = "/objects?type=" + Parameters.hex(object);
            facts.add(
                    new AboutFact("instances", String.format(Locale.ROOT, "%,d", exact) + and, List.of(), exact, path));
            List<Long> bases = bases(object);
            if (!bases.isEmpty()) {
                objects("bases", bases, bases.size(), null);
            }
            List<Long> order = items(structs.types.mro(object));
            objects("method resolution order", order, order.size(), null);
            if (!direct.isEmpty()) {
                objects("direct subclasses", direct, direct.size(), null);
            }
            text("module", described.module());
            text(
                    "instance size",
                    described.basicSize() + " bytes"
                            + (described.itemSize() == 0 ? "" : " and " + described.itemSize() + " for each item"));
        }

        private List<Long> bases(long type) {
            return items(structs.types.bases(type));
        }

        private List<Long> items(long tuple) {
            var found = new ArrayList<Long>();
            if (tuple != 0) {
                heap.items(tuple, 0, 1_000, (index, key, value) -> found.add(value));
            }
            return found;
        }

        private void ofFunction() {
            StructLayout layout = structs.layout.struct("PyFunctionObject");
            long code = word(layout, "func_code");
            text(
                    "signature",
                    new Signatures(heap, analysis.previewer())
                            .text(code, word(layout, "func_defaults"), word(layout, "func_kwdefaults")));
            place(code);
        }

        private long word(StructLayout layout, String field) {
            return structs.memory.getLong(object + layout.offset(field));
        }

        private void ofFrame(@Nullable Frame frame) {
            if (frame != null) {
                text("stands at", frame.file() + ":" + frame.line() + " in " + frame.qualname());
            }
        }

        private void ofGenerator() {
            text("state", Parameters.lower(frames.state(object)));
            ofFrame(frames.suspended(object));
            long awaited = frames.awaited(object);
            if (awaited != 0) {
                objects("awaits", List.of(awaited), 1, null);
            }
        }

        private List<TracebackLine> ofException() {
            StructLayout layout = structs.layout.struct("PyBaseExceptionObject");
            for (String field : List.of("cause", "context")) {
                long other = word(layout, field);
                if (other != 0 && heap.typeOf(other) != null) {
                    objects(field.equals("cause") ? "raised from" : "raised while handling", List.of(other), 1, null);
                }
            }
            return traceback(word(layout, "traceback"));
        }

        private List<TracebackLine> traceback(long first) {
            return new Tracebacks(heap, frames)
                    .entries(first, MOST_ENTRIES).stream()
                            .map(entry -> new TracebackLine(
                                    entry.file(),
                                    entry.line(),
                                    entry.function(),
                                    heap.typeOf(entry.frame()) == null
                                            ? null
                                            : view.refs().ref(entry.frame())))
                            .toList();
        }

        private void ofArray(PyValue.Array array) {
            text("dtype", array.dtype());
            text("shape", array.shape());
            text("elements", String.format(Locale.ROOT, "%,d", array.length()));
            heap.facts(object, (name, text) -> {
                if (name.equals("strides") || name.equals("nbytes") || name.equals("data")) {
                    text(name, text);
                }
            });
        }
    }
}
