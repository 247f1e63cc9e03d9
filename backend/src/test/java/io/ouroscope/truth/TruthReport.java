package io.ouroscope.truth;

import io.ouroscope.progress.Progress;
import io.ouroscope.python.decode.EdgeClass;
import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.decode.PyType;
import io.ouroscope.python.discovery.Census;
import io.ouroscope.python.discovery.Discovery;
import io.ouroscope.python.discovery.Hints;
import io.ouroscope.python.discovery.PythonProcess;
import io.ouroscope.python.preview.Previewer;
import io.ouroscope.snapshot.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Compares a snapshot with what the interpreter said of itself: one row per object, as `address, type address, type
/// name, tracked, sys.getsizeof, value, referents`, tab separated, first cell `O`.
///
/// Run by hand: `TruthReport CORE TRUTH.tsv`.
final class TruthReport {
    private static final int EXAMPLES = 3;

    private final Heap heap;
    private final Census census;
    private final Previewer previewer;
    private final Map<String, int[]> counts = new TreeMap<>();
    private final Map<String, StringBuilder> examples = new TreeMap<>();

    private TruthReport(PythonProcess process) {
        heap = process.heap();
        census = process.census();
        previewer = new Previewer(heap);
    }

    public static void main(String[] arguments) throws IOException {
        try (Snapshot snapshot = Snapshot.open(Path.of(arguments[0]));
                Stream<String> lines = Files.lines(Path.of(arguments[1]))) {
            long start = System.nanoTime();
            PythonProcess process = Discovery.discover(snapshot.memory(), Hints.NONE, Progress.NONE);
            System.out.printf(
                    "%s%n%d objects in %d ms%n",
                    process.detection(), process.census().size(), (System.nanoTime() - start) / 1_000_000);
            var report = new TruthReport(process);
            var listed = new HashSet<Long>();
            lines.filter(line -> line.startsWith("O\t"))
                    .map(line -> line.split("\t", -1))
                    .forEach(cells -> {
                        listed.add(Long.parseUnsignedLong(cells[1], 16));
                        report.row(cells);
                    });
            report.print(listed);
        }
    }

    private void row(String[] cells) {
        long address = Long.parseUnsignedLong(cells[1], 16);
        String name = cells[3];
        int[] count = counts.computeIfAbsent(name, key -> new int[6]);
        count[0]++;
        int node = census.node(address);
        if (node < 0) {
            count[1]++;
            if (!heap.memory().isReadable(address, Long.BYTES)) {
                example("missed " + name, cells[1] + " is not in the snapshot");
                return;
            }
            PyType type = heap.typeOf(address);
            example(
                    "missed " + name,
                    cells[1] + " type " + type + " valid " + (type != null && heap.isValid(address, type)) + " count "
                            + heap.referenceCount(address) + " value " + cells[6]);
            return;
        }
        if (!census.type(node).name().equals(name)) {
            count[2]++;
            example("named " + name, census.type(node).name());
        }
        if (!cells[5].equals("-") && Long.parseLong(cells[5]) != heap.sizeBytes(address)) {
            count[3]++;
            example("size " + name, cells[1] + " is " + cells[5] + " not " + heap.sizeBytes(address));
        }
        value(cells, address, name, count);
        references(cells, address, name, count);
    }

    private void value(String[] cells, long address, String name, int[] count) {
        boolean scalar = switch (name) {
            case "builtins.int",
                    "builtins.bool",
                    "builtins.float",
                    "builtins.complex",
                    "builtins.str",
                    "builtins.bytes" -> true;
            default -> false;
        };
        if (scalar && !cells[6].startsWith("len=")) {
            String text = Previewer.text(previewer.preview(address, 1000));
            if (!text.equals(cells[6]) && !text.contains("\\")) {
                count[4]++;
                example("value " + name, cells[6] + " not " + text);
            }
        }
    }

    private void references(String[] cells, long address, String name, int[] count) {
        if (cells[7].isEmpty()) {
            return;
        }
        Set<Long> told = Arrays.stream(cells[7].split(","))
                .map(hex -> Long.parseUnsignedLong(hex, 16))
                .collect(Collectors.toCollection(HashSet::new));
        heap.references(address, (target, edge) -> {
            if (edge != EdgeClass.WEAK) {
                told.remove(target);
            }
        });
        if (!told.isEmpty()) {
            count[5]++;
            long first = told.iterator().next();
            example(
                    "references " + name,
                    cells[1] + " lacks " + told.size() + ", e.g. a " + heap.typeOf(first) + " "
                            + previewer.text(first));
        }
    }

    private void example(String kind, String text) {
        StringBuilder list = examples.computeIfAbsent(kind, key -> new StringBuilder());
        if (list.chars().filter(c -> c == '\n').count() < EXAMPLES) {
            list.append("    ").append(text).append('\n');
        }
    }

    private void print(Set<Long> listed) {
        System.out.printf(
                "%-50s %8s %8s %8s %8s %8s %8s%n", "type", "true", "missed", "named", "size", "value", "refs");
        int[] sum = new int[6];
        counts.forEach((name, count) -> {
            for (int i = 0; i < sum.length; i++) {
                sum[i] += count[i];
            }
            if (Arrays.stream(count).skip(1).anyMatch(n -> n > 0)) {
                print(name, count);
            }
        });
        print("all", sum);
        examples.forEach((kind, text) -> System.out.print(kind + "\n" + text));
        var extra = new TreeMap<String, Integer>();
        for (int node = 0; node < census.size(); node++) {
            if (!listed.contains(census.address(node))) {
                extra.merge(census.type(node).name(), 1, Integer::sum);
            }
        }
        System.out.println("not listed: " + extra);
    }

    private static void print(String name, int[] count) {
        System.out.printf(
                "%-50s %8d %8d %8d %8d %8d %8d%n", name, count[0], count[1], count[2], count[3], count[4], count[5]);
    }
}
