package io.ouroscope.hang;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/// One program of `tools/hang` and what must be said of it, as its file says in the table `EXPECT`.
///
/// The table is read as text, the file is never imported: it is JSON with Python's `True` and commas at ends. Fields of
/// a row:
///
/// | field | what |
/// |---|---|
/// | `why` | why it hangs or does not, for people |
/// | `kind` | of the first verdict; a list where several words are right |
/// | `certainty` | of the first verdict, at least |
/// | `members` | names of tasks and threads, one of which the first verdict must name; a deadlock names these and no
/// others |
/// | `behind` | how many wait behind its members, at least |
/// | `says` | words of its sentence, reasons or members |
/// | `verdicts` | how many of that kind there must be, at least |
/// | `each` | of a program of several hangs, in place of all above but `why`: a row for each verdict, the first one
/// first; no other alarm is right |
/// | `also` | alarms that may be raised besides; all others are false |
/// | `since` | the first version it runs on |
/// | `busy` | it never stands still: captured at any moment |
///
/// @param file name without `.py`: `asyncio_cycles`
record HangProgram(
        String file,
        String name,
        String why,
        List<Expected> each,
        int verdicts,
        Set<String> also,
        int sinceMinor,
        boolean busy) {
    static final Path FOLDER = Path.of("..", "tools", "hang");
    /// Ends the table: a bracket alone.
    private static final String END = "\n}\n";

    private static final String BEGIN = "\nEXPECT = {";
    private static final Set<String> FIELDS = Set.of("why", "verdicts", "also", "since", "busy");
    private static final Set<String> FIELDS_OF_SEVERAL = Set.of("why", "each", "since");
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_TRAILING_COMMA, JsonReadFeature.ALLOW_YAML_COMMENTS)
            .build();

    /// All of them, file by file.
    static List<HangProgram> all() {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".py"))
                    .sorted()
                    .flatMap(file -> of(file).stream())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// @param id `asyncio_cycles/gather`
    static HangProgram named(String id) {
        return all().stream()
                .filter(program -> program.toString().equals(id))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no program of tools/hang is called " + id));
    }

    private static List<HangProgram> of(Path path) {
        String source = read(path);
        int begin = source.indexOf(BEGIN);
        int end = source.indexOf(END, begin);
        if (begin < 0 || end < 0) {
            throw new AssertionError(path + " has no table EXPECT");
        }
        String table =
                source.substring(begin + BEGIN.length() - 1, end + END.length()).replace(": True", ": true");
        String file = path.getFileName().toString().replaceFirst("\\.py$", "");
        var programs = new ArrayList<HangProgram>();
        try {
            JSON.readTree(table).properties().forEach(row -> programs.add(of(file, row.getKey(), row.getValue())));
        } catch (IOException e) {
            throw new AssertionError("table EXPECT of " + path, e);
        }
        return programs;
    }

    private static HangProgram of(String file, String name, JsonNode row) {
        String id = file + "/" + name;
        boolean isOfSeveral = row.has("each");
        check(id, row, isOfSeveral ? FIELDS_OF_SEVERAL : FIELDS, isOfSeveral ? Set.of() : Expected.FIELDS);
        row.path("each").forEach(each -> check(id, each, Expected.FIELDS, Set.of()));
        return new HangProgram(
                file,
                name,
                row.path("why").asText(),
                isOfSeveral
                        ? StreamSupport.stream(row.path("each").spliterator(), false)
                                .map(Expected::of)
                                .toList()
                        : List.of(Expected.of(row)),
                row.path("verdicts").asInt(1),
                new TreeSet<>(Expected.texts(row.path("also"))),
                Integer.parseInt(row.path("since").asText("3.8").substring(2)),
                row.path("busy").asBoolean());
    }

    private static void check(String id, JsonNode row, Set<String> fields, Set<String> moreFields) {
        row.fieldNames().forEachRemaining(field -> {
            if (!fields.contains(field) && !moreFields.contains(field)) {
                throw new AssertionError(id + ": no field is called " + field);
            }
        });
    }

    /// What must be said first.
    Expected first() {
        return each.getFirst();
    }

    /// The first paragraph of the file's docstring, on one line.
    static String docstring(String file) {
        String source = read(FOLDER.resolve(file + ".py"));
        String text = source.substring(source.indexOf("\"\"\"") + 3);
        return text.substring(0, text.indexOf("\n\n")).replace('\n', ' ').strip();
    }

    private static String read(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return file + "/" + name;
    }
}
