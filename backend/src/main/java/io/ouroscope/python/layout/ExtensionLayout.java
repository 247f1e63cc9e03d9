package io.ouroscope.python.layout;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/// The structs of a C extension package, as a table read from `extensions/NAME.layout`.
///
/// Such tables hold what a package publishes in its headers, so one serves many releases. They are made by
/// `tools/layouts/make-extension-tables` and have heads of 16 bytes; where an object's head is larger, fields move.
public final class ExtensionLayout {
    private static final int HEAD_BYTES = 16;

    private final String table;
    private final Map<String, StructLayout> structs;

    private ExtensionLayout(String table, Map<String, StructLayout> structs) {
        this.table = table;
        this.structs = structs;
    }

    /// @param headBytes of an object in the target
    public static ExtensionLayout load(String table, int headBytes) {
        String file = "extensions/" + table + ".layout";
        InputStream stream = ExtensionLayout.class.getResourceAsStream(file);
        if (stream == null) {
            throw new MissingLayoutException("There is no layout table " + file);
        }
        var structs = new HashMap<String, StructLayout>();
        try (var reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            String struct = "";
            int size = 0;
            var fields = new HashMap<String, Field>();
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                String[] words = line.split(" ", -1);
                if (words[0].equals("struct")) {
                    add(structs, table, struct, size, fields, headBytes);
                    struct = words[1];
                    size = Integer.parseInt(words[2]);
                    fields = new HashMap<>();
                } else if (!line.startsWith("#")) {
                    fields.put(words[0], Layouts.field(words));
                }
            }
            add(structs, table, struct, size, fields, headBytes);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read layout table " + file, e);
        }
        return new ExtensionLayout(table, structs);
    }

    private static void add(
            Map<String, StructLayout> structs,
            String table,
            String struct,
            int size,
            Map<String, Field> fields,
            int headBytes) {
        if (struct.isEmpty()) {
            return;
        }
        boolean isObject = fields.values().stream().allMatch(field -> field.offset() >= HEAD_BYTES);
        int moved = isObject ? headBytes - HEAD_BYTES : 0;
        var offsets = new HashMap<String, Integer>();
        fields.forEach((name, field) -> offsets.put(name, field.offset() + moved));
        structs.put(struct, new StructLayout(table, struct, size + moved, fields).with(offsets));
    }

    public StructLayout struct(String name) {
        StructLayout found = structs.get(name);
        if (found == null) {
            throw new MissingLayoutException("The layout of " + table + " has no struct " + name);
        }
        return found;
    }
}
