package io.ouroscope.analysis.paths;

import io.ouroscope.analysis.Analysis;
import io.ouroscope.analysis.PathTree;
import io.ouroscope.analysis.paths.ObjectPath.Kind;
import io.ouroscope.analysis.paths.ObjectPath.Step;
import io.ouroscope.analysis.paths.StepReader.Way;
import io.ouroscope.progress.Progress;
import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.decode.PyType;
import io.ouroscope.python.discovery.Census;
import io.ouroscope.python.runtime.Interpreter;
import io.ouroscope.python.runtime.RootKind;
import io.ouroscope.python.runtime.StaticTypes;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// From an object to the path that names it: the way that [PathTree] keeps, with each step read from its owner.
///
/// Each step of an expression is looked up again before it is written, so that [PathEvaluator] finds the same object.
/// Where Python cannot follow a step, words stand for it and the expression begins anew with an address. For one
/// thread.
public final class PathFinder {
    /// Of a longer way (a linked list) only the end is told.
    private static final int MOST_STEPS = 200;

    private static final int MOST_OTHERS = 20;
    private static final int MANY_KEYS = 10_000;
    /// Static objects of C code begin with a count of 999,999,999 in 3.11; no others come near.
    private static final int ENDLESS = 100_000_000;

    private final Analysis analysis;
    private final Heap heap;
    private final Census census;
    private final PathTree tree;
    private final StepReader steps;
    private final PathEvaluator evaluator;
    private final RunningFrames frames;
    private boolean inType;

    public PathFinder(Analysis analysis) {
        this(analysis, Progress.NONE);
    }

    /// @param progress asked for each chunk of a large owner's items; what it throws goes through
    public PathFinder(Analysis analysis, Progress progress) {
        this.analysis = analysis;
        heap = analysis.process().heap();
        census = analysis.process().census();
        tree = analysis.paths();
        steps = new StepReader(analysis, progress);
        evaluator = new PathEvaluator(analysis, progress);
        frames = new RunningFrames(analysis);
    }

    /// The best path to the object.
    public ObjectPath find(long object) {
        int node = census.node(object);
        if (node < 0 || !tree.isReached(node)) {
            return new ObjectPath(hex(object), false, null, Kind.NONE, List.of(new Step("", false, object)), 0);
        }
        return alongTree(node, -1);
    }

    /// Paths through the other objects that refer to this one, best first by length; at most 20 of them are tried.
    public List<ObjectPath> others(long object, int most) {
        int node = census.node(object);
        var paths = new ArrayList<ObjectPath>();
        if (node < 0 || most == 0) {
            return paths;
        }
        int last = tree.parent(node);
        int tried = 0;
        for (int i = 0; i < analysis.references().inCount(node) && tried < MOST_OTHERS && paths.size() < most; i++) {
            int source = analysis.references().source(node, i);
            if (source == last || source == node || !tree.isReached(source) || passes(source, node)) {
                continue;
            }
            last = source;
            tried++;
            ObjectPath path = alongTree(source, node);
            if (path.python() && path.steps().getLast().python()) {
                paths.add(path);
            }
        }
        return paths;
    }

    /// Whether the way to `from` leads over `node`.
    private boolean passes(int from, int node) {
        int at = from;
        while (at >= 0 && at != node) {
            at = tree.parent(at);
        }
        return at == node;
    }

    /// @param target a further node after `last`, -1 for none
    private ObjectPath alongTree(int last, int target) {
        var nodes = new IntArrayList();
        if (target >= 0) {
            nodes.add(target);
        }
        for (int node = last; node >= 0; node = tree.parent(node)) {
            nodes.add(node);
        }
        long[] way = new long[nodes.size()];
        for (int i = 0; i < way.length; i++) {
            way[i] = census.address(nodes.getInt(way.length - 1 - i));
        }
        return new Writer(way, nodes.getInt(way.length - 1)).write();
    }

    private static String hex(long address) {
        return "0x" + Long.toHexString(address);
    }

    /// Writes one path.
    private final class Writer {
        private final long[] way;
        private final int rootNode;
        private final List<Step> told = new ArrayList<>();
        private String expression = "";
        private boolean python;

        Writer(long[] way, int rootNode) {
            this.way = way;
            this.rootNode = rootNode;
        }

        ObjectPath write() {
            Beginning beginning = beginning(way[0], rootNode);
            int at = begin(beginning);
            int leftOut = Math.max(0, way.length - 1 - at - MOST_STEPS);
            if (leftOut > 0) {
                at += leftOut;
                restart("", way[at]);
            }
            while (at < way.length - 1) {
                at = next(at);
            }
            return new ObjectPath(expression, python, beginning.words, beginning.kind, List.copyOf(told), leftOut);
        }

        /// @return the place on the way that the beginning already reached
        private int begin(Beginning beginning) {
            String start = beginning.expression;
            if (start == null) {
                restart("", way[0]);
                return 0;
            }
            expression = start;
            python = true;
            if (beginning.cell && way.length > 1) {
                told.add(new Step("", true, way[0]));
                told.add(new Step("", true, way[1]));
                return leads(way[1]) ? 1 : restartAt(1);
            }
            told.add(new Step("", true, way[0]));
            return leads(way[0]) ? 0 : restartAt(0);
        }

        private boolean leads(long object) {
            return evaluator.evaluate(expression) instanceof Evaluation.Found found && found.object() == object;
        }

        private int restartAt(int at) {
            told.clear();
            for (int i = 0; i <= at; i++) {
                told.add(new Step(i == 0 ? "" : "contents", false, way[i]));
            }
            expression = hex(way[at]);
            python = false;
            return at;
        }

        private void restart(String words, long object) {
            told.add(new Step(words, false, object));
            expression = hex(object);
            python = false;
        }

        private int next(int at) {
            long owner = way[at];
            long target = way[at + 1];
            List<Way> ways = steps.ways(owner, target);
            for (Way each : ways) {
                int reached = follow(each, at, owner, target);
                if (reached > at) {
                    return reached;
                }
            }
            restart(ways.isEmpty() ? "refers to it" : words(ways.getFirst()), target);
            return at + 1;
        }

        /// @return the place reached, `at` if this way cannot be written
        private int follow(Way step, int at, long owner, long target) {
            return switch (step) {
                case Way.Attribute(var name) -> attribute(name, target) ? at + 1 : at;
                case Way.Namespace() -> namespace(at, owner, target);
                case Way.Index(var index) -> write("[" + index + "]", target) ? at + 1 : at;
                case Way.Value(var position, var name, var text) -> {
                    boolean byKey = text != null && (isSure(owner) || leadsFrom(owner, "[" + text + "]", target));
                    if (byKey) {
                        append("[" + text + "]", target);
                    }
                    yield byKey || writeList(".values()", position, owner, target) ? at + 1 : at;
                }
                case Way.Key(var position) -> writeList("", position, owner, target) ? at + 1 : at;
                case Way.Variable(var name) -> variable(name, at, owner, target);
                case Way.Words words -> at;
            };
        }

        private boolean attribute(String name, long target) {
            return PathParser.isName(name) && write("." + name, target);
        }

        /// `.name` instead of `.__dict__['name']`.
        private int namespace(int at, long owner, long target) {
            if (at + 2 < way.length) {
                long value = way[at + 2];
                for (Way each : steps.ways(target, value)) {
                    if (each instanceof Way.Value(var position, var name, var text)
                            && name != null
                            && attribute(name, value)) {
                        return at + 2;
                    }
                }
            }
            return evaluator.hasAttribute(owner, "__dict__", found -> found == target) && write(".__dict__", target)
                    ? at + 1
                    : at;
        }

        private int variable(String name, int at, long owner, long target) {
            PyType type = heap.typeOf(owner);
            String frame = type == null ? "" : frame(type);
            String step = frame + ".f_locals['" + name + "']";
            // A variable in a cell is shown by its contents.
            boolean cell = at + 2 < way.length && isCell(target);
            long reached = cell ? way[at + 2] : target;
            return PathParser.isName(name) && leadsFrom(owner, step, reached) && write(step, reached)
                    ? at + (cell ? 2 : 1)
                    : at;
        }

        private boolean isCell(long object) {
            PyType type = heap.typeOf(object);
            return type != null && type.isSubtypeOf("cell");
        }

        private static String frame(PyType type) {
            return switch (type.decodedBy().typeName()) {
                case "coroutine" -> ".cr_frame";
                case "async_generator" -> ".ag_frame";
                case "generator" -> ".gi_frame";
                default -> "";
            };
        }

        private boolean leadsFrom(long owner, String step, long target) {
            return evaluator.evaluate(hex(owner) + step) instanceof Evaluation.Found found && found.object() == target;
        }

        /// Whether the keys of a mapping need no second look: to find one of millions takes long, and a dict has no two
        /// that are equal.
        private boolean isSure(long mapping) {
            return heap.itemCount(mapping) > MANY_KEYS;
        }

        private boolean write(String step, long target) {
            if (!leadsFrom(told.getLast().object(), step, target)) {
                return false;
            }
            append(step, target);
            return true;
        }

        private void append(String step, long target) {
            expression += step;
            told.add(new Step(step, true, target));
        }

        /// `list(… view)[position]`.
        private boolean writeList(String view, long position, long owner, long target) {
            String item = "[" + position + "]";
            boolean leads = isSure(owner)
                    || evaluator.evaluate("list(" + hex(owner) + view + ")" + item) instanceof Evaluation.Found found
                            && found.object() == target;
            if (leads) {
                expression = "list(" + expression + view + ")" + item;
                told.add(new Step("list(…" + view + ")" + item, true, target));
            }
            return leads;
        }

        private static String words(Way way) {
            return switch (way) {
                case Way.Attribute(var name) -> "field " + name;
                case Way.Namespace() -> "namespace";
                case Way.Index(var index) -> "item " + index;
                case Way.Value(var position, var name, var text) ->
                    "value " + position + (text == null ? "" : " under " + text);
                case Way.Key(var position) -> "key " + position;
                case Way.Variable(var name) -> "local '" + name + "'";
                case Way.Words(var text) -> text;
            };
        }
    }

    /// @param expression of the first object, null if Python has none; `cell` says that it is of the object after it
    private record Beginning(
            Kind kind, String words, @Nullable String expression, boolean cell) {
        Beginning(Kind kind, String words, @Nullable String expression) {
            this(kind, words, expression, false);
        }
    }

    private Beginning beginning(long object, int node) {
        var kinds = analysis.roots().kindsOf(node);
        if (kinds.contains(RootKind.MODULES)) {
            return modules(object);
        }
        if (kinds.contains(RootKind.STATIC_TYPE)) {
            Beginning type = staticType(object);
            if (type != null) {
                return type;
            }
        }
        if (kinds.contains(RootKind.FRAME)) {
            RunningFrames.Held held = frames.find(object);
            if (held != null) {
                return new Beginning(Kind.FRAME, held.words(), held.expression(), held.cell());
            }
        }
        String label = label(object);
        if (label == null) {
            return new Beginning(Kind.NATIVE, nativeHolder(analysis.accounting().unexplained(node)), null);
        }
        boolean thread = kinds.stream()
                .anyMatch(kind -> kind == RootKind.THREAD
                        || kind == RootKind.FRAME
                        || kind == RootKind.VALUE_STACK
                        || kind == RootKind.UNCERTAIN_STACK);
        return new Beginning(thread ? Kind.THREAD : Kind.INTERPRETER, label, null);
    }

    private static String nativeHolder(int count) {
        if (count >= ENDLESS) {
            return "C code, which never lets it go";
        }
        return count == 1 ? "a reference of C code" : count + " references of C code";
    }

    private Beginning modules(long object) {
        for (Interpreter interpreter : analysis.process().runtime().interpreters()) {
            if (interpreter.modules() == object) {
                return interpreter.isMain()
                        ? new Beginning(Kind.MODULES, "sys.modules", "sys.modules")
                        : new Beginning(Kind.MODULES, "sys.modules of interpreter " + interpreter.id(), null);
            }
        }
        return new Beginning(Kind.MODULES, "sys.modules", null);
    }

    private @Nullable Beginning staticType(long dict) {
        long[] type = {0};
        for (Interpreter interpreter : analysis.process().runtime().interpreters()) {
            interpreter.staticTypes().visit((StaticTypes.State state) -> {
                if (state.dict() == dict) {
                    type[0] = state.type();
                }
            });
        }
        int node = type[0] == 0 ? -1 : census.node(type[0]);
        // The way to a type could begin in another type's namespace, and so on in a circle.
        if (node < 0 || inType || !tree.isReached(node)) {
            return null;
        }
        PyType shown = heap.type(type[0]);
        String name = shown == null ? "a type" : shown.shortName();
        inType = true;
        ObjectPath path = alongTree(node, -1);
        inType = false;
        return new Beginning(
                Kind.TYPE, "the namespace of " + name, path.python() ? path.expression() + ".__dict__" : null);
    }

    /// What holds the object, null if no interpreter and no thread does.
    private @Nullable String label(long object) {
        String[] found = {null};
        analysis.roots().each((kind, target, counted, label) -> {
            if (found[0] == null && target == object) {
                found[0] = label.get();
            }
        });
        return found[0];
    }
}
