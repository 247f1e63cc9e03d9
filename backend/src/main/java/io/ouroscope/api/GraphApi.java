package io.ouroscope.api;

import io.javalin.http.Context;
import io.ouroscope.analysis.Neighbours;
import io.ouroscope.analysis.Neighbours.Direction;
import io.ouroscope.analysis.ReferencePaths;
import io.ouroscope.python.decode.EdgeClass;
import io.ouroscope.python.decode.PyType;
import io.ouroscope.python.discovery.Census;
import io.ouroscope.workspace.Question;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.longs.LongSets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The reference graph around chosen objects: neighbours by type, the references among objects, a shortest path.
final class GraphApi {
    /// A drawing has no more nodes.
    private static final int MOST_NODES = 1_000;

    private static final int MOST_EXPANDED_AT_A_TIME = 100;
    private static final long MOST_MEMBERS = 100;
    private static final long USUAL_MEMBERS = 8;
    private static final int MOST_CHIPS = 24;
    private static final int MOST_WALKED_PER_MEMBER = 200_000;

    private static final Parameter SEVERAL = Parameter.address(
                    "nodes", "The objects' addresses, at most " + MOST_NODES + ", separated by commas")
            .required();
    private static final Parameter ONE =
            Parameter.address("address", "The object's address").required();

    private GraphApi() {}

    /// GraphNodeList of a drawing; `missing` are addresses at which the snapshot has no object.
    record GraphNodeList(List<GraphNodes.GraphNode> items, List<String> missing) {}

    record GraphEdgeList(List<GraphNodes.GraphEdge> items) {}

    /// @param of what was asked about, in that order
    /// @param nodes all members of groups that `of` lists
    /// @param search counts the very many neighbours of the first object that `of` lacks; null if it lacks none
    record Neighbourhoods(
            List<Neighbourhood> of,
            List<GraphNodes.GraphNode> nodes,
            List<String> missing,
            Asking.@Nullable Search search) {}

    /// What is next to one object, in one direction.
    ///
    /// @param chips hubs that refer to it; those it refers to are chips of its node
    record Neighbourhood(
            String address,
            String direction,
            List<NeighbourGroup> groups,
            List<GraphNodes.GraphChip> chips,
            int chipTotal) {}

    /// The neighbours of one type.
    ///
    /// @param members their addresses, if they are no more than was asked for; else none, see `graph/group`
    record NeighbourGroup(Wire.TypeName type, int count, long bytes, List<String> members) {}

    /// The shortest path as far as it is known.
    ///
    /// @param total how many nodes it has, 0 until it is found, and for ever if there is none
    record GraphPath(
            int total, List<GraphNodes.GraphNode> items, List<GraphNodes.GraphEdge> edges, Asking.Search search) {}

    static void register(InSnapshot routes) {
        routes.get("/graph/nodes", GraphApi::nodes)
                .describe("Objects as boxes of a drawing", GraphNodeList.class, SEVERAL);
        routes.get("/graph/edges", GraphApi::edges)
                .describe("The references among objects, as arrows of a drawing", GraphEdgeList.class, SEVERAL);
        routes.get("/graph/neighbours", GraphApi::neighbours)
                .describe(
                        "What objects refer to and what refers to them, by type",
                        Neighbourhoods.class,
                        Parameter.address(
                                        "address",
                                        "The objects' addresses, at most " + MOST_EXPANDED_AT_A_TIME
                                                + ", separated by commas")
                                .required(),
                        Parameter.choice("direction", ReferencePaths.Direction.BOTH, "Which neighbours"),
                        Parameter.number(
                                "limit", USUAL_MEMBERS, 1, MOST_MEMBERS, "Members of larger groups are not listed"),
                        Asking.AGAIN);
        routes.get("/graph/group", GraphApi::group)
                .describe(
                        "Neighbours of an object one by one",
                        Endpoint.of(Asking.Found.class, GraphMembers.GroupMember.class),
                        ONE,
                        Parameter.choice("direction", Direction.REFERENCES, "Which neighbours"),
                        Parameter.address("type", "Address of their exact type; all types without it"),
                        Paging.OFFSET,
                        Paging.LIMIT,
                        Asking.AGAIN);
        routes.get("/graph/path", GraphApi::path)
                .describe(
                        "The shortest path between two objects, looked for as a job",
                        GraphPath.class,
                        Parameter.address("from", "Address of the object it begins at")
                                .required(),
                        Parameter.address("to", "Address of the object it ends at")
                                .required(),
                        Parameter.choice(
                                "direction", ReferencePaths.Direction.BOTH, "Which way references may be followed"),
                        Parameter.choice("weak", YesNo.FALSE, "Whether weak references may be followed"),
                        Parameter.choice("type", YesNo.FALSE, "Whether references to types may be followed"),
                        Parameter.choice("globals", YesNo.TRUE, "Whether references to globals may be followed"),
                        Asking.AGAIN);
    }

    private static GraphNodeList nodes(Context ctx, InSnapshot.View view) {
        var graph = new GraphNodes(view);
        Chosen chosen = Chosen.of(ctx, "nodes", MOST_NODES, view);
        return new GraphNodeList(
                chosen.nodes().intStream().mapToObj(graph::node).toList(), chosen.missing());
    }

    private static GraphEdgeList edges(Context ctx, InSnapshot.View view) {
        return new GraphEdgeList(new GraphNodes(view)
                .edges(Chosen.of(ctx, "nodes", MOST_NODES, view).nodes()));
    }

    private static Neighbourhoods neighbours(Context ctx, InSnapshot.View view) throws InterruptedException {
        var graph = new GraphNodes(view);
        Chosen chosen = Chosen.of(ctx, "address", MOST_EXPANDED_AT_A_TIME, view);
        int most = (int) Parameters.number(ctx, "limit", USUAL_MEMBERS);
        if (most < 1 || most > MOST_MEMBERS) {
            throw ApiException.of(400, "bad-parameter", "limit must be between 1 and " + MOST_MEMBERS);
        }
        List<Direction> directions = switch (Parameters.choice(ctx, "direction", ReferencePaths.Direction.BOTH)) {
            case REFERENCES -> List.of(Direction.REFERENCES);
            case REFERRERS -> List.of(Direction.REFERRERS);
            case BOTH -> List.of(Direction.REFERENCES, Direction.REFERRERS);
        };
        var hoods = new ArrayList<Neighbourhood>();
        Map<Integer, GraphNodes.GraphNode> members = new LinkedHashMap<>();
        for (int node : chosen.nodes()) {
            for (Direction direction : directions) {
                Asking.Whole<List<Neighbours.Group>> groups = view.questions()
                        .whole(
                                "neighbour groups of " + node + " " + direction + " " + most,
                                "Counting neighbours",
                                (analysis, progress) -> analysis.neighbours().groups(node, direction, most, progress));
                if (groups.value() == null) {
                    return new Neighbourhoods(hoods, List.copyOf(members.values()), chosen.missing(), groups.search());
                }
                hoods.add(neighbourhood(node, direction, most, groups.value(), view, graph, members));
            }
        }
        return new Neighbourhoods(hoods, List.copyOf(members.values()), chosen.missing(), null);
    }

    private static Neighbourhood neighbourhood(
            int node,
            Direction direction,
            int most,
            List<Neighbours.Group> counted,
            InSnapshot.View view,
            GraphNodes graph,
            Map<Integer, GraphNodes.GraphNode> members) {
        Census census = view.analysis().process().census();
        var groups = new ArrayList<NeighbourGroup>();
        var hubs = new IntArrayList();
        int hubTotal = 0;
        for (Neighbours.Group group : counted) {
            boolean allHubs = view.analysis().hubs().isHubType(group.type());
            if (group.count() > most && !allHubs) {
                groups.add(new NeighbourGroup(view.refs().type(group.type()), group.count(), group.bytes(), List.of()));
                continue;
            }
            hubTotal += allHubs ? group.count() : 0;
            var shown = new ArrayList<String>();
            long bytes = 0;
            for (int member : group.first()) {
                if (graph.isChip(member)) {
                    hubs.add(member);
                    hubTotal += allHubs ? 0 : 1;
                } else {
                    shown.add(Parameters.hex(census.address(member)));
                    bytes += view.analysis().memoryBytes(member);
                    members.computeIfAbsent(member, graph::node);
                }
            }
            if (!shown.isEmpty()) {
                groups.add(new NeighbourGroup(view.refs().type(group.type()), shown.size(), bytes, shown));
            }
        }
        boolean named = direction == Direction.REFERRERS;
        return new Neighbourhood(
                Parameters.hex(census.address(node)),
                Parameters.lower(direction),
                groups,
                named ? chips(hubs, node, view, graph) : List.of(),
                named ? hubTotal : 0);
    }

    private static List<GraphNodes.GraphChip> chips(
            IntArrayList hubs, int node, InSnapshot.View view, GraphNodes graph) {
        Census census = view.analysis().process().census();
        var chips = new ArrayList<GraphNodes.GraphChip>();
        for (int i = 0; i < Math.min(MOST_CHIPS, hubs.size()); i++) {
            int hub = hubs.getInt(i);
            var wanted = LongSets.singleton(census.address(node));
            view.analysis().labels().among(census.address(hub), wanted, 1, MOST_WALKED_PER_MEMBER).stream()
                    .findFirst()
                    .ifPresent(label -> chips.add(graph.chip(hub, label)));
        }
        return chips;
    }

    private static Asking.Found<GraphMembers.GroupMember> group(Context ctx, InSnapshot.View view)
            throws InterruptedException {
        int node = Chosen.one(ctx, "address", view);
        PyType type = typeOrNull(Parameters.text(ctx, "type"), view);
        Direction direction = Parameters.choice(ctx, "direction", Direction.REFERENCES);
        return GraphMembers.page(ctx, view, node, direction, type);
    }

    private static @Nullable PyType typeOrNull(String text, InSnapshot.View view) {
        if (text.isEmpty()) {
            return null;
        }
        PyType type = view.analysis().process().heap().type(Parameters.address(text));
        if (type == null) {
            throw ApiException.of(404, "no-type", "There is no type at " + text);
        }
        return type;
    }

    /// The nodes of a path; empty until it is found.
    private static final class FoundPath implements Question.Answer {
        private volatile int[] nodes = {};

        @Override
        public long heapBytes() {
            return (long) nodes.length * Integer.BYTES;
        }
    }

    private static GraphPath path(Context ctx, InSnapshot.View view) throws InterruptedException {
        int from = Chosen.one(ctx, "from", view);
        int to = Chosen.one(ctx, "to", view);
        var direction = Parameters.choice(ctx, "direction", ReferencePaths.Direction.BOTH);
        Set<EdgeClass> leftOut = EnumSet.noneOf(EdgeClass.class);
        for (EdgeClass each : List.of(EdgeClass.WEAK, EdgeClass.TYPE, EdgeClass.GLOBALS)) {
            if (!Parameters.choice(ctx, Parameters.lower(each), each == EdgeClass.GLOBALS ? YesNo.TRUE : YesNo.FALSE)
                    .yes()) {
                leftOut.add(each);
            }
        }
        String text = "path " + from + " " + to + " " + direction + " " + leftOut;
        Question<FoundPath> question = view.questions()
                .ask(text, "Looking for the shortest path", FoundPath::new, (snapshot, answer, job) -> {
                    var paths = new ReferencePaths(snapshot.analysis().references());
                    answer.nodes = paths.between(from, to, direction, leftOut, job);
                });
        Asking.Search search = Asking.search(question.job());
        var nodes = IntArrayList.wrap(question.answer().nodes);
        var graph = new GraphNodes(view);
        return new GraphPath(
                nodes.size(), nodes.intStream().mapToObj(graph::node).toList(), graph.edges(nodes), search);
    }

    private enum YesNo {
        FALSE,
        TRUE;

        boolean yes() {
            return this == TRUE;
        }
    }

    /// Objects that a request names by their addresses: `0x…,0x…`.
    private record Chosen(IntArrayList nodes, List<String> missing) {
        static Chosen of(Context ctx, String name, int most, InSnapshot.View view) {
            String text = Parameters.text(ctx, name);
            String[] parts = text.isEmpty() ? new String[0] : text.split(",", -1);
            if (parts.length == 0 || parts.length > most) {
                throw ApiException.of(
                        400,
                        "bad-parameter",
                        name + " must name between 1 and " + most + " addresses but names " + parts.length);
            }
            Census census = view.analysis().process().census();
            var nodes = new IntArrayList();
            var missing = new ArrayList<String>();
            for (String part : parts) {
                int node = census.node(Parameters.address(part));
                if (node < 0) {
                    missing.add(part);
                } else if (!nodes.contains(node)) {
                    nodes.add(node);
                }
            }
            return new Chosen(nodes, missing);
        }

        static int one(Context ctx, String name, InSnapshot.View view) {
            Chosen chosen = of(ctx, name, 1, view);
            if (chosen.nodes().isEmpty()) {
                throw ObjectsApi.noObject(Parameters.address(Parameters.text(ctx, name)));
            }
            return chosen.nodes().getInt(0);
        }
    }
}
