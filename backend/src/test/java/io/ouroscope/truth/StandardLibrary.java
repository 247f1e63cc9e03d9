package io.ouroscope.truth;

import io.ouroscope.progress.Progress;
import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.decode.PyType;
import io.ouroscope.python.discovery.Census;
import io.ouroscope.python.discovery.Discovery;
import io.ouroscope.python.discovery.Hints;
import io.ouroscope.python.discovery.PythonProcess;
import io.ouroscope.python.preview.Previewer;
import io.ouroscope.snapshot.Snapshot;
import it.unimi.dsi.fastutil.longs.Long2IntOpenHashMap;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Compares what we say of every object with what the interpreter said (`live/stdlib.py` and the like): found, type,
/// size, `repr` where one is given, and the references as a multiset, each difference filed under the type.
///
/// Run by hand: `StandardLibrary CORE TRUTH.tsv`.
final class StandardLibrary {
    private static final int EXAMPLES = 3;
    /// Types whose `sys.getsizeof` counts other objects too, or a part twice.
    private static final Set<String> COUNTED_TWICE = Set.of("_io.BytesIO", "_pickle.Pickler", "StgDict", "bytearray");

    /// What differs in one way for one type (and one field of it).
    static final class Difference {
        int count;
        final List<String> examples = new ArrayList<>();
    }

    private final Heap heap;
    private final Census census;
    private final Previewer previewer;
    private final Additions additions;
    private final TypesList list;
    private final String version;
    private final Map<String, Difference> differences = new TreeMap<>();
    private final Map<String, Integer> types = new TreeMap<>();
    private final List<PyType> undescribed = new ArrayList<>();
    private boolean hexadecimalReprs;
    private String patch = "";
    private int rows;
    private long references;
    private long missedReferences;
    private long addedReferences;

    StandardLibrary(PythonProcess process, TypesList list) {
        this.list = list;
        version = process.heap().layout().version().toString();
        heap = process.heap();
        census = process.census();
        previewer = new Previewer(heap);
        additions = new Additions(heap);
    }

    public static void main(String[] arguments) throws IOException {
        try (Snapshot snapshot = Snapshot.open(Path.of(arguments[0]))) {
            PythonProcess process = Discovery.discover(snapshot.memory(), Hints.NONE, Progress.NONE);
            var comparison = new StandardLibrary(process, TypesList.ofTheDocument());
            comparison.compare(Path.of(arguments[1]));
            System.out.println(process.detection());
            System.out.print(comparison.report());
            comparison.undescribed.forEach(type -> System.out.println(
                    "undescribed " + type.typeName() + " " + type.name() + " " + comparison.types.get(type.name())));
        }
    }

    void compare(Path truth) throws IOException {
        try (Stream<String> lines = Files.lines(truth)) {
            lines.forEach(line -> {
                String[] cells = line.split("\t", -1);
                switch (cells[0]) {
                    case "O" -> object(cells);
                    case "V" -> {
                        hexadecimalReprs |= cells[1].equals("exact");
                        patch = cells[1].equals("version") ? cells[2] : patch;
                    }
                    case "T" -> {
                        if (hexadecimalReprs) {
                            type(cells);
                        }
                    }
                    default -> {}
                }
            });
        }
    }

    int objects() {
        return rows;
    }

    Map<String, Difference> differences() {
        return differences;
    }

    /// Types with C instances that no decoder knows.
    List<PyType> undescribed() {
        return undescribed;
    }

    private void type(String[] cells) {
        PyType type = heap.type(Long.parseUnsignedLong(cells[1], 16));
        types.put(cells[2], Integer.parseInt(cells[3]));
        if (type == null) {
            differ("type unknown", cells[2], cells[1]);
        } else if (!type.isDescribed() && !type.isPythonMade() && !isListed(type)) {
            undescribed.add(type);
        }
    }

    /// As handled generically; or as decoded, where the layout is that of another patch release and does not fit.
    private boolean isListed(PyType type) {
        return list.generic().contains(type.typeName())
                || list.decoded().contains(type.typeName()) && !patch.equals(version);
    }

    private void object(String[] cells) {
        rows++;
        long address = Long.parseUnsignedLong(cells[1], 16);
        String name = cells[3];
        int node = census.node(address);
        if (node < 0 && !heap.memory().isReadable(address, Long.BYTES)) {
            differ("unreadable", name, cells[1]);
            return;
        }
        if (node < 0) {
            PyType type = heap.typeOf(address);
            differ(
                    "missed",
                    name,
                    cells[1] + " " + type + " valid " + (type != null && heap.isValid(address, type)) + " count "
                            + heap.referenceCount(address));
            return;
        }
        if (!census.type(node).name().equals(name)) {
            differ("type", name, cells[1] + " is " + census.type(node).name());
        }
        if (!cells[5].equals("-") && Long.parseLong(cells[5]) != heap.sizeBytes(address)) {
            differ("size", name, cells[1] + " is " + cells[5] + ", not " + heap.sizeBytes(address));
        }
        if (!COUNTED_TWICE.contains(type(address)) && heap.memoryBytes(address) < heap.sizeBytes(address) - 16) {
            differ(
                    "memory",
                    name,
                    cells[1] + " size " + heap.sizeBytes(address) + ", occupies " + heap.memoryBytes(address));
        }
        if (hexadecimalReprs && !cells[6].equals("-")) {
            String repr = new String(HexFormat.of().parseHex(cells[6]), StandardCharsets.UTF_8);
            String preview = Previewer.text(previewer.preview(address, 100_000));
            if (!preview.equals(repr)) {
                differ("repr", name, preview + ", not " + repr);
            }
        }
        references(address, name, cells[7]);
    }

    private String type(long address) {
        PyType type = heap.typeOf(address);
        return type == null ? "" : type.decodedBy().typeName();
    }

    private void references(long address, String name, String told) {
        var expected = new Long2IntOpenHashMap();
        if (!told.isEmpty()) {
            for (String hex : told.split(",")) {
                expected.addTo(Long.parseUnsignedLong(hex, 16), 1);
                references++;
            }
        }
        PyType type = heap.typeOf(address);
        References ours = References.of(heap, address);
        var added = new ArrayList<References.Reference>();
        for (References.Reference each : ours.all) {
            int left = expected.get(each.target());
            if (left > 0) {
                expected.put(each.target(), left - 1);
            } else {
                added.add(each);
            }
        }
        var lacking = new LongOpenHashSet();
        expected.long2IntEntrySet().forEach(entry -> {
            if (entry.getIntValue() > 0) {
                lacking.add(entry.getLongKey());
            }
        });
        if (!lacking.isEmpty()) {
            lacking.removeAll(ours.lookedThrough());
        }
        lacking.forEach((long target) -> {
            missedReferences++;
            String kind = list.notFollowed().contains(shortName(name)) ? "does not follow" : "lacks";
            differ(
                    kind,
                    name,
                    Long.toHexString(address) + " -> " + Long.toHexString(target) + " " + previewer.text(target));
        });
        for (References.Reference each : added) {
            addedReferences++;
            String kind = type == null ? null : additions.kind(type, each.edge(), each.label(), each.target());
            differ(
                    (kind == null ? "wrongly added " : "added ") + each.label(),
                    name,
                    Long.toHexString(address) + " -> " + previewer.text(each.target()) + " " + kind);
        }
    }

    private static String shortName(String name) {
        return name.startsWith("builtins.") ? name.substring("builtins.".length()) : name;
    }

    private void differ(String kind, String type, String example) {
        Difference difference = differences.computeIfAbsent(kind + " " + type, key -> new Difference());
        difference.count++;
        if (difference.examples.size() < EXAMPLES) {
            difference.examples.add(example);
        }
    }

    String report() {
        var text = new StringBuilder();
        text.append(String.format(
                "%d objects, %d references, %d lacking, %d added%n",
                rows, references, missedReferences, addedReferences));
        differences.forEach((kind, difference) -> {
            text.append(String.format("%7d %s%n", difference.count, kind));
            difference.examples.forEach(
                    example -> text.append("            ").append(example).append('\n'));
        });
        return text.toString();
    }
}
