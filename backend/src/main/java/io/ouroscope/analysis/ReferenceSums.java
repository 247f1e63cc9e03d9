package io.ouroscope.analysis;

import io.ouroscope.analysis.ReferenceAccounting.Verdict;
import io.ouroscope.index.ByteColumn;
import io.ouroscope.index.Columns;
import io.ouroscope.index.IntColumn;
import io.ouroscope.progress.Progress;
import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.decode.PyType;
import io.ouroscope.python.discovery.Census;
import io.ouroscope.python.raw.ObjectHeader;
import io.ouroscope.python.runtime.RootKind;
import it.unimi.dsi.fastutil.ints.Int2IntOpenHashMap;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The sums of [ReferenceAccounting] while they are being made: 16 bytes per object and 16 per conservative reference.
final class ReferenceSums {
    /// How many sums a field needs to be decided.
    private static final int FEWEST_SUMS = 3;
    /// Of how many sums one may contradict: torn objects, words that hold different things.
    private static final int ONE_IN = 20;

    /// Where many words are needed, one in so many may be held by others: a name that fifty instances share and that a
    /// C struct holds too.
    private static final int FEW_OTHERS = 8;

    private static final int MOST_ROUNDS = 16;
    /// An immortal object's count says nothing.
    private static final int UNKNOWABLE = Integer.MIN_VALUE;

    private final Census census;
    private final int[] found;
    private final int[] conservative;
    /// What each object's count has beyond its described and its confirmed references, and those of roots.
    private final int[] needed;
    /// Conservative references to each object whose field is not decided.
    private final int[] open;
    /// Used while references are booked: how many of them each object is to explain.
    private final int[] claims;
    /// References whose owner surely is an object; the others are judged, but say nothing of their fields.
    private final BitSet witnesses = new BitSet();

    private final IntArrayList owners = new IntArrayList();
    private final IntArrayList offsets = new IntArrayList();
    private final IntArrayList targets = new IntArrayList();
    private final IntArrayList fieldOfEdge = new IntArrayList();
    private final Map<PyType, Int2IntOpenHashMap> fieldIds = new HashMap<>();
    private final ArrayList<PyType> fieldTypes = new ArrayList<>();
    private final IntArrayList fieldOffsets = new IntArrayList();
    private int[] with = {};
    private int[] without = {};
    private @Nullable Verdict[] decided = {};
    private @Nullable Verdict[] verdicts = {};
    /// What interpreters and threads hold: frames that run, for instance, which no object may refer to.
    private final BitSet held = new BitSet();

    ReferenceSums(Heap heap, Census census, ReferenceGraph graph, RootTable roots, Progress progress) {
        this.census = census;
        int nodes = graph.nodeCount();
        for (int i = 0; i < roots.size(); i++) {
            if (roots.kind(i).holds() && roots.kind(i) != RootKind.UNCERTAIN_STACK) {
                held.set(roots.node(i));
            }
        }
        found = new int[nodes];
        conservative = new int[nodes];
        needed = new int[nodes];
        open = new int[nodes];
        for (int node = 0; node < nodes; node++) {
            for (int i = graph.outCount(node) - 1; i >= 0; i--) {
                if (ReferenceAccounting.isCounted(graph.edgeClass(node, i))) {
                    found[graph.target(node, i)]++;
                }
            }
            if ((node & 0xffff) == 0) {
                progress.done(node);
            }
        }
        progress.check();
        leaveOutDoubtful(heap, graph);
        for (int node = 0; node < nodes; node++) {
            long count = heap.referenceCount(census.address(node));
            needed[node] = count == ObjectHeader.IMMORTAL
                    ? UNKNOWABLE
                    : (int) Math.clamp(count - found[node], -Integer.MAX_VALUE, Integer.MAX_VALUE);
        }
        for (int node = 0; node < nodes; node++) {
            if (!census.isFreed(node) && census.type(node).hasUnknownWords()) {
                readWords(heap, node, !isDoubtful(heap, node));
            }
        }
        for (int i = 0; i < roots.size(); i++) {
            if (roots.isCounted(i) && needed[roots.node(i)] != UNKNOWABLE) {
                needed[roots.node(i)]--;
            }
        }
        claims = new int[nodes];
        decideFields();
    }

    /// What was freed holds nothing. What nothing vouches for and nobody refers to may be remains, on a stack for
    /// instance: its references are not counted, nor are those of what it alone refers to.
    private void leaveOutDoubtful(Heap heap, ReferenceGraph graph) {
        var doubtful = new IntArrayList();
        for (int node = 0; node < found.length; node++) {
            if (census.isFreed(node) || isDoubtful(heap, node)) {
                doubtful.add(node);
            }
        }
        while (!doubtful.isEmpty()) {
            int node = doubtful.removeInt(doubtful.size() - 1);
            for (int i = graph.outCount(node) - 1; i >= 0; i--) {
                int target = graph.target(node, i);
                if (ReferenceAccounting.isCounted(graph.edgeClass(node, i))
                        && --found[target] == 0
                        && !census.isFreed(target)
                        && isDoubtful(heap, target)) {
                    doubtful.add(target);
                }
            }
        }
    }

    private boolean isDoubtful(Heap heap, int node) {
        return found[node] == 0
                && !census.isConfirmed(node)
                && !held.get(node)
                && heap.referenceCount(census.address(node)) != ObjectHeader.IMMORTAL;
    }

    private void readWords(Heap heap, int node, boolean bearsWitness) {
        PyType type = census.type(node);
        heap.conservativeReferences(census.address(node), type, (offset, target) -> {
            int targetNode = census.node(target);
            PyType owner = type.ownerOf(offset);
            owners.add(node);
            offsets.add((int) offset);
            targets.add(targetNode);
            fieldOfEdge.add(field(owner, (int) owner.fieldOffset(offset)));
            conservative[targetNode]++;
            if (bearsWitness) {
                open[targetNode]++;
                witnesses.set(owners.size() - 1);
            }
        });
    }

    private int field(PyType owner, int offset) {
        Int2IntOpenHashMap ids = fieldIds.computeIfAbsent(owner, key -> {
            var map = new Int2IntOpenHashMap();
            map.defaultReturnValue(-1);
            return map;
        });
        int id = ids.get(offset);
        if (id < 0) {
            id = fieldTypes.size();
            ids.put(offset, id);
            fieldTypes.add(owner);
            fieldOffsets.add(offset);
        }
        return id;
    }

    private void decideFields() {
        int fields = fieldTypes.size();
        decided = new Verdict[fields];
        with = new int[fields];
        without = new int[fields];
        verdicts = new Verdict[owners.size()];
        for (int round = 0; round < MOST_ROUNDS; round++) {
            addUp();
            boolean[] fresh = new boolean[fields];
            boolean any = false;
            for (int field = 0; field < fields; field++) {
                int sums = with[field] + without[field];
                if (decided[field] == null && sums >= FEWEST_SUMS) {
                    decided[field] = without[field] * ONE_IN <= sums
                            ? Verdict.CONFIRMED
                            : with[field] * ONE_IN <= sums ? Verdict.BORROWED : null;
                    fresh[field] = decided[field] != null;
                    any |= fresh[field];
                }
            }
            if (!any) {
                return;
            }
            settle(fresh);
        }
    }

    /// Counts, for each field that is not decided, which sums add up with it and which without.
    private void addUp() {
        for (int field = 0; field < with.length; field++) {
            if (decided[field] == null) {
                with[field] = 0;
                without[field] = 0;
            }
        }
        for (int edge = 0; edge < owners.size(); edge++) {
            int field = fieldOfEdge.getInt(edge);
            if (decided[field] != null || !witnesses.get(edge)) {
                continue;
            }
            switch (sum(targets.getInt(edge))) {
                case LIKELY -> with[field]++;
                case BORROWED -> without[field]++;
                case CONFIRMED, UNCONFIRMED -> {}
            }
        }
    }

    private Verdict sum(int target) {
        int needs = needed[target];
        if (needs == UNKNOWABLE || needs < 0) {
            return Verdict.UNCONFIRMED;
        }
        if (needs == 0) {
            return Verdict.BORROWED;
        }
        int more = needs - open[target];
        return more == 0 || more > 0 && more <= open[target] / FEW_OTHERS ? Verdict.LIKELY : Verdict.UNCONFIRMED;
    }

    /// Books the references of the fields just decided.
    private void settle(boolean[] fresh) {
        Arrays.fill(claims, 0);
        for (int edge = 0; edge < owners.size(); edge++) {
            if (fresh[fieldOfEdge.getInt(edge)] && witnesses.get(edge)) {
                open[targets.getInt(edge)]--;
                claims[targets.getInt(edge)] += isConfirmed(edge) ? 1 : 0;
            }
        }
        for (int edge = 0; edge < owners.size(); edge++) {
            if (fresh[fieldOfEdge.getInt(edge)]) {
                verdicts[edge] = isConfirmed(edge) ? claim(targets.getInt(edge)) : Verdict.BORROWED;
            }
        }
        for (int edge = 0; edge < owners.size(); edge++) {
            int target = targets.getInt(edge);
            if (claims[target] > 0 && needed[target] > 0) {
                needed[target] -= Math.min(needed[target], claims[target]);
            }
            claims[target] = 0;
        }
    }

    private boolean isConfirmed(int edge) {
        return decided[fieldOfEdge.getInt(edge)] == Verdict.CONFIRMED;
    }

    /// One of several references to `target` from fields that hold references: all are, unless more claim to be than
    /// its count has room for.
    private Verdict claim(int target) {
        int needs = needed[target];
        if (needs == UNKNOWABLE || needs > 0 && needs >= claims[target]) {
            return Verdict.CONFIRMED;
        }
        return needs <= 0 ? Verdict.BORROWED : 2 * needs >= claims[target] ? Verdict.LIKELY : Verdict.UNCONFIRMED;
    }

    /// Once, at the end.
    void write(Columns columns) {
        columns.newInts("references found", found.length).setAll(found);
        columns.newInts("references conservative", conservative.length).setAll(conservative);
        int edges = owners.size();
        ByteColumn judged = columns.newBytes("conservative verdicts", edges);
        int[] references = new int[fieldTypes.size()];
        for (int edge = 0; edge < edges; edge++) {
            judged.set(edge, (byte) verdict(edge).ordinal());
            references[fieldOfEdge.getInt(edge)]++;
        }
        for (int node = 0; node < needed.length; node++) {
            needed[node] = needed[node] == UNKNOWABLE ? 0 : needed[node];
        }
        columns.newInts("references unexplained", needed.length).setAll(needed);
        columns.newInts("conservative owners", edges).setAll(owners.toIntArray());
        columns.newInts("conservative offsets", edges).setAll(offsets.toIntArray());
        writeFields(columns, references);
    }

    private Verdict verdict(int edge) {
        Verdict settled = verdicts[edge];
        return settled != null ? settled : witnesses.get(edge) ? sum(targets.getInt(edge)) : Verdict.UNCONFIRMED;
    }

    private void writeFields(Columns columns, int[] references) {
        int[] byPlace = IntStream.range(0, references.length)
                .boxed()
                .sorted(Comparator.comparing(
                                (Integer field) -> fieldTypes.get(field).name())
                        .thenComparing(fieldOffsets::getInt))
                .mapToInt(Integer::intValue)
                .toArray();
        var typeIndexes = new HashMap<PyType, Integer>();
        for (PyType type : census.types()) {
            typeIndexes.put(type, typeIndexes.size());
        }
        IntColumn numbers =
                columns.newInts("conservative fields", (long) references.length * ReferenceAccounting.FIELD_NUMBERS);
        long at = 0;
        for (int field : byPlace) {
            numbers.set(at, typeIndexes.getOrDefault(fieldTypes.get(field), 0));
            numbers.set(at + 1, fieldOffsets.getInt(field));
            numbers.set(at + 2, references[field]);
            numbers.set(at + 3, with[field]);
            numbers.set(at + 4, without[field]);
            numbers.set(at + 5, verdictOfField(field).ordinal());
            at += ReferenceAccounting.FIELD_NUMBERS;
        }
    }

    private Verdict verdictOfField(int field) {
        Verdict verdict = decided[field];
        if (verdict != null) {
            return verdict;
        }
        boolean likely = with[field] > 0 && without[field] == 0;
        boolean borrowed = with[field] == 0 && without[field] > 0;
        return likely ? Verdict.LIKELY : borrowed ? Verdict.BORROWED : Verdict.UNCONFIRMED;
    }
}
