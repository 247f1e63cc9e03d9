package io.ouroscope.analysis;

import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.decode.PyType;
import io.ouroscope.python.discovery.Census;
import java.util.List;

/// Which objects explain nothing as a node of a drawing: hubs, which everything refers to (`None`, types, modules, what
/// is immortal, what hundreds of others refer to), and values, which say all they have to say in a word (a short str, a
/// number). They are shown as a word inside the object that refers to them.
public final class Hubs {
    /// An object with as many referrers is a hub, whatever it is: one for so many objects of the snapshot, within
    /// bounds.
    private static final int OBJECTS_PER_REFERRER = 250;

    private static final int FEWEST_REFERRERS = 200;
    private static final int MOST_REFERRERS = 1_000;

    /// The largest str or number that is taken for a word.
    private static final long WORD_BYTES = 128;

    private static final long IMMORTAL = -1;

    private enum TypeKind {
        CONSTANT,
        TYPE,
        VALUE,
        OTHER
    }

    private final Census census;
    private final Heap heap;
    private final ReferenceGraph graph;
    private final TypeKind[] kinds;
    private final int manyReferrers;

    Hubs(Census census, Heap heap, ReferenceGraph graph) {
        this.census = census;
        this.heap = heap;
        this.graph = graph;
        manyReferrers = Math.clamp(census.size() / OBJECTS_PER_REFERRER, FEWEST_REFERRERS, MOST_REFERRERS);
        kinds = census.types().stream().map(Hubs::kind).toArray(TypeKind[]::new);
    }

    private static TypeKind kind(PyType type) {
        if (type.isMetatype() || isAny(type, List.of("type", "module"))) {
            return TypeKind.TYPE;
        }
        if (isAny(type, List.of("NoneType", "bool", "ellipsis", "NotImplementedType"))) {
            return TypeKind.CONSTANT;
        }
        return isAny(type, List.of("str", "int", "float", "complex", "bytes")) ? TypeKind.VALUE : TypeKind.OTHER;
    }

    private static boolean isAny(PyType type, List<String> names) {
        return names.stream().anyMatch(type::isSubtypeOf);
    }

    public boolean isHub(int node) {
        TypeKind kind = kinds[census.typeIndex(node)];
        return kind == TypeKind.TYPE
                || kind == TypeKind.CONSTANT
                || graph.inCount(node) >= manyReferrers
                || kind != TypeKind.VALUE && heap.referenceCount(census.address(node)) == IMMORTAL;
    }

    /// Whether all objects of the type are hubs.
    public boolean isHubType(PyType type) {
        TypeKind kind = kind(type);
        return kind == TypeKind.TYPE || kind == TypeKind.CONSTANT;
    }

    /// Whether the object is `None`, `True` or another word of the language.
    public boolean isConstant(int node) {
        return kinds[census.typeIndex(node)] == TypeKind.CONSTANT;
    }

    /// Whether the object is a number or a short text.
    public boolean isValue(int node) {
        return kinds[census.typeIndex(node)] == TypeKind.VALUE && heap.sizeBytes(census.address(node)) <= WORD_BYTES;
    }
}
