package io.ouroscope.analysis.paths;

import io.ouroscope.analysis.Analysis;
import io.ouroscope.analysis.paths.Evaluation.Visited;
import io.ouroscope.analysis.paths.PythonPath.Key;
import io.ouroscope.analysis.paths.PythonPath.Root;
import io.ouroscope.analysis.paths.PythonPath.Step;
import io.ouroscope.memory.UnreadableAddressException;
import io.ouroscope.progress.Progress;
import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.decode.PyType;
import io.ouroscope.python.frame.Frame;
import io.ouroscope.python.raw.Structs;
import io.ouroscope.python.runtime.Interpreter;
import io.ouroscope.python.runtime.PythonRuntime;
import io.ouroscope.python.runtime.ThreadState;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongPredicate;

/// Finds the object that a Python path names, without running anything.
///
/// A name means a module in `sys.modules`, else a built-in, else a name of the main program; of several interpreters
/// the main one is asked first. Nothing is kept between questions.
public final class PathEvaluator {
    /// Frames of C code that stand between two of Python's.
    private static final int MOST_SHIMS = 1_000;

    private final Heap heap;
    private final Structs structs;
    private final Analysis analysis;
    private final PythonRuntime runtime;
    private final Namespaces namespaces;
    private final AttributeLookup attributes;
    private final ItemLookup items;

    public PathEvaluator(Analysis analysis) {
        this(analysis, Progress.NONE);
    }

    /// @param progress asked for each chunk of a large mapping's keys; what it throws goes through
    public PathEvaluator(Analysis analysis, Progress progress) {
        this.analysis = analysis;
        heap = analysis.process().heap();
        structs = heap.structs();
        runtime = analysis.process().runtime();
        namespaces = new Namespaces(heap, runtime);
        attributes = new AttributeLookup(analysis, namespaces);
        items = new ItemLookup(analysis, progress);
    }

    public Evaluation evaluate(String expression) {
        var run = new Run();
        try {
            PythonPath path = PathParser.parse(expression);
            long object = run.object(run.place(path, true), path.from(), path.to());
            run.visit(path.to(), object);
            return new Evaluation.Found(object, List.copyOf(run.visited), String.join("; ", run.notes));
        } catch (PathFailure failure) {
            return failure.asResult();
        } catch (UnreadableAddressException torn) {
            return new Evaluation.Failed(0, expression.length(), String.valueOf(torn.getMessage()), List.of());
        }
    }

    Namespaces namespaces() {
        return namespaces;
    }

    /// Whether the step `.name` leads from one object to another.
    boolean hasAttribute(long object, String name, LongPredicate isWanted) {
        return attributes.find(object, name) instanceof AttributeLookup.Outcome.Found(Place.Object(var found))
                && isWanted.test(found);
    }

    /// One evaluation.
    private final class Run {
        private final List<Visited> visited = new ArrayList<>();
        private final Set<String> notes = new LinkedHashSet<>();
        private final Map<PythonPath, Long> keys = new IdentityHashMap<>();

        private Place place(PythonPath path, boolean noted) {
            Place place = root(path.root(), noted);
            String module = path.root() instanceof Root.Name(var name, var from, var to) ? name : "";
            for (Step step : path.steps()) {
                if (noted) {
                    visit(step.from(), objectOrNone(place));
                }
                Place next = submodule(place, module, step);
                if (next == null) {
                    module = "";
                    next = step(place, step);
                } else if (step instanceof Step.Attribute(var name, var from, var to)) {
                    module += "." + name;
                }
                place = next;
            }
            return place;
        }

        private void visit(int end, long object) {
            if (object != 0 && (visited.isEmpty() || visited.getLast().end() != end)) {
                visited.add(new Visited(end, object));
            }
        }

        private Place root(Root root, boolean noted) {
            return switch (root) {
                case Root.Address(var address, var from, var to) -> {
                    if (heap.typeOf(address) == null) {
                        throw new PathFailure(from, to, "no Python object is at 0x" + Long.toHexString(address));
                    }
                    yield new Place.Object(address);
                }
                case Root.ListOf(var path, var from, var to) -> new Place.ListOf(place(path, noted));
                case Root.TypeOf(var path, var from, var to) -> {
                    PyType type = heap.typeOf(object(place(path, noted), path.from(), path.to()));
                    if (type == null) {
                        throw new PathFailure(from, to, "its type cannot be read");
                    }
                    yield new Place.Object(type.address());
                }
                case Root.Name(var name, var from, var to) -> name(name, from, to);
            };
        }

        private Place name(String name, int from, int to) {
            List<Interpreter> interpreters = runtime.interpreters();
            for (Interpreter interpreter : interpreters) {
                long module = namespaces.value(interpreter.modules(), name);
                if (module != 0) {
                    if (interpreters.size() > 1) {
                        notes.add(interpreterNote(interpreter));
                    }
                    return new Place.Module(interpreter, module);
                }
            }
            for (Interpreter interpreter : interpreters) {
                long found = namespaces.value(interpreter.builtins(), name);
                if (found != 0) {
                    return new Place.Object(found);
                }
            }
            for (Interpreter interpreter : interpreters) {
                long program = namespaces.value(interpreter.modules(), "__main__");
                long found = program == 0 ? 0 : namespaces.value(heap.instanceDict(program), name);
                if (found != 0) {
                    notes.add("'" + name + "' is a name of the main program: __main__." + name);
                    return new Place.Object(found);
                }
            }
            throw unknown(name, from, to);
        }

        private PathFailure unknown(String name, int from, int to) {
            var names = new LinkedHashSet<String>();
            for (Interpreter interpreter : runtime.interpreters()) {
                names.addAll(namespaces.names(interpreter.modules()));
                long program = namespaces.value(interpreter.modules(), "__main__");
                names.addAll(program == 0 ? Set.of() : namespaces.names(heap.instanceDict(program)));
            }
            return new PathFailure(
                    from,
                    to,
                    runtime.interpreters().isEmpty()
                            ? "no interpreter was found in this snapshot, so names mean nothing: begin with an address"
                            : "no module is called '" + name + "', and the main program has no such name",
                    Nearest.to(name, names));
        }

        private String interpreterNote(Interpreter interpreter) {
            return interpreter.isMain()
                    ? "names are those of the main interpreter"
                    : "names are those of interpreter " + interpreter.id();
        }

        /// `package.module` where the package does not have the module as its attribute.
        private @org.jspecify.annotations.Nullable Place submodule(Place place, String module, Step step) {
            if (!(place instanceof Place.Module(var interpreter, var address))
                    || module.isEmpty()
                    || !(step instanceof Step.Attribute(var name, var from, var to))) {
                return null;
            }
            if (attributes.find(address, name) instanceof AttributeLookup.Outcome.Found(Place.Object(var found))) {
                PyType type = heap.typeOf(found);
                return type != null && type.isSubtypeOf("module") ? new Place.Module(interpreter, found) : null;
            }
            long submodule = namespaces.value(interpreter.modules(), module + "." + name);
            if (submodule == 0) {
                return null;
            }
            notes.add("'" + name + "' is in sys.modules, not an attribute of " + module);
            return new Place.Module(interpreter, submodule);
        }

        private Place step(Place place, Step step) {
            return switch (step) {
                case Step.Attribute(var name, var from, var to) -> attribute(place, name, from, to);
                case Step.Item(var key, var from, var to) -> item(place, key, from, to);
                case Step.Call(var from, var to) -> {
                    if (place instanceof Place.Method(var result)) {
                        yield result;
                    }
                    throw new PathFailure(from, to, "a call would run code of the process");
                }
            };
        }

        private Place attribute(Place place, String name, int from, int to) {
            switch (place) {
                case Place.FrameAt(var frame) -> {
                    return frameAttribute(frame, name, from, to);
                }
                case Place.Module(var interpreter, var address)
                when name.equals("_current_frames") && namespaces.value(interpreter.modules(), "sys") == address -> {
                    return new Place.Method(new Place.CurrentFrames());
                }
                case Place.Object(var object)
                when isFrame(object) && name.startsWith("f_") && !name.equals("f_trace") -> {
                    return frameAttribute(structOf(object), name, from, to);
                }
                case Place.AttributesOf ignored ->
                    throw new PathFailure(
                            from, to, "a mapping of attributes has items, no attributes: ['" + name + "']");
                default -> {}
            }
            long object = object(place, from, from);
            return switch (attributes.find(object, name)) {
                case AttributeLookup.Outcome.Found(var found) -> found;
                case AttributeLookup.Outcome.Missing(var message, var suggestions) ->
                    throw new PathFailure(
                            from,
                            to,
                            message,
                            suggestions.stream().map(each -> "." + each).toList());
            };
        }

        private Place frameAttribute(long frame, String name, int from, int to) {
            long code = structs.frames.code(frame);
            switch (name) {
                case "f_back" -> {
                    long previous = structs.frames.previous(frame);
                    for (int i = 0; previous != 0 && i < MOST_SHIMS && structs.frames.isShim(previous); i++) {
                        previous = structs.frames.previous(previous);
                    }
                    if (previous == 0 || !structs.frames.isReadable(previous)) {
                        throw new PathFailure(from, to, "this is the outermost frame: f_back is None");
                    }
                    return new Place.FrameAt(previous);
                }
                case "f_code" -> {
                    return new Place.Object(code);
                }
                case "f_globals" -> {
                    return new Place.Object(structs.frames.globals(frame));
                }
                case "f_builtins" -> {
                    return new Place.Object(structs.frames.builtins(frame));
                }
                case "f_locals" -> {
                    if (structs.code.isFunction(code)) {
                        return new Place.Locals(frame);
                    }
                    long mapping = structs.frames.locals(frame);
                    return new Place.Object(mapping != 0 ? mapping : structs.frames.globals(frame));
                }
                default ->
                    throw new PathFailure(
                            from,
                            to,
                            "of a frame f_back, f_code, f_globals, f_builtins and f_locals can be looked at",
                            Nearest.to(name, List.of("f_back", "f_code", "f_globals", "f_builtins", "f_locals"))
                                    .stream()
                                    .map(each -> "." + each)
                                    .toList());
            }
        }

        private boolean isFrame(long object) {
            PyType type = heap.typeOf(object);
            return type != null && type.isSubtypeOf("frame");
        }

        private long structOf(long frameObject) {
            int offset = structs.layout.struct("PyFrameObject").offset("f_frame", -1);
            return offset < 0 ? frameObject : structs.memory.getLong(frameObject + offset);
        }

        private Place item(Place place, Key key, int from, int to) {
            switch (place) {
                case Place.CurrentFrames ignored -> {
                    return currentFrame(key, from, to);
                }
                case Place.Locals(var frame) -> {
                    return new Place.Object(local(frame, key, from, to));
                }
                case Place.AttributesOf(var object) -> {
                    long found = key instanceof Key.Text(var name) ? heap.attribute(object, name) : 0;
                    if (found == 0) {
                        throw new PathFailure(from, to, "the object has no such attribute");
                    }
                    return new Place.Object(found);
                }
                case Place.ListOf(var list) -> {
                    return listItem(list, key, from, to);
                }
                case Place.Pair(var first, var second) -> {
                    return new Place.Object(ItemLookup.index(key, 2, "the pair", from, to) == 0 ? first : second);
                }
                case Place.View ignored ->
                    throw new PathFailure(from, to, "a view has no items by index: write list(…)[index] around it");
                default -> {
                    return new Place.Object(items.item(object(place, from, from), key, from, to, this::key));
                }
            }
        }

        private long key(PythonPath path) {
            Long known = keys.get(path);
            if (known == null) {
                known = object(place(path, false), path.from(), path.to());
                keys.put(path, known);
            }
            return known;
        }

        private Place currentFrame(Key key, int from, int to) {
            var idents = new ArrayList<String>();
            for (ThreadState thread : runtime.threads().toList()) {
                if (thread.frame() != 0) {
                    idents.add("[" + Long.toUnsignedString(thread.threadId()) + "]");
                    if (key instanceof Key.Number(var ident) && ident.longValue() == thread.threadId()) {
                        long frame = thread.frame();
                        for (int i = 0; i < MOST_SHIMS && frame != 0 && structs.frames.isShim(frame); i++) {
                            frame = structs.frames.previous(frame);
                        }
                        return new Place.FrameAt(frame);
                    }
                }
            }
            throw new PathFailure(
                    from,
                    to,
                    "no thread that runs Python code has this number",
                    idents.stream().limit(3).toList());
        }

        private long local(long frame, Key key, int from, int to) {
            Frame read = analysis.frames().at(frame);
            if (read == null) {
                throw new PathFailure(from, to, "the frame cannot be read");
            }
            var names = new ArrayList<String>();
            for (Frame.Local local : read.locals()) {
                names.add(local.name());
                if (key instanceof Key.Text(var name) && local.name().equals(name) && local.value() != 0) {
                    return local.value();
                }
            }
            List<String> near = key instanceof Key.Text(var name) ? Nearest.to(name, names) : List.of();
            throw new PathFailure(
                    from,
                    to,
                    read.function() + "() has no such variable, or it is not set",
                    near.stream().map(each -> "['" + each + "']").toList());
        }

        private Place listItem(Place list, Key key, int from, int to) {
            long container = list instanceof Place.View(var mapping, var side) ? mapping : object(list, from, from);
            long count = heap.itemCount(container);
            if (count < 0) {
                throw new PathFailure(from, to, "what iterating over this gives would be computed by its class");
            }
            long index = ItemLookup.index(key, count, "the list", from, to);
            boolean keys = heap.value(container).isMapping();
            Place[] found = {null};
            heap.items(container, index, index + 1, (position, first, second) -> {
                found[0] = list instanceof Place.View(var mapping, var side)
                        ? switch (side) {
                            case KEYS -> new Place.Object(first);
                            case VALUES -> new Place.Object(second);
                            case ITEMS -> new Place.Pair(first, second);
                        }
                        : new Place.Object(keys ? first : second);
                return false;
            });
            Place item = found[0];
            if (item == null) {
                throw new PathFailure(from, to, "this item cannot be read");
            }
            return item;
        }

        private long objectOrNone(Place place) {
            return switch (place) {
                case Place.Object(var address) -> address;
                case Place.Module(var interpreter, var address) -> address;
                default -> 0;
            };
        }

        private long object(Place place, int from, int to) {
            String what = switch (place) {
                case Place.Object(var address) -> "";
                case Place.Module(var interpreter, var address) -> "";
                case Place.FrameAt(var frame) ->
                    "a frame without a frame object, of which f_locals and" + " f_back can be looked at";
                case Place.CurrentFrames ignored -> "a dict that Python makes when asked: name a thread's number";
                case Place.Locals ignored -> "a mapping that Python makes when asked: name a variable";
                case Place.AttributesOf ignored -> "a dict that Python makes when asked: name an attribute";
                case Place.View ignored -> "a view that Python makes when asked: write list(…)[index] around it";
                case Place.ListOf ignored -> "a list that Python makes when asked: name an item by its index";
                case Place.Pair ignored -> "a pair that Python makes when asked: [0] is its key, [1] its value";
                case Place.Method ignored -> "a method that Python makes when asked";
            };
            if (!what.isEmpty()) {
                long frameObject = place instanceof Place.FrameAt(var frame) ? structs.frames.frameObject(frame) : 0;
                if (structs.isObject(frameObject)) {
                    return frameObject;
                }
                throw new PathFailure(from, to, "this is " + what);
            }
            long address = objectOrNone(place);
            if (heap.typeOf(address) == null) {
                throw new PathFailure(from, to, "the object cannot be read");
            }
            return address;
        }
    }
}
