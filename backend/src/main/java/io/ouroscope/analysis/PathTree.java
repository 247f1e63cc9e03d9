package io.ouroscope.analysis;

import io.ouroscope.graph.ShortestTree;
import io.ouroscope.index.Columns;
import io.ouroscope.index.IntColumn;
import io.ouroscope.progress.Progress;
import io.ouroscope.python.decode.EdgeClass;
import io.ouroscope.python.decode.PyType;
import io.ouroscope.python.discovery.Census;
import io.ouroscope.python.runtime.RootKind;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;

/// For each object the one before it on the best way from a root: 4 bytes of the index each.
///
/// The best way is the one that reads best: modules before variables of running functions before what C code holds,
/// attributes and items before fields that no Python can ask for, and by types' and functions' globals, which lead from
/// everything to everything, only where there is no other way. Weak references are no way. Made once per snapshot, so
/// that any object's way is known in as many steps as it has; which words name a step is read from its owner when asked
/// (`analysis.paths`).
public final class PathTree {
    private static final String STAGE = "paths";

    /// Types whose fields in C have a name in Python.
    private static final Set<String> VISIBLE = Set.of(
            "function",
            "method",
            "cell",
            "code",
            "property",
            "staticmethod",
            "classmethod",
            "functools.partial",
            "coroutine",
            "generator",
            "async_generator",
            "frame",
            "traceback",
            "slice",
            "_asyncio.Task",
            "_asyncio.Future",
            "collections.defaultdict",
            "collections.OrderedDict",
            "types.GenericAlias",
            "types.SimpleNamespace");

    /// What an object is to those it refers to.
    private enum Holder {
        MODULE,
        FUNCTION,
        MAPPING,
        SEQUENCE,
        SET,
        CELL,
        TYPE,
        /// Its C fields have names in Python.
        VISIBLE,
        /// Attributes and slots only.
        PLAIN,
        OPAQUE
    }

    private static final Holder[] HOLDERS = Holder.values();
    private static final int[][] LENGTHS = lengths();

    private final IntColumn parents;

    private PathTree(Columns columns) {
        parents = columns.ints("path parents");
    }

    /// The tree that the columns hold, made now if they do not yet.
    static PathTree of(
            Census census,
            ReferenceGraph graph,
            RootTable roots,
            ReferenceAccounting accounting,
            IntFunction<ObjectState> stateOf,
            Columns columns,
            Progress progress) {
        if (!columns.isFinished(STAGE)) {
            progress.stage("Finding ways from the roots", census.size());
            IntColumn parents = columns.newInts("path parents", census.size());
            ShortestTree.find(
                    new References(census, graph),
                    new Roots(census, roots, accounting, stateOf),
                    parents::set,
                    progress);
            columns.finish(STAGE);
        }
        return new PathTree(columns);
    }

    /// Whether something that is alive leads to `node`.
    public boolean isReached(int node) {
        return parents.get(node) != ShortestTree.NONE;
    }

    /// The node before `node`, below 0 where the way begins or there is none.
    public int parent(int node) {
        return parents.get(node);
    }

    private static int[][] lengths() {
        int[][] lengths = new int[HOLDERS.length][EdgeClass.values().length];
        for (Holder holder : HOLDERS) {
            for (EdgeClass edge : EdgeClass.values()) {
                lengths[holder.ordinal()][edge.ordinal()] = length(holder, edge);
            }
        }
        return lengths;
    }

    private static int length(Holder holder, EdgeClass edge) {
        return switch (edge) {
            case WEAK -> 0;
            case TYPE -> 30;
            case CONSERVATIVE -> 60;
            case ATTRIBUTE -> 2;
            case GLOBALS -> holder == Holder.MODULE ? 1 : 40;
            case CLOSURE -> holder == Holder.CELL ? 1 : 4;
            case ITEM ->
                switch (holder) {
                    case MAPPING, SEQUENCE -> 2;
                    case SET -> 5;
                    default -> 12;
                };
            case SLOT ->
                switch (holder) {
                    case PLAIN -> 2;
                    case FUNCTION, VISIBLE, MAPPING -> 3;
                    case TYPE -> 4;
                    default -> 12;
                };
        };
    }

    /// References as edges, as long as they are hard to read.
    private record References(Census census, ReferenceGraph graph, byte[] holders) implements ShortestTree.Edges {
        References(Census census, ReferenceGraph graph) {
            this(census, graph, holders(census.types()));
        }

        private static byte[] holders(List<PyType> types) {
            byte[] holders = new byte[types.size()];
            for (int i = 0; i < holders.length; i++) {
                holders[i] = (byte) holder(types.get(i)).ordinal();
            }
            return holders;
        }

        private static Holder holder(PyType type) {
            String nativeType = type.decodedBy().typeName();
            return switch (nativeType) {
                case "module" -> Holder.MODULE;
                case "function" -> Holder.FUNCTION;
                case "cell" -> Holder.CELL;
                case "dict", "frozendict", "collections.defaultdict", "collections.OrderedDict" -> Holder.MAPPING;
                case "list", "tuple", "collections.deque" -> Holder.SEQUENCE;
                case "set", "frozenset" -> Holder.SET;
                default ->
                    type.isMetatype()
                            ? Holder.TYPE
                            : VISIBLE.contains(nativeType)
                                    ? Holder.VISIBLE
                                    : type.isDescribed() ? Holder.OPAQUE : Holder.PLAIN;
            };
        }

        @Override
        public int nodeCount() {
            return graph.nodeCount();
        }

        @Override
        public int count(int node) {
            return census.isFreed(node) ? 0 : graph.outCount(node);
        }

        @Override
        public int target(int node, int position) {
            return graph.target(node, position);
        }

        @Override
        public int length(int node, int position) {
            return LENGTHS[holders[census.typeIndex(node)]][
                    graph.edgeClass(node, position).ordinal()];
        }
    }

    /// What roots hold, then what only C code can hold.
    private static final class Roots implements ShortestTree.Sources {
        private final Census census;
        private final RootTable roots;
        private final IntArrayList held = new IntArrayList();

        Roots(Census census, RootTable roots, ReferenceAccounting accounting, IntFunction<ObjectState> stateOf) {
            this.census = census;
            this.roots = roots;
            for (int node = 0; node < census.size(); node++) {
                if (accounting.unexplained(node) > 0 && stateOf.apply(node) == ObjectState.LIVE) {
                    held.add(node);
                }
            }
        }

        @Override
        public int count() {
            return roots.size() + held.size();
        }

        @Override
        public int node(int position) {
            return position < roots.size() ? roots.node(position) : held.getInt(position - roots.size());
        }

        @Override
        public int distance(int position) {
            if (position < roots.size()) {
                return distance(roots.kind(position));
            }
            // Numbers and texts are held by C code in many places; that says little of them.
            return census.type(node(position)).hasGc() ? 150 : 240;
        }

        private static int distance(RootKind kind) {
            return switch (kind) {
                case MODULES -> 0;
                case STATIC_TYPE -> 12;
                case FRAME -> 16;
                case THREAD -> 30;
                case INTERPRETER -> 40;
                case VALUE_STACK -> 60;
                case UNCERTAIN_STACK -> 120;
                case INTERNED -> 230;
            };
        }
    }
}
