package io.ouroscope.analysis.tasks;

import io.ouroscope.analysis.tasks.TaskQuery.Kind;
import it.unimi.dsi.fastutil.ints.Int2IntOpenHashMap;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.ints.IntArrays;
import it.unimi.dsi.fastutil.ints.IntComparator;
import it.unimi.dsi.fastutil.objects.Object2IntOpenHashMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The tasks as a flat table, each once, and their groups.
///
/// A question is answered by one pass over the nodes and one sort, which waits until a text has been looked for in all;
/// the last [#KEPT] answers are kept as numbers of nodes, and the last [#KEPT_GROUPS] lists of groups, so that further
/// pages cost what they show. How many wait behind each node is counted when first asked for. Thread-safe.
public final class TaskTable {
    private static final int KEPT = 12;
    private static final int KEPT_GROUPS = 2;

    private final Nodes nodes;
    private final Waits waits;
    private final Cycles cycles;
    private final Rows rows;
    private final NodeNames names;
    private final Awaited awaited;
    private final Forest forest;
    private final Map<TaskQuery, Answer> answers = last(KEPT);
    private final Map<Grouped, List<TaskGroup>> grouped = last(KEPT_GROUPS);
    private final Map<Grouping, Groups> groups = new EnumMap<>(Grouping.class);
    private @Nullable Behind behind;

    TaskTable(Nodes nodes, Waits waits, Cycles cycles, Rows rows, NodeNames names, Awaited awaited, Forest forest) {
        this.nodes = nodes;
        this.waits = waits;
        this.cycles = cycles;
        this.rows = rows;
        this.names = names;
        this.awaited = awaited;
        this.forest = forest;
    }

    /// Some rows of a longer table.
    public record Page(int total, int offset, List<TaskTableRow> rows) {}

    public Page page(TaskQuery query, int offset, int limit) {
        int[] found = found(query);
        var page = new ArrayList<TaskTableRow>();
        for (int i = Math.max(0, offset); i < found.length && page.size() < limit; i++) {
            page.add(row(found[i]));
        }
        return new Page(found.length, offset, page);
    }

    /// How many nodes fit.
    public int count(TaskQuery query) {
        return found(query).length;
    }

    /// @param found this very answer: where a text is still being looked for, the next one is another
    private record Grouped(int[] found, Grouping by) {}

    private static <K, V> Map<K, V> last(int kept) {
        return new LinkedHashMap<>(kept, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > kept;
            }
        };
    }

    /// The groups of all that fit, the largest first; the order of the query is that of their members.
    public synchronized List<TaskGroup> groups(TaskQuery query, Grouping by) {
        int[] found = found(query);
        var key = new Grouped(found, by);
        List<TaskGroup> known = grouped.get(key);
        if (known == null) {
            known = findGroups(found, by);
            grouped.put(key, known);
        }
        return known;
    }

    private List<TaskGroup> findGroups(int[] found, Grouping by) {
        Groups all = groups(by);
        int[][] counts = new int[all.members.length][];
        for (int node : found) {
            int[] count = counts[all.groupOf[node]];
            if (count == null) {
                count = counts[all.groupOf[node]] = new int[NodeState.values().length + 1];
            }
            count[nodes.state(node).ordinal()]++;
            count[NodeState.values().length] += cycles.isStuck(node) ? 1 : 0;
        }
        var result = new ArrayList<TaskGroup>();
        for (int group = 0; group < counts.length; group++) {
            if (counts[group] != null) {
                result.add(group(by, all.members[group], counts[group]));
            }
        }
        result.sort(Comparator.comparingInt((TaskGroup group) -> -group.count())
                .thenComparing(TaskGroup::text, NodeNames.natural())
                .thenComparing(TaskGroup::member, Long::compareUnsigned));
        return List.copyOf(result);
    }

    /// The row of one task.
    public @Nullable TaskTableRow rowAt(long address) {
        int node = nodes.at(address);
        return node < 0 ? null : row(node);
    }

    private TaskTableRow row(int node) {
        int target = awaited.by(node);
        return new TaskTableRow(
                rows.row(node),
                nodes.ownPlace(node),
                awaited.words(node),
                target < 0 ? 0 : nodes.address(target),
                target < 0 ? "" : names.name(target),
                behind().count(node),
                behind().depth(node));
    }

    private TaskGroup group(Grouping by, int member, int[] count) {
        int target = by == Grouping.OBJECT ? awaited.by(member) : -1;
        Place place = by == Grouping.PLACE ? nodes.ownPlace(member) : Place.UNKNOWN;
        String text = switch (by) {
            case PLACE -> place.shortText();
            case COROUTINE -> nodes.coroutine(member);
            case AWAITS -> awaited.words(member);
            case OBJECT -> target < 0 ? "" : names.name(target);
        };
        int pending = count[NodeState.PENDING.ordinal()];
        int running = count[NodeState.RUNNING.ordinal()];
        int done = count[NodeState.DONE.ordinal()];
        int cancelled = count[NodeState.CANCELLED.ordinal()];
        return new TaskGroup(
                nodes.address(member),
                text,
                place,
                target < 0 ? 0 : nodes.address(target),
                pending + running + done + cancelled,
                pending,
                running,
                done,
                cancelled,
                count[NodeState.values().length]);
    }

    private synchronized Behind behind() {
        if (behind == null) {
            behind = new Behind(nodes, waits, forest.roots());
        }
        return behind;
    }

    private synchronized int[] found(TaskQuery query) {
        int version = query.filter().version();
        Answer kept = answers.get(query);
        if (kept == null || kept.version != version) {
            int[] matching = matching(query);
            // Nobody waits for an order that the next look changes.
            kept = new Answer(version, query.filter().isOver() ? sorted(matching, query) : matching);
            answers.put(query, kept);
        }
        return kept.nodes;
    }

    /// @param version of the filter when it was found
    private record Answer(int version, int[] nodes) {}

    private int[] matching(TaskQuery query) {
        TextMatches among = query.filter().among();
        Groups within = query.within() == null ? null : groups(query.within().by());
        int member = query.within() == null ? -1 : nodes.at(query.within().member());
        int group = within == null || member < 0 ? -1 : within.groupOf[member];
        var found = new IntArrayList();
        int[] candidates = among == null ? null : among.nodes();
        if (among != null && among.isOver()) {
            // In the order of addresses, as equal rows of a sort stay.
            Arrays.sort(candidates);
        }
        for (int i = 0; i < (candidates == null ? nodes.count() : candidates.length); i++) {
            int node = candidates == null ? i : candidates[i];
            boolean task = nodes.kind(node) == NodeKind.TASK;
            if ((query.kind() == Kind.ALL || task == (query.kind() == Kind.TASKS))
                    && query.filter().states().contains(nodes.state(node))
                    && (within == null || within.groupOf[node] == group)
                    && (query.coroutine().isEmpty() || query.coroutine().equals(nodes.coroutine(node)))) {
                found.add(node);
            }
        }
        return found.toIntArray();
    }

    /// Equal rows keep the order of their addresses, whichever way the others are turned.
    private int[] sorted(int[] found, TaskQuery query) {
        IntComparator order = switch (query.sort()) {
            case BEHIND -> (a, b) -> Integer.compare(behind().count(a), behind().count(b));
            case DEPTH -> (a, b) -> Integer.compare(behind().depth(a), behind().depth(b));
            case STATE -> (a, b) -> nodes.state(a).compareTo(nodes.state(b));
            case NAME -> byText(found, names::name);
            case PLACE -> byText(found, node -> nodes.ownPlace(node).shortText());
            case COROUTINE -> byText(found, nodes::coroutine);
            case AWAITS -> byText(found, awaited::words);
        };
        int[] result = found.clone();
        IntArrays.mergeSort(result, query.descending() ? (a, b) -> order.compare(b, a) : order);
        return result;
    }

    /// Compares ranks of texts: each is read and each pair of different ones compared before the sort, not in it.
    private static IntComparator byText(int[] found, NodeNames texts) {
        var numbers = new Object2IntOpenHashMap<String>();
        var numberOf = new Int2IntOpenHashMap(found.length);
        for (int node : found) {
            numberOf.put(node, numbers.computeIfAbsent(texts.name(node), text -> numbers.size()));
        }
        String[] distinct = new String[numbers.size()];
        numbers.object2IntEntrySet().fastForEach(entry -> distinct[entry.getIntValue()] = entry.getKey());
        int[] byRank = new int[distinct.length];
        for (int i = 0; i < distinct.length; i++) {
            byRank[i] = i;
        }
        Comparator<String> natural = NodeNames.natural();
        IntArrays.mergeSort(byRank, (a, b) -> natural.compare(distinct[a], distinct[b]));
        int[] rank = new int[distinct.length];
        for (int i = 0; i < rank.length; i++) {
            rank[byRank[i]] = i;
        }
        return (a, b) -> Integer.compare(rank[numberOf.get(a)], rank[numberOf.get(b)]);
    }

    private synchronized Groups groups(Grouping by) {
        return groups.computeIfAbsent(by, this::findGroups);
    }

    /// The group of each node, and the first member of each group.
    private record Groups(int[] groupOf, int[] members) {}

    private Groups findGroups(Grouping by) {
        int[] groupOf = new int[nodes.count()];
        var members = new IntArrayList();
        var byNumber = new Int2IntOpenHashMap();
        var byText = new Object2IntOpenHashMap<String>();
        for (int node = 0; node < groupOf.length; node++) {
            int next = members.size();
            groupOf[node] = switch (by) {
                case PLACE -> byNumber.computeIfAbsent(nodes.ownPlaceNumber(node), number -> next);
                case COROUTINE -> byNumber.computeIfAbsent(nodes.coroutineNumber(node), number -> next);
                case OBJECT -> byNumber.computeIfAbsent(awaited.by(node), number -> next);
                case AWAITS -> byText.computeIfAbsent(awaited.words(node), text -> next);
            };
            if (groupOf[node] == next) {
                members.add(node);
            }
        }
        return new Groups(groupOf, members.toIntArray());
    }
}
