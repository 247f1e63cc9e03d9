package io.ouroscope.truth;

import io.ouroscope.analysis.Analysis;
import io.ouroscope.analysis.ObjectState;
import io.ouroscope.memory.Region;
import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.decode.PyType;
import io.ouroscope.python.discovery.Census;
import io.ouroscope.python.preview.Previewer;
import io.ouroscope.snapshot.SnapshotThread;
import it.unimi.dsi.fastutil.longs.Long2IntOpenHashMap;
import it.unimi.dsi.fastutil.longs.LongSet;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// One snapshot against its truth file: every told object, and every object that was not told of.
final class Comparison {
    private static final Set<String> SCALARS = Set.of(
            "builtins.int", "builtins.bool", "builtins.float", "builtins.complex", "builtins.str", "builtins.bytes");
    private static final int LONGEST_VALUE = 1000;

    private final Analysis analysis;
    private final Heap heap;
    private final Census census;
    private final TruthFile truth;
    private final Previewer previewer;
    private final Additions additions;

    final Map<String, TypeFigures> byType = new TreeMap<>();
    final Differences differences = new Differences();
    final Differences documented = new Differences();
    /// Told rows whose object is not in the memory: the child made it, or its memory was not saved.
    long absent;

    private Comparison(Analysis analysis, TruthFile truth) {
        this.analysis = analysis;
        this.truth = truth;
        heap = analysis.process().heap();
        census = analysis.process().census();
        previewer = analysis.previewer();
        additions = new Additions(heap);
    }

    /// @param threads of the snapshot, with their registers
    static Comparison of(Analysis analysis, List<SnapshotThread> threads, TruthFile truth) throws IOException {
        var comparison = new Comparison(analysis, truth);
        truth.objects(comparison::compare);
        new Untold(analysis, threads, truth, comparison).classify();
        return comparison;
    }

    TypeFigures figures(String type) {
        return byType.computeIfAbsent(type, key -> new TypeFigures());
    }

    TypeFigures total() {
        var total = new TypeFigures();
        byType.values().forEach(total::add);
        return total;
    }

    private void compare(TruthRow row) {
        if (!isThere(row)) {
            absent++;
            documented.add("the child's own: another object or none is at its address", describe(row));
            return;
        }
        TypeFigures figures = figures(row.typeName());
        figures.told++;
        int node = census.node(row.address());
        if (node < 0) {
            figures.missed++;
            differences.add("missed " + row.typeName(), missed(row));
            return;
        }
        state(row, node, figures);
        type(row, node, figures);
        size(row, figures);
        value(row, figures);
        references(row, node, figures);
    }

    /// Whether the process, not only the child, has an object of the type there.
    private boolean isThere(TruthRow row) {
        long word = row.address() + heap.structs().header.typeOffset();
        return heap.memory().isReadable(word, Long.BYTES) && heap.memory().getLong(word) == row.type();
    }

    private void state(TruthRow row, int node, TypeFigures figures) {
        ObjectState state = analysis.state(node);
        switch (state) {
            case FREED, UNSURE -> {
                figures.missed++;
                differences.add("called " + state + " " + row.typeName(), describe(row));
            }
            case LIVE -> {
                if (truth.isGarbage(row.address())) {
                    wrongState(row, "garbage called live: ", figures);
                }
            }
            case GARBAGE -> {
                if (row.tracked() && !truth.isGarbage(row.address())) {
                    wrongState(row, "live called garbage: ", figures);
                }
            }
        }
    }

    private void wrongState(TruthRow row, String what, TypeFigures figures) {
        figures.wrongState++;
        differences.add(what + row.typeName(), describe(row));
    }

    private void type(TruthRow row, int node, TypeFigures figures) {
        PyType type = census.type(node);
        if (type.address() != row.type()) {
            figures.wrongType++;
            differences.add("wrong type " + row.typeName(), describe(row) + ", not " + type.name());
        } else if (!type.name().equals(row.typeName())) {
            figures.wrongName++;
            differences.add("named " + row.typeName(), type.name());
        }
    }

    private void size(TruthRow row, TypeFigures figures) {
        if (row.sizeBytes() < 0) {
            return;
        }
        figures.sized++;
        long size = heap.sizeBytes(row.address());
        if (size != row.sizeBytes()) {
            figures.wrongSize++;
            differences.add("size " + row.typeName(), describe(row) + " has " + row.sizeBytes() + ", not " + size);
        }
    }

    private void value(TruthRow row, TypeFigures figures) {
        String wrong = "";
        if (row.value().startsWith("len=") && !SCALARS.contains(row.typeName())) {
            String count = "len=" + heap.itemCount(row.address());
            wrong = count.equals(row.value()) ? "" : count;
        } else if (SCALARS.contains(row.typeName()) && !row.value().startsWith("len=")) {
            String text = Previewer.text(previewer.preview(row.address(), LONGEST_VALUE));
            wrong = text.equals(row.value()) ? "" : text;
        }
        if (!wrong.isEmpty()) {
            figures.wrongValue++;
            differences.add("value " + row.typeName(), describe(row) + " reads " + wrong);
        }
    }

    private void references(TruthRow row, int node, TypeFigures figures) {
        figures.references += row.referents().length;
        References ours = References.of(heap, row.address());
        Long2IntOpenHashMap untold = ours.counts();
        LongSet further = null;
        for (long target : row.referents()) {
            if (untold.get(target) > 0) {
                untold.addTo(target, -1);
                continue;
            }
            further = further == null ? ours.lookedThrough() : further;
            if (further.contains(target)) {
                documented.add("told one step further on", describe(row));
            } else {
                figures.missedReferences++;
                differences.add(
                        "reference missed: " + row.typeName() + " → " + typeName(target),
                        describe(row) + " lacks " + Long.toHexString(target) + " " + previewer.text(target));
            }
        }
        PyType type = census.type(node);
        for (References.Reference each : ours.all) {
            if (untold.get(each.target()) > 0) {
                untold.addTo(each.target(), -1);
                String kind = additions.kind(type, each.edge(), each.label(), each.target());
                if (kind == null) {
                    figures.falseReferences++;
                    differences.add(
                            "reference added: " + row.typeName() + " " + each.edge() + " " + each.label() + " → "
                                    + typeName(each.target()),
                            describe(row) + " to " + Long.toHexString(each.target()));
                } else {
                    documented.add("added: " + kind, describe(row));
                }
            }
        }
    }

    private String typeName(long object) {
        PyType type = heap.typeOf(object);
        return type == null ? "no object" : type.name();
    }

    private String missed(TruthRow row) {
        PyType type = heap.typeOf(row.address());
        String why = type == null
                ? "its type is unknown"
                : heap.isValid(row.address(), type)
                        ? "valid, but left out"
                        : "not valid, count " + heap.referenceCount(row.address());
        return describe(row) + " " + why;
    }

    private static String describe(TruthRow row) {
        return Long.toHexString(row.address()) + (row.value().isEmpty() ? "" : " " + row.value());
    }

    /// The region that an address lies in, for reports.
    static String place(Iterable<Region> regions, long address) {
        for (Region region : regions) {
            if (region.contains(address)) {
                return region.path().isEmpty() ? "anonymous memory" : region.path();
            }
        }
        return "no region";
    }
}
