package io.ouroscope.analysis;

import io.ouroscope.analysis.ReferenceAccounting.Verdict;
import io.ouroscope.progress.Progress;
import io.ouroscope.python.decode.EdgeClass;
import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.decode.PyType;
import io.ouroscope.python.discovery.Hints;
import io.ouroscope.snapshot.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Compares a snapshot of `live/extension_types.py` with what that program said of itself.
///
/// The measure of a conservative reference is gc.get_referents, where that can know it: Cython and others do not report
/// what cannot be part of a cycle (str, bytes, numbers), so only targets that the collector looks after are counted.
///
/// By hand: `ExtensionTypes CORE OUTPUT` prints the differences, the fields and the precision of each verdict.
final class ExtensionTypes {
    /// Of how many conservative references with one verdict the interpreter says that they are references.
    static final class Precision {
        int told;
        int all;

        double fraction() {
            return all == 0 ? 1 : (double) told / all;
        }
    }

    /// Types whose tp_traverse leaves out counted references, seen in their sources: numpy's ufunc its list of loops.
    private static final Set<String> INCOMPLETE = Set.of("numpy.ufunc");

    final Analysis analysis;
    final List<String> wrong = new ArrayList<>();
    final List<String> overlaps;
    /// Types of objects of which a reference was not found.
    final Set<String> missed = new TreeSet<>();

    final Map<Verdict, Precision> precision = new TreeMap<>();
    final Map<String, Precision> precisionOfFields = new TreeMap<>();
    int compared;
    int arrays;
    int scalars;
    int referents;
    int foundConservatively;

    ExtensionTypes(Analysis analysis, String said) {
        this.analysis = analysis;
        overlaps = new Overlaps(analysis).examples;
        for (Verdict verdict : Verdict.values()) {
            precision.put(verdict, new Precision());
        }
        said.lines().filter(line -> line.startsWith("OBJECT ")).forEach(line -> compare(line.split(" ")));
        said.lines().filter(line -> line.startsWith("ARRAY ")).forEach(line -> compareArray(line.split(" ")));
        said.lines().filter(line -> line.startsWith("SCALAR ")).forEach(line -> compareScalar(line.split(" ")));
    }

    public static void main(String[] arguments) throws IOException {
        try (Snapshot snapshot = Snapshot.open(Path.of(arguments[0]))) {
            Analysis analysis = Analysis.run(snapshot.memory(), Hints.NONE, Progress.NONE);
            var types = new ExtensionTypes(analysis, Files.readString(Path.of(arguments[1])));
            types.wrong.forEach(System.out::println);
            System.out.println(types.summary());
            for (ReferenceAccounting.Field field : analysis.accounting().fields()) {
                System.out.printf(
                        "%-60s +0x%-4x %6d references, %6d needed, %6d not, %s%n",
                        field.owner().name(),
                        field.offset(),
                        field.references(),
                        field.needed(),
                        field.unneeded(),
                        field.verdict());
            }
        }
    }

    String summary() {
        var text = new StringBuilder(String.format(
                Locale.ROOT,
                "%d objects compared, %d differences; %d referents, %d of them conservative%n",
                compared,
                wrong.size(),
                referents,
                foundConservatively));
        precision.forEach((verdict, each) ->
                text.append(String.format(Locale.ROOT, "%s: %d of %d are references%n", verdict, each.told, each.all)));
        precisionOfFields.forEach((field, each) ->
                text.append(String.format(Locale.ROOT, "    %s: %d of %d%n", field, each.told, each.all)));
        return text.toString();
    }

    private void compare(String[] said) {
        long object = Long.decode(said[1]);
        Heap heap = analysis.process().heap();
        int node = analysis.process().census().node(object);
        compared++;
        String what = said[2] + " at " + said[1] + ": ";
        if (node < 0) {
            PyType type = heap.typeOf(object);
            wrong.add(what + "not found, valid: " + (type != null && heap.isValid(object, type)));
            return;
        }
        if (analysis.state(node) != ObjectState.LIVE) {
            wrong.add(what + "is " + analysis.state(node));
        }
        String type = analysis.process().census().type(node).name();
        if (!type.equals(said[2])) {
            wrong.add(what + "type is " + type);
        }
        if (!said[3].equals("-1") && heap.sizeBytes(object) != Long.parseLong(said[3])) {
            wrong.add(what + "size is " + heap.sizeBytes(object) + ", not " + said[3]);
        }
        references(object, node, said, what);
    }

    private void references(long object, int node, String[] said, String what) {
        Set<Long> told = said[5].equals("-")
                ? Set.of()
                : Arrays.stream(said[5].split(",")).map(Long::decode).collect(Collectors.toSet());
        referents += told.size();
        var missing = new HashMap<Long, Boolean>();
        told.forEach(each -> missing.put(each, true));
        for (Labels.Label label : analysis.labels().of(object, 0, Long.MAX_VALUE)) {
            boolean known = missing.remove(label.target()) != null;
            if (label.edge() == EdgeClass.CONSERVATIVE && isKnownToCollector(label, said[2])) {
                Verdict verdict = label.verdict();
                if (verdict == null) {
                    wrong.add(what + "no verdict on " + label.text());
                    continue;
                }
                foundConservatively += known ? 1 : 0;
                boolean reference = told.contains(label.target());
                count(precision.get(verdict), reference);
                count(
                        precisionOfFields.computeIfAbsent(
                                verdict + " " + said[2] + label.text(), key -> new Precision()),
                        reference);
            }
        }
        missing.keySet().forEach(target -> {
            if (analysis.process().census().node(target) < 0) {
                wrong.add(what + "refers to " + Long.toHexString(target) + ", which was not found");
            } else {
                missed.add(said[2]);
                wrong.add(what + "reference to " + analysis.previewer().text(target) + " ("
                        + analysis.process().heap().typeOf(target) + ") was not found");
            }
        });
    }

    /// @param said `ARRAY address dtype shape nbytes data owns`
    private void compareArray(String[] said) {
        var facts = new HashMap<String, String>();
        analysis.process().heap().facts(Long.decode(said[1]), facts::put);
        expect(said, "dtype", "'" + facts.getOrDefault("dtype.name", "") + "'", said[2].replace('"', '\''));
        expect(said, "shape", facts.get("shape"), said[3]);
        expect(said, "nbytes", facts.get("nbytes"), said[4]);
        expect(said, "data", facts.get("data"), said[5]);
        boolean owns = facts.getOrDefault("flags", "").contains("OWNDATA");
        expect(said, "owns", owns ? "1" : "0", said[6]);
        arrays++;
    }

    private void expect(String[] said, String what, @Nullable String is, String told) {
        if (is == null || !is.replace(" ", "").equals(told)) {
            wrong.add(said[0] + " " + said[1] + ": " + what + " is " + is + ", not " + told);
        }
    }

    /// numpy 2 writes `np.float64(1.5)`, numpy 1 `1.5` alone.
    private void compareScalar(String[] said) {
        String preview = analysis.previewer().text(Long.decode(said[1])).replace(" ", "");
        String told = said[2].replace("\u0001", "").replaceFirst("^(np|numpy)\\.\\w+\\((.*)\\)$", "$2");
        String value = told.replaceFirst("^\\((.*)\\)$", "$1")
                .replaceFirst("^'(.*)'$", "$1")
                .replaceFirst("^(?:np\\.)?(True|False)_?$", "$1");
        if (!preview.contains(value) && !told.contains("dtype=") && !value.startsWith("0,")) {
            wrong.add("SCALAR " + said[1] + " reads " + preview + ", not " + value);
        }
        scalars++;
    }

    private boolean isKnownToCollector(Labels.Label label, String owner) {
        PyType type = analysis.process().heap().typeOf(label.target());
        return type != null && type.hasGc() && !INCOMPLETE.contains(owner);
    }

    private static void count(Precision precision, boolean told) {
        precision.all++;
        precision.told += told ? 1 : 0;
    }
}
