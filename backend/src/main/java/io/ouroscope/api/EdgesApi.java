package io.ouroscope.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.javalin.http.Context;
import io.ouroscope.analysis.Analysis;
import io.ouroscope.analysis.EdgeGrouping;
import io.ouroscope.analysis.EdgeGroups;
import io.ouroscope.analysis.Labels;
import io.ouroscope.analysis.ReferenceGraph;
import io.ouroscope.python.decode.EdgeClass;
import io.ouroscope.python.decode.PyType;
import io.ouroscope.python.discovery.Census;
import io.ouroscope.workspace.Question;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Who refers to an object and what it refers to: one row for each reference, or grouped by type and label.
///
/// Grouping reads labels from the owners again: it is a question with progress, asked once, of which the groups and the
/// members of each are pages.
final class EdgesApi {
    private static final Parameter GROUP = Parameter.text(
                    "group", "Key of a group, as the list of groups has it; without it no reference is listed")
            .example("0x953980 item []");

    private EdgesApi() {}

    /// References of the same label whose other ends have the same type.
    ///
    /// @param key names the group in `group=`
    /// @param type null for what is in too many groups, or no object
    /// @param objects at the other ends, each counted once, and what they occupy
    record EdgeGroup(
            String key,
            Wire.@Nullable TypeName type,
            String label,
            @JsonProperty("class") String edgeClass,
            long references,
            long objects,
            long memoryBytes,
            Wire.@Nullable Ref sample) {}

    /// @param examined references in groups so far, `ofReferences` all there are, of which `mostExamined` are looked at
    record EdgeGroupsPage(
            long total,
            long offset,
            int limit,
            List<EdgeGroup> items,
            Asking.Search search,
            long examined,
            long ofReferences,
            long mostExamined) {}

    static void register(InSnapshot routes) {
        routes.get("/objects/{address}/referrers", EdgesApi::referrers)
                .describe(
                        "The objects that refer to it, and by what",
                        Endpoint.page(Wire.Referrer.class),
                        Paging.OFFSET,
                        Paging.LIMIT);
        routes.get("/objects/{address}/referrers/groups", EdgesApi::referrerGroups)
                .describe(
                        "What refers to it, grouped by type and label",
                        EdgeGroupsPage.class,
                        Paging.OFFSET,
                        Paging.LIMIT,
                        Asking.AGAIN);
        routes.get("/objects/{address}/referrers/members", EdgesApi::referrerMembers)
                .describe(
                        "The referrers of one group",
                        Endpoint.of(Asking.Found.class, Wire.Referrer.class),
                        GROUP,
                        Paging.OFFSET,
                        Paging.LIMIT,
                        Asking.AGAIN);
        routes.get("/objects/{address}/references", EdgesApi::references)
                .describe(
                        "All it refers to, and by what",
                        Endpoint.page(Wire.Reference.class),
                        Paging.OFFSET,
                        Paging.LIMIT);
        routes.get("/objects/{address}/references/groups", EdgesApi::referenceGroups)
                .describe(
                        "What it refers to, grouped by type and label",
                        EdgeGroupsPage.class,
                        Paging.OFFSET,
                        Paging.LIMIT,
                        Asking.AGAIN);
        routes.get("/objects/{address}/references/members", EdgesApi::referenceMembers)
                .describe(
                        "The references of one group",
                        Endpoint.of(Asking.Found.class, Wire.Reference.class),
                        GROUP,
                        Paging.OFFSET,
                        Paging.LIMIT,
                        Asking.AGAIN);
    }

    /// An answer that the workspace keeps.
    private record Grouped(EdgeGroups groups) implements Question.Answer {
        Grouped() {
            this(new EdgeGroups());
        }

        @Override
        public long heapBytes() {
            return groups.heapBytes();
        }
    }

    private static Question<Grouped> groupReferrers(long object, InSnapshot.View view) throws InterruptedException {
        int node = view.analysis().process().census().node(object);
        return view.questions()
                .ask("referrers of " + object, "Grouping referrers", Grouped::new, (snapshot, grouped, job) -> {
                    if (node >= 0) {
                        new EdgeGrouping(snapshot.analysis(), job).referrers(node, grouped.groups());
                    }
                });
    }

    private static Question<Grouped> groupReferences(long object, InSnapshot.View view) throws InterruptedException {
        return view.questions()
                .ask(
                        "references of " + object,
                        "Grouping references",
                        Grouped::new,
                        (snapshot, grouped, job) ->
                                new EdgeGrouping(snapshot.analysis(), job).references(object, grouped.groups()));
    }

    private static EdgeGroupsPage referrerGroups(Context ctx, InSnapshot.View view) throws InterruptedException {
        long object = ObjectParts.object(ctx, view);
        return groups(ctx, view, groupReferrers(object, view), inCount(object, view));
    }

    private static EdgeGroupsPage referenceGroups(Context ctx, InSnapshot.View view) throws InterruptedException {
        long object = ObjectParts.object(ctx, view);
        long count = view.analysis().labels().count(object);
        return groups(ctx, view, groupReferences(object, view), count);
    }

    private static EdgeGroupsPage groups(
            Context ctx, InSnapshot.View view, Question<Grouped> question, long references) {
        Asking.Search search = Asking.search(question.job());
        EdgeGroups groups = question.answer().groups();
        long examined = groups.examined();
        Wire.Page<EdgeGroup> page = Paging.of(ctx).of(groups.groups(), group -> group(group, view));
        return new EdgeGroupsPage(
                page.total(),
                page.offset(),
                page.limit(),
                page.items(),
                search,
                examined,
                references,
                EdgeGrouping.MOST_REFERENCES);
    }

    private static EdgeGroup group(EdgeGroups.Group group, InSnapshot.View view) {
        Census census = view.analysis().process().census();
        int type = group.key().type();
        return new EdgeGroup(
                key(group.key(), census),
                type < 0 ? null : view.refs().type(census.types().get(type)),
                group.key().label(),
                ObjectParts.kind(group.key().edge()),
                group.references(),
                group.objects(),
                group.bytes(),
                view.refs().refOrNull(group.sample()));
    }

    private static String key(EdgeGroups.Key key, Census census) {
        String type = key.type() < 0
                ? "-"
                : Parameters.hex(census.types().get(key.type()).address());
        return type + " " + Parameters.lower(key.edge()) + " " + key.label();
    }

    /// The group that `group=` names; one without members if it is of another snapshot.
    private static EdgeGroups.Key key(Context ctx, InSnapshot.View view) {
        String text = Parameters.text(ctx, "group");
        Analysis analysis = view.analysis();
        String[] parts = text.split(" ", 3);
        for (EdgeClass edge : EdgeClass.values()) {
            if (parts.length == 3 && Parameters.lower(edge).equals(parts[1])) {
                PyType type =
                        parts[0].equals("-") ? null : analysis.process().heap().type(Parameters.address(parts[0]));
                int index =
                        type == null ? -1 : analysis.process().census().types().indexOf(type);
                return new EdgeGroups.Key(index, parts[2], edge);
            }
        }
        if (text.isEmpty()) {
            return new EdgeGroups.Key(-1, "", EdgeClass.ITEM);
        }
        throw ApiException.of(400, "bad-parameter", "group must be the key of a group but was '" + text + "'");
    }

    private static int inCount(long object, InSnapshot.View view) {
        int node = view.analysis().process().census().node(object);
        return node < 0 ? 0 : view.analysis().references().inCount(node);
    }

    /// Those found so far.
    private static Asking.Found<Wire.Referrer> referrerMembers(Context ctx, InSnapshot.View view)
            throws InterruptedException {
        long object = ObjectParts.object(ctx, view);
        Paging paging = Paging.of(ctx);
        EdgeGroups.Key key = key(ctx, view);
        Question<Grouped> question = groupReferrers(object, view);
        Asking.Search search = Asking.search(question.job());
        EdgeGroups.Members members = question.answer().groups().members(key, paging.offset(), paging.limit());
        List<Wire.Referrer> items = referrers(object, members.positions(), view);
        return new Asking.Found<>(members.total(), paging.offset(), paging.limit(), items, search);
    }

    private static Wire.Page<Wire.Referrer> referrers(Context ctx, InSnapshot.View view) {
        long object = ObjectParts.object(ctx, view);
        Paging paging = Paging.of(ctx);
        int total = inCount(object, view);
        long first = Math.min(paging.offset(), total);
        long[] positions = new long[(int) (paging.end(total) - first)];
        for (int i = 0; i < positions.length; i++) {
            positions[i] = first + i;
        }
        return new Wire.Page<>(total, paging.offset(), paging.limit(), referrers(object, positions, view));
    }

    /// One row for each reference: an owner that refers to the object twice has two, with a label each.
    private static List<Wire.Referrer> referrers(long object, long[] positions, InSnapshot.View view) {
        Analysis analysis = view.analysis();
        Census census = analysis.process().census();
        ReferenceGraph graph = analysis.references();
        int node = census.node(object);
        var referrers = new ArrayList<Wire.Referrer>();
        int next = 0;
        while (next < positions.length) {
            int position = (int) positions[next];
            int owner = graph.source(node, position);
            int first = firstOf(owner, node, position, graph);
            int end = next + 1;
            while (end < positions.length && graph.source(node, (int) positions[end]) == owner) {
                end++;
            }
            int from = position - first;
            List<Labels.Label> labels =
                    analysis.labels().between(census.address(owner), object, from, positions[end - 1] - first + 1);
            Wire.Ref ref = view.refs().ref(census.address(owner));
            for (; next < end; next++) {
                int nth = (int) (positions[next] - first - from);
                if (nth < labels.size()) {
                    Labels.Label label = labels.get(nth);
                    referrers.add(new Wire.Referrer(
                            label.text(), ObjectParts.kind(label.edge()), ObjectParts.evidence(label), ref));
                } else {
                    referrers.add(new Wire.Referrer("", "", null, ref));
                }
            }
        }
        return referrers;
    }

    /// The first position at which `owner` stands among the sources of `node`, which ascend.
    private static int firstOf(int owner, int node, int position, ReferenceGraph graph) {
        int low = 0;
        int high = position;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (graph.source(node, middle) < owner) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /// Those found so far.
    private static Asking.Found<Wire.Reference> referenceMembers(Context ctx, InSnapshot.View view)
            throws InterruptedException {
        long object = ObjectParts.object(ctx, view);
        Paging paging = Paging.of(ctx);
        EdgeGroups.Key key = key(ctx, view);
        Question<Grouped> question = groupReferences(object, view);
        Asking.Search search = Asking.search(question.job());
        EdgeGroups.Members members = question.answer().groups().members(key, paging.offset(), paging.limit());
        List<Wire.Reference> items = references(view.analysis().labels().at(object, members.positions()), view);
        return new Asking.Found<>(members.total(), paging.offset(), paging.limit(), items, search);
    }

    private static Wire.Page<Wire.Reference> references(Context ctx, InSnapshot.View view) {
        long object = ObjectParts.object(ctx, view);
        Paging paging = Paging.of(ctx);
        Labels labels = view.analysis().labels();
        long total = labels.count(object);
        List<Wire.Reference> items = references(labels.of(object, paging.offset(), paging.end(total)), view);
        return new Wire.Page<>(total, paging.offset(), paging.limit(), items);
    }

    private static List<Wire.Reference> references(List<Labels.Label> labels, InSnapshot.View view) {
        return labels.stream()
                .map(label -> new Wire.Reference(
                        label.text(),
                        ObjectParts.kind(label.edge()),
                        ObjectParts.evidence(label),
                        view.refs().ref(label.target())))
                .toList();
    }
}
