package io.ouroscope.python.layout;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// How the static types of a CPython look from outside, to recognise them where their names cannot be read.
///
/// One table per minor version, asked of a real interpreter by `tools/layouts/make-types`. Another patch release or a
/// free-threaded build may differ in a few types; what does not fit is not recognised.
public final class KnownTypes {
    /// Tables, oldest first; one per minor version.
    static final List<String> KEYS =
            List.of("3.8.18", "3.9.18", "3.10.13", "3.11.7", "3.12.1", "3.13.18", "3.14.10", "3.15.2");

    private static final int FIXED_COLUMNS = 12;
    private static final Map<String, List<KnownType>> LOADED = new ConcurrentHashMap<>();

    private KnownTypes() {}

    /// A static type.
    ///
    /// @param name `tp_name`
    /// @param base `tp_name` of its base, `-` for `object`
    /// @param sizeBytes of its instances without the object header
    /// @param itemBytes of each item of a variable-sized one
    /// @param flags `tp_flags`
    /// @param index place among the interpreter's static types, from 1; 0 before 3.12 and where it has none
    /// @param attributes how many names its dict has
    /// @param ownAttributes how many of them are not double-underscored
    /// @param hash of the names in its dict: the first 8 bytes of the SHA-256 of the sorted names, one a line
    /// @param file in which it lies where extension modules are files, up to its first dot; `-` if it is the
    ///     interpreter's own
    /// @param places where modules have it: `builtins:dict`; of a metatype, also the types it makes, as
    ///     `type(_ctypes:Union)`
    public record KnownType(
            String name,
            String base,
            int sizeBytes,
            int itemBytes,
            long flags,
            int index,
            int attributes,
            int ownAttributes,
            String hash,
            String file,
            List<String> places) {}

    /// The types of that minor version, of the newest one known if it is newer than all.
    public static List<KnownType> of(PythonVersion version) {
        String best = KEYS.getFirst();
        for (String key : KEYS) {
            if (PythonVersion.parse(key).orElseThrow().minor() <= version.minor()) {
                best = key;
            }
        }
        return LOADED.computeIfAbsent(best, KnownTypes::read);
    }

    private static List<KnownType> read(String key) {
        String file = key + ".types";
        InputStream stream = KnownTypes.class.getResourceAsStream(file);
        if (stream == null) {
            throw new MissingLayoutException("There is no table of types " + file);
        }
        var types = new ArrayList<KnownType>();
        try (var reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (!line.startsWith("#")) {
                    types.add(parse(line.split("\t", -1)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the table of types " + file, e);
        }
        return List.copyOf(types);
    }

    /// Columns 5 and 6 (dict and weak reference offsets) are for people: they follow from the size.
    private static KnownType parse(String[] columns) {
        return new KnownType(
                columns[0],
                columns[1],
                Integer.parseInt(columns[2]),
                Integer.parseInt(columns[3]),
                Long.parseUnsignedLong(columns[4], 16),
                Integer.parseInt(columns[7]),
                Integer.parseInt(columns[8]),
                Integer.parseInt(columns[9]),
                columns[10],
                columns[11],
                List.of(columns).subList(FIXED_COLUMNS, columns.length));
    }
}
