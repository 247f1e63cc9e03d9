package io.ouroscope.python.layout;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// The layout tables we ship, and which of them fits a version.
///
/// A table is text: a comment with its source, `version N`, then `struct NAME SIZE` lines each followed by its
/// fields, `NAME OFFSET SIZE [FIRST_BIT BITS] [*]`, the star marking a counted pointer to an object. They are made by
/// `tools/layouts/make-tables`.
public final class Layouts {

    /// All tables, oldest first.
    public static final List<String> KEYS = List.of(
            "3.8.18",
            "3.9.18",
            "3.10.13",
            "3.11.7",
            "3.12.1",
            "3.13.0",
            "3.13.18",
            "3.14.4",
            "3.14.10",
            "3.15.2",
            "3.13.5t",
            "3.14.4t",
            "3.14.10t",
            "3.15.2t");

    private static final Map<String, Layout> LOADED = new ConcurrentHashMap<>();

    private Layouts() {}

    public static Layout load(String key) {
        return LOADED.computeIfAbsent(key, Layouts::read);
    }

    /// The table of the same minor version and flavour whose patch release is nearest: the newest one not
    /// newer, else the oldest. Public object structs do not change within a minor version; internal ones are
    /// validated after.
    public static Optional<Layout> nearest(PythonVersion version) {
        String best = null;
        PythonVersion bestVersion = null;
        for (String key : KEYS) {
            PythonVersion candidate = PythonVersion.parse(key).orElseThrow();
            if (!candidate.sameMinor(version)) {
                continue;
            }
            boolean notNewer = candidate.micro() <= version.micro();
            if (bestVersion == null || notNewer && candidate.micro() > bestVersion.micro()) {
                best = key;
                bestVersion = candidate;
            }
        }
        return Optional.ofNullable(best).map(Layouts::load);
    }

    /// All tables of the same minor version and flavour.
    public static List<Layout> ofMinor(PythonVersion version) {
        return KEYS.stream()
                .map(Layouts::load)
                .filter(layout -> layout.version().sameMinor(version))
                .toList();
    }

    /// Whether no table is of so new a version.
    public static boolean isNewerThanAll(PythonVersion version) {
        return KEYS.stream()
                .map(key -> PythonVersion.parse(key).orElseThrow())
                .noneMatch(known -> known.major() > version.major()
                        || known.major() == version.major() && known.minor() >= version.minor());
    }

    private static Layout read(String key) {
        String file = key + ".layout";
        InputStream stream = Layouts.class.getResourceAsStream(file);
        if (stream == null) {
            throw new MissingLayoutException("There is no layout table " + file);
        }
        try (var reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            return parse(key, reader);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read layout table " + file, e);
        }
    }

    private static Layout parse(String key, BufferedReader reader) throws IOException {
        var structs = new HashMap<String, StructLayout>();
        var fields = new HashMap<String, Field>();
        String source = "";
        String struct = "";
        int size = 0;
        boolean freeThreaded = false;
        String number = key;
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            if (line.startsWith("# Source: ")) {
                source = line.substring("# Source: ".length());
            }
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            String[] words = line.split(" ", -1);
            if (words[0].equals("struct")) {
                if (!struct.isEmpty()) {
                    structs.put(struct, new StructLayout("CPython " + key, struct, size, fields));
                }
                struct = words[1];
                size = Integer.parseInt(words[2]);
                fields = new HashMap<>();
            } else if (!struct.isEmpty()) {
                fields.put(words[0], field(words));
            } else if (words[0].equals("version")) {
                number = words[1];
            } else if (words[0].equals("flavour")) {
                freeThreaded = words[1].equals("free-threaded");
            }
        }
        structs.put(struct, new StructLayout("CPython " + key, struct, size, fields));
        PythonVersion parsed = PythonVersion.parse(number).orElseThrow();
        var version = new PythonVersion(parsed.major(), parsed.minor(), parsed.micro(), freeThreaded);
        return new Layout(key, version, source, structs);
    }

    static Field field(String[] words) {
        boolean owned = words[words.length - 1].equals("*");
        boolean bits = words.length - (owned ? 1 : 0) > 3;
        return new Field(
                words[0],
                Integer.parseInt(words[1]),
                Integer.parseInt(words[2]),
                bits ? Integer.parseInt(words[3]) : 0,
                bits ? Integer.parseInt(words[4]) : 0,
                owned);
    }
}
