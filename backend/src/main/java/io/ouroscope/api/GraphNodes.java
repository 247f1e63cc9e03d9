package io.ouroscope.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.ouroscope.analysis.Analysis;
import io.ouroscope.analysis.Hubs;
import io.ouroscope.analysis.Labels.Label;
import io.ouroscope.analysis.ReferenceGraph;
import io.ouroscope.python.decode.EdgeClass;
import io.ouroscope.python.decode.PyType;
import io.ouroscope.python.decode.PyValue;
import io.ouroscope.python.discovery.Census;
import it.unimi.dsi.fastutil.ints.Int2IntOpenHashMap;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Objects and the references among them as a drawing needs them: what a box says, what an arrow says.
final class GraphNodes {
    private static final int PREVIEW_CHARACTERS = 60;
    private static final int WORD_CHARACTERS = 28;
    private static final int MOST_CHIPS = 24;
    /// Of an object with more references only the number is told.
    private static final int MOST_LOOKED_AT = 200;
    /// The references of an object with more are not walked: those of the others are looked up.
    private static final int MANY_REFERENCES = 20_000;

    private static final int MOST_LABELS = 4;
    private static final long MOST_WALKED = 2_000_000;

    /// A box of the drawing.
    ///
    /// @param kind `object`, `sequence`, `mapping`, `text`, `number`, `constant`, `code`, `task`, `type`,
    ///     `module` or `broken`
    /// @param references how many other objects it leads to, without those that are chips
    /// @param referrers how many references lead to it
    /// @param hub whether it is a chip inside others unless somebody asks for it
    /// @param chips what it refers to that is no box of its own, the first of `chipTotal`
    record GraphNode(
            String address,
            Wire.TypeName type,
            String kind,
            List<Wire.Span> preview,
            long sizeBytes,
            long memoryBytes,
            String state,
            long references,
            long referrers,
            boolean hub,
            List<GraphChip> chips,
            int chipTotal) {}

    /// A word inside a box: a reference to a hub or to a short value.
    record GraphChip(
            String address,
            String label,
            @JsonProperty("class") String edgeClass,
            List<Wire.Span> preview) {}

    /// An arrow: the references of one object to another.
    ///
    /// @param count how many there are; `labels` names the first few
    record GraphEdge(String from, String to, int count, List<GraphEdgeLabel> labels) {}

    /// @param text `.name`, `[3]`; empty for a reference too deep in a huge container to be named
    /// @param evidence of a conservative reference
    record GraphEdgeLabel(
            String text,
            @JsonProperty("class") String edgeClass,
            @Nullable String evidence) {}

    private final Analysis analysis;
    private final Census census;
    private final ReferenceGraph graph;
    private final Hubs hubs;
    private final Refs refs;

    GraphNodes(InSnapshot.View view) {
        analysis = view.analysis();
        census = analysis.process().census();
        graph = analysis.references();
        hubs = analysis.hubs();
        refs = view.refs();
    }

    /// Whether the object is shown inside others, or not at all, when they are drawn.
    boolean isChip(int node) {
        return hubs.isHub(node) || hubs.isValue(node);
    }

    GraphNode node(int node) {
        long object = census.address(node);
        PyType type = census.type(node);
        var chips = new ArrayList<GraphChip>();
        var others = new LongOpenHashSet();
        int references = graph.outCount(node);
        int chipTotal = 0;
        if (references <= MOST_LOOKED_AT) {
            for (Label label : analysis.labels().of(object, 0, MOST_LOOKED_AT)) {
                int target = census.node(label.target());
                if (target < 0 || target == node || census.isFreed(target)) {
                    continue;
                }
                if (!isChip(target)) {
                    others.add(label.target());
                } else if (label.edge() != EdgeClass.TYPE && (label.edge() != EdgeClass.ITEM || !isInPreview(target))) {
                    chipTotal++;
                    if (chips.size() < MOST_CHIPS) {
                        chips.add(chip(target, label));
                    }
                }
            }
            references = others.size();
        }
        return new GraphNode(
                Parameters.hex(object),
                refs.type(type),
                kind(object, type),
                refs.preview(object, PREVIEW_CHARACTERS),
                analysis.sizeBytes(node),
                analysis.memoryBytes(node),
                Parameters.lower(analysis.state(node)),
                references,
                graph.inCount(node),
                isChip(node),
                chips,
                chipTotal);
    }

    /// The word for a hub or value, with the name of the reference that leads to it or, of a referrer, from it.
    GraphChip chip(int node, Label label) {
        return new GraphChip(
                Parameters.hex(census.address(node)),
                label.text(),
                edgeClass(label.edge()),
                refs.preview(census.address(node), WORD_CHARACTERS));
    }

    /// A container's own preview shows it.
    private boolean isInPreview(int node) {
        return hubs.isValue(node) || hubs.isConstant(node);
    }

    /// The references among `nodes`, in the order of their owners.
    List<GraphEdge> edges(IntArrayList nodes) {
        var places = new Int2IntOpenHashMap(nodes.size());
        places.defaultReturnValue(-1);
        for (int i = 0; i < nodes.size(); i++) {
            places.put(nodes.getInt(i), i);
        }
        var edges = new ArrayList<GraphEdge>();
        int[] counts = new int[nodes.size()];
        for (int owner : nodes) {
            var targets = new IntArrayList();
            if (graph.outCount(owner) <= MANY_REFERENCES) {
                for (int position = 0; position < graph.outCount(owner); position++) {
                    int place = places.get(graph.target(owner, position));
                    if (place >= 0 && counts[place]++ == 0) {
                        targets.add(place);
                    }
                }
            } else {
                for (int place = 0; place < nodes.size(); place++) {
                    counts[place] = timesIn(owner, nodes.getInt(place));
                    if (counts[place] > 0) {
                        targets.add(place);
                    }
                }
            }
            edges(owner, nodes, targets, counts, edges);
            targets.forEach(place -> counts[place] = 0);
        }
        return edges;
    }

    private void edges(int owner, IntArrayList nodes, IntArrayList targets, int[] counts, List<GraphEdge> edges) {
        if (targets.isEmpty()) {
            return;
        }
        long object = census.address(owner);
        var wanted = new LongOpenHashSet();
        int total = 0;
        for (int place : targets) {
            wanted.add(census.address(nodes.getInt(place)));
            total += counts[place];
        }
        List<Label> labels = analysis.labels().among(object, wanted, total, MOST_WALKED);
        for (int place : targets) {
            long target = census.address(nodes.getInt(place));
            List<GraphEdgeLabel> named = labels.stream()
                    .filter(label -> label.target() == target)
                    .limit(MOST_LABELS)
                    .map(GraphNodes::label)
                    .toList();
            edges.add(new GraphEdge(
                    Parameters.hex(object),
                    Parameters.hex(target),
                    counts[place],
                    named.isEmpty() ? List.of(unnamed(owner, nodes.getInt(place))) : named));
        }
    }

    private GraphEdgeLabel unnamed(int owner, int target) {
        for (int position = 0; position < graph.outCount(owner); position++) {
            if (graph.target(owner, position) == target) {
                return new GraphEdgeLabel("", edgeClass(graph.edgeClass(owner, position)), null);
            }
        }
        return new GraphEdgeLabel("", edgeClass(EdgeClass.ITEM), null);
    }

    /// How often `owner` stands among the sources of `node`, which ascend.
    private int timesIn(int owner, int node) {
        return firstAtLeast(owner + 1, node) - firstAtLeast(owner, node);
    }

    private int firstAtLeast(int source, int node) {
        int low = 0;
        int high = graph.inCount(node);
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (graph.source(node, middle) < source) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    static GraphEdgeLabel label(Label label) {
        return new GraphEdgeLabel(
                label.text(),
                edgeClass(label.edge()),
                label.verdict() == null ? null : Parameters.lower(label.verdict()));
    }

    static GraphEdgeLabel label(String text, EdgeClass edge) {
        return new GraphEdgeLabel(text, edgeClass(edge), null);
    }

    private static String edgeClass(EdgeClass edge) {
        return ObjectParts.kind(edge);
    }

    private String kind(long object, PyType type) {
        if (analysis.tasks().contains(object)) {
            return "task";
        }
        if (type.isMetatype() || type.isSubtypeOf("type")) {
            return "type";
        }
        return switch (analysis.process().heap().value(object)) {
            case PyValue.Broken broken -> "broken";
            case PyValue.Constant constant -> "constant";
            case PyValue.Int number -> "number";
            case PyValue.Real number -> "number";
            case PyValue.Complex number -> "number";
            case PyValue.Text text -> "text";
            case PyValue.Bytes bytes -> "text";
            case PyValue value when value.isMapping() -> "mapping";
            case PyValue value when value.isSequence() || value instanceof PyValue.Inline -> "sequence";
            case PyValue value when type.isSubtypeOf("module") -> "module";
            case PyValue value when isCode(type) -> "code";
            default -> "object";
        };
    }

    private static boolean isCode(PyType type) {
        return List.of(
                        "function",
                        "method",
                        "builtin_function_or_method",
                        "code",
                        "frame",
                        "generator",
                        "coroutine",
                        "async_generator",
                        "cell")
                .stream()
                .anyMatch(type::isSubtypeOf);
    }
}
