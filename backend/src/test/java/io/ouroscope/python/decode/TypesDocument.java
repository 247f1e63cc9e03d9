package io.ouroscope.python.decode;

import io.ouroscope.python.layout.Layouts;
import io.ouroscope.testing.FakeHeap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/// Writes the table of decoders into `docs/types.md`; run it after adding a decoder.
final class TypesDocument {
    static final Path FILE = Path.of("docs", "types.md");
    private static final String BEGIN = "<!-- decoders: written by TypesDocument, checked by TypesDocumentTest -->\n";
    private static final String END = "<!-- end of decoders -->\n";

    private TypesDocument() {}

    public static void main(String[] arguments) throws IOException {
        Files.writeString(FILE, with(Files.readString(FILE)));
    }

    /// The document with the table as it should be.
    static String with(String document) {
        int from = document.indexOf(BEGIN) + BEGIN.length();
        return document.substring(0, from) + table() + document.substring(document.indexOf(END));
    }

    private static String table() {
        var readers = new TreeMap<String, String>();
        var present = new TreeMap<String, TreeSet<String>>();
        for (String key : Layouts.KEYS) {
            for (Decoder decoder : Decoders.of(FakeHeap.of(key).heap().structs(), Map.of())) {
                for (String name : decoder.typeNames()) {
                    readers.put(name, decoder.getClass().getSimpleName());
                    present.computeIfAbsent(name, type -> new TreeSet<>()).add(key);
                }
            }
        }
        var text = new StringBuilder("\n| type | read by | tables |\n|---|---|---|\n");
        readers.forEach((name, reader) -> text.append("| `")
                .append(name)
                .append("` | ")
                .append(reader)
                .append(" | ")
                .append(tables(present.get(name)))
                .append(" |\n"));
        return text.append('\n').toString();
    }

    private static String tables(TreeSet<String> present) {
        List<String> missing = new ArrayList<>(Layouts.KEYS);
        missing.removeAll(present);
        return missing.isEmpty() ? "all" : "not in " + String.join(", ", missing);
    }
}
