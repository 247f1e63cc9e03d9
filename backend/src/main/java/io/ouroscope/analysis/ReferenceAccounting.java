package io.ouroscope.analysis;

import io.ouroscope.index.ByteColumn;
import io.ouroscope.index.Columns;
import io.ouroscope.index.IntColumn;
import io.ouroscope.progress.Progress;
import io.ouroscope.python.decode.EdgeClass;
import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.decode.PyType;
import io.ouroscope.python.discovery.Census;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which conservative references are real: decided by adding up reference counts.
///
/// A word that nobody described and that is an object's address may be a reference that the object counts, a borrowed
/// pointer, or a remainder. Of each object we know how often it is referred to by what is described; what its count has
/// beyond that is *needed* by somebody. Where exactly as much is needed as conservative references are left, each of
/// them adds up; where nothing is needed, none of them counts. One such sum can be chance. Instances of one type have
/// the same fields, so the sums are gathered by field, that is by type and offset: a field whose sums add up in nearly
/// all instances holds references, one where nearly none is needed holds borrowed pointers. What is decided so makes
/// the sums of the others clearer, until nothing changes.
///
/// It is blind where a borrowed pointer and an unknown holder come in pairs (a child that points to its parent without
/// counting, each parent held by one C struct), so nothing may be called garbage for these sums alone. Not done here:
/// telling live from garbage ([Liveness]). Costs 9 bytes per conservative reference and 12 per object in the index.
public final class ReferenceAccounting {
    /// Numbers kept of each field.
    static final int FIELD_NUMBERS = 6;

    /// What the sums say of one conservative reference.
    public enum Verdict {
        /// Its field holds counted references in nearly all instances of the type.
        CONFIRMED,
        /// The target's count adds up with it and not without; too few instances to be sure.
        LIKELY,
        /// The sums do not tell.
        UNCONFIRMED,
        /// The target's count is explained without it, or its field's are in nearly all instances.
        BORROWED;

        /// Whether it is to be taken for a reference that keeps its target alive.
        public boolean isReference() {
            return this == CONFIRMED || this == LIKELY;
        }
    }

    /// A field of a C struct that nobody described: how its instances' sums came out.
    ///
    /// @param owner the type whose struct has it
    /// @param offset in the instance, bytes; of items in the first
    /// @param references how many instances have an object's address there
    /// @param needed sums that add up with the reference and not without
    /// @param unneeded sums that add up without it
    /// @param verdict of the field; [Verdict#LIKELY] if too few sums add up to confirm it
    public record Field(PyType owner, long offset, int references, int needed, int unneeded, Verdict verdict) {}

    private static final String STAGE = "accounting";
    private static final Verdict[] VERDICTS = Verdict.values();

    private final IntColumn found;
    private final IntColumn conservative;
    private final IntColumn unexplained;
    private final IntColumn owners;
    private final IntColumn offsets;
    private final ByteColumn verdicts;
    private final List<Field> fields;

    private ReferenceAccounting(Columns columns, List<PyType> types) {
        found = columns.ints("references found");
        conservative = columns.ints("references conservative");
        unexplained = columns.ints("references unexplained");
        owners = columns.ints("conservative owners");
        offsets = columns.ints("conservative offsets");
        verdicts = columns.bytes("conservative verdicts");
        fields = fields(columns, types);
    }

    private static List<Field> fields(Columns columns, List<PyType> types) {
        IntColumn numbers = columns.ints("conservative fields");
        var fields = new ArrayList<Field>();
        for (long at = 0; at < numbers.size(); at += FIELD_NUMBERS) {
            fields.add(new Field(
                    types.get(numbers.get(at)),
                    numbers.get(at + 1),
                    numbers.get(at + 2),
                    numbers.get(at + 3),
                    numbers.get(at + 4),
                    VERDICTS[numbers.get(at + 5)]));
        }
        return List.copyOf(fields);
    }

    /// The sums that the columns hold, made now if they do not yet.
    static ReferenceAccounting of(
            Heap heap, Census census, ReferenceGraph graph, RootTable roots, Columns columns, Progress progress) {
        if (!columns.isFinished(STAGE)) {
            progress.stage("Adding up reference counts", graph.nodeCount());
            new ReferenceSums(heap, census, graph, roots, progress).write(columns);
            columns.finish(STAGE);
        }
        return new ReferenceAccounting(columns, census.types());
    }

    /// Described, counted references that objects hold to `node`.
    public int found(int node) {
        return found.get(node);
    }

    /// Conservative references to `node`.
    public int conservative(int node) {
        return conservative.get(node);
    }

    /// How many of the references that `node` counts neither described nor confirmed references nor roots explain:
    /// those
    /// of C code and unconfirmed words. Below 0 if we found too many; 0 for immortal objects.
    public int unexplained(int node) {
        return unexplained.get(node);
    }

    public int edgeCount() {
        return (int) owners.size();
    }

    /// The number of the first conservative reference of `node`, -1 if it has none. Its others follow in the order
    /// of the graph.
    public int firstEdge(int node) {
        int low = 0;
        int high = edgeCount();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (owners.get(middle) < node) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low < edgeCount() && owners.get(low) == node ? low : -1;
    }

    /// What is known of the conservative reference with this number.
    public Verdict verdict(int edge) {
        return VERDICTS[verdicts.get(edge)];
    }

    /// What is known of the conservative reference at `offset` of `node`; null if there is none.
    public @Nullable Verdict verdict(int node, long offset) {
        int edge = firstEdge(node);
        for (; edge >= 0 && edge < edgeCount() && owners.get(edge) == node; edge++) {
            if (offsets.get(edge) == offset) {
                return verdict(edge);
            }
        }
        return null;
    }

    /// All fields that hold conservative references, by type and offset.
    public List<Field> fields() {
        return fields;
    }

    static boolean isCounted(EdgeClass edge) {
        return switch (edge) {
            case ITEM, ATTRIBUTE, SLOT, CLOSURE, GLOBALS, TYPE -> true;
            case WEAK, CONSERVATIVE -> false;
        };
    }
}
