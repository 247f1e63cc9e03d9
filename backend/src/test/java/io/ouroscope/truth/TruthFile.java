package io.ouroscope.truth;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/// A truth file, `*.tsv` or `*.tsv.zst` (docs/truth.md): the addresses are kept, the rows are read again when asked
/// for.
final class TruthFile {
    private final Path file;
    private final Map<String, String> facts = new HashMap<>();
    private final LongOpenHashSet addresses = new LongOpenHashSet();
    private final LongOpenHashSet garbage = new LongOpenHashSet();

    private TruthFile(Path file) {
        this.file = file;
    }

    static TruthFile read(Path file) throws IOException {
        var truth = new TruthFile(file);
        truth.lines(line -> {
            switch (line.charAt(0)) {
                case 'V' -> {
                    String[] cells = line.split("\t", -1);
                    truth.facts.put(cells[1], cells[2]);
                }
                case 'O' -> truth.addresses.add(hex(line, 2, line.indexOf('\t', 2)));
                case 'D' -> truth.garbage.add(hex(line, 2, line.length()));
                default -> {}
            }
        });
        return truth;
    }

    /// A fact of row `V`, empty if it is not told.
    String fact(String key) {
        return facts.getOrDefault(key, "");
    }

    /// The version as a person writes it: `3.13.5`, with a `t` for a free-threaded build.
    String version() {
        String number = fact("version").split(" ", 2)[0];
        return fact("free_threaded").equals("1") ? number + "t" : number;
    }

    int size() {
        return addresses.size();
    }

    boolean contains(long address) {
        return addresses.contains(address);
    }

    /// Whether the collector would free the object.
    boolean isGarbage(long address) {
        return garbage.contains(address);
    }

    int garbageCount() {
        return garbage.size();
    }

    void objects(Consumer<TruthRow> consumer) throws IOException {
        lines(line -> {
            if (line.charAt(0) == 'O') {
                consumer.accept(object(line.split("\t", -1)));
            }
        });
    }

    /// Visits rows of another kind, as cells.
    void rows(String kind, Consumer<String[]> consumer) throws IOException {
        lines(line -> {
            if (line.startsWith(kind + "\t")) {
                consumer.accept(line.split("\t", -1));
            }
        });
    }

    private static TruthRow object(String[] cells) {
        long[] referents = cells[7].isEmpty()
                ? new long[0]
                : Arrays.stream(cells[7].split(",", -1))
                        .mapToLong(hex -> Long.parseUnsignedLong(hex, 16))
                        .sorted()
                        .toArray();
        return new TruthRow(
                Long.parseUnsignedLong(cells[1], 16),
                Long.parseUnsignedLong(cells[2], 16),
                cells[3],
                cells[4].equals("1"),
                cells[5].equals("-") ? -1 : Long.parseLong(cells[5]),
                cells[6],
                referents);
    }

    private static long hex(String line, int from, int to) {
        return Long.parseUnsignedLong(line, from, to, 16);
    }

    private void lines(Consumer<String> consumer) throws IOException {
        try (InputStream in = open();
                var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8), 1 << 20)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (!line.isEmpty()) {
                    consumer.accept(line);
                }
            }
        }
    }

    private InputStream open() throws IOException {
        InputStream raw = new BufferedInputStream(Files.newInputStream(file), 1 << 20);
        return file.toString().endsWith(".zst") ? new ZstdInputStreamNoFinalizer(raw) : raw;
    }
}
