package io.ouroscope.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ouroscope.workspace.Note;
import io.ouroscope.workspace.SnapshotStore;
import io.ouroscope.workspace.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NotesApiTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path directory;

    private Workspace workspace;
    private Server server;
    private RawHttp http;
    private String notes = "";
    private String id = "";

    @BeforeEach
    void start() throws Exception {
        Files.createDirectories(directory.resolve("store"));
        Files.write(directory.resolve("store/small.core"), SmallCore.bytes());
        workspace = new Workspace(new SnapshotStore(directory.resolve("store"), directory.resolve("cache")), List.of());
        server = Server.start(workspace, 0, List.of());
        http = new RawHttp(server.port());
        while (workspace.snapshots().getFirst().stored().id() == null) {
            Thread.sleep(20);
        }
        id = String.valueOf(workspace.snapshots().getFirst().stored().id());
        notes = "/api/snapshots/" + id + "/notes";
    }

    @AfterEach
    void stop() {
        server.close();
        workspace.close();
    }

    @Test
    void aNoteIsKeptChangedFoundAndDeleted() throws IOException {
        assertThat(get(notes).get("total").asInt()).isZero();
        JsonNode note = add("/tasks/0x10?selected=0x20", "Task-1", "waits <b>for ever</b>\nsince noon");
        add("/types?sort=size", "Types", "grows");
        assertThat(note.get("version").asInt()).isEqualTo(1);
        assertThat(get(notes).at("/items/0/title").asText()).isEqualTo("Types");
        assertThat(get(notes + "?filter=FOR%20EVER").at("/items/0/id")).isEqualTo(note.get("id"));
        assertThat(get(notes + "?path=/tasks/0x10").get("total").asInt()).isEqualTo(1);
        assertThat(get(notes + "?path=/tasks").get("total").asInt()).isZero();

        String one = notes + "/" + note.get("id").asText();
        String change = "{\"path\":\"/tasks/0x10\",\"title\":\"Task-1\",\"text\":\"solved\",\"version\":1}";
        assertThat(JSON.readTree(http.own("PATCH", one, change).body())
                        .get("version")
                        .asInt())
                .isEqualTo(2);
        assertThat(get(notes + "?filter=solved").at("/items/0/path").asText()).isEqualTo("/tasks/0x10");
        assertThat(http.own("DELETE", one, "").status()).isEqualTo(204);
        assertThat(http.own("DELETE", one, "").status()).isEqualTo(404);
        assertThat(get(notes).get("total").asInt()).isEqualTo(1);
    }

    @Test
    void aChangeOfAnOldVersionIsRefusedWithWhatTheNoteSaysNow() throws IOException {
        String one = notes + "/" + add("/types", "Types", "first").get("id").asText();
        String change = "{\"path\":\"/types\",\"title\":\"Types\",\"text\":\"%s\",\"version\":1}";
        assertThat(http.own("PATCH", one, change.formatted("mine")).status()).isEqualTo(200);
        RawHttp.Answer late = http.own("PATCH", one, change.formatted("theirs"));
        assertThat(late.status()).isEqualTo(409);
        JsonNode problem = JSON.readTree(late.body());
        assertThat(problem.get("type").asText()).isEqualTo("/problems/note-changed");
        assertThat(problem.at("/now/text").asText()).isEqualTo("mine");
        assertThat(get(notes).at("/items/0/text").asText()).isEqualTo("mine");
        assertThat(http.own("PATCH", one, "{\"path\":\"/types\",\"title\":\"T\",\"text\":\"x\"}")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void notesWrittenAtTheSameTimeAreAllKept() throws Exception {
        try (var pool = Executors.newFixedThreadPool(8)) {
            List<Future<Integer>> all = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                String json = "{\"path\":\"/types\",\"title\":\"T\",\"text\":\"note " + i + "\"}";
                all.add(pool.submit(() -> http.own("POST", notes, json).status()));
            }
            for (Future<Integer> each : all) {
                assertThat(each.get()).isEqualTo(201);
            }
        }
        assertThat(get(notes).get("total").asInt()).isEqualTo(40);
        var again = new SnapshotStore(directory.resolve("store"), directory.resolve("cache"));
        assertThat(again.notes().of(id)).hasSize(40);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//evil.example/x",
                "http://evil.example",
                "javascript:alert(1)",
                "types",
                "/a b",
                "/\\\\evil",
                "/<b>",
                "/x#y",
                ""
            })
    void aNoteIsPinnedToAPlaceInTheSnapshotAndNothingElse(String path) throws IOException {
        String json = "{\"path\":\"" + path + "\",\"title\":\"T\",\"text\":\"x\"}";
        assertThat(http.own("POST", notes, json).status()).as(json).isEqualTo(422);
        assertThat(get(notes).get("total").asInt()).isZero();
    }

    @Test
    void aNoteHasATextOfBoundedLength() throws IOException {
        for (String text : List.of("", "  ", "x".repeat(10_001))) {
            RawHttp.Answer answer =
                    http.own("POST", notes, "{\"path\":\"/types\",\"title\":\"T\",\"text\":\"" + text + "\"}");
            assertThat(answer.status()).isEqualTo(422);
            assertThat(answer.body()).contains("This note cannot be kept");
        }
        assertThat(http.own("POST", notes, "{\"path\":\"/types\",\"title\":\"" + "x".repeat(301) + "\",\"text\":\"y\"}")
                        .status())
                .isEqualTo(422);
    }

    @Test
    void aThousandNotesAreTheMost() throws IOException {
        var store = workspace.store().notes();
        for (int i = 0; i < 1000; i++) {
            store.add(id, new Note.Draft("/types", "T", "n" + i));
        }
        RawHttp.Answer more = http.own("POST", notes, "{\"path\":\"/types\",\"title\":\"T\",\"text\":\"x\"}");
        assertThat(more.status()).isEqualTo(422);
        assertThat(more.body()).contains("at most 1000 notes");
        assertThat(get(notes + "?limit=500&offset=900").get("items")).hasSize(100);
    }

    @Test
    void exportedNotesAreMergedAndOfTwoStatesTheLaterOneStays() throws Exception {
        String one = add("/types", "Types", "old").get("id").asText();
        RawHttp.Answer exported = http.get(notes + ".json");
        assertThat(exported.header("Content-Disposition")).contains("notes-" + id.substring(0, 12) + ".json");
        assertThat(exported.body()).contains("\"text\":\"old\"");
        Thread.sleep(5);
        String change = "{\"path\":\"/types\",\"title\":\"Types\",\"text\":\"new\",\"version\":1}";
        http.own("PATCH", notes + "/" + one, change);
        assertThat(http.own("PUT", notes + ".json", exported.body()).body()).isEqualTo("{\"taken\":0}");
        assertThat(get(notes).at("/items/0/text").asText()).isEqualTo("new");
        http.own("DELETE", notes + "/" + one, "");
        assertThat(http.own("PUT", notes + ".json", exported.body()).body()).isEqualTo("{\"taken\":1}");
        assertThat(get(notes).at("/items/0/text").asText()).isEqualTo("old");
    }

    @Test
    void whatIsNoExportOfThisSnapshotsNotesIsRefused() throws IOException {
        add("/types", "Types", "mine");
        String other = http.get(notes + ".json").body().replace(id, id.replace(id.charAt(0), '0') + "x");
        for (String json : List.of("", "[]", "{}", "null", "{\"format\":9}", other)) {
            assertThat(http.own("PUT", notes + ".json", json).status()).as(json).isEqualTo(422);
        }
        String hostile = "{\"format\":1,\"snapshot\":\"" + id + "\",\"notes\":[null,{},{\"id\":\"../../x\"},"
                + "{\"id\":\"0123456789abcdef\",\"path\":\"//evil.example\",\"title\":\"\",\"text\":\"x\","
                + "\"createdAt\":\"2026-01-01T00:00:00Z\",\"changedAt\":\"2026-01-01T00:00:00Z\",\"version\":1}]}";
        assertThat(http.own("PUT", notes + ".json", hostile).body()).isEqualTo("{\"taken\":0}");
        assertThat(get(notes).get("total").asInt()).isEqualTo(1);
    }

    @Test
    void aDamagedFileOfNotesIsToldAndKeptAsideByTheNextNote() throws IOException {
        add("/types", "Types", "mine");
        assertThat(get(notes).get("problem").isNull()).isTrue();
        Path file = directory.resolve("store").resolve(id + ".notes.json");
        Path aside = directory.resolve("store").resolve(id + ".notes.damaged-1.json");
        Path second = directory.resolve("store").resolve(id + ".notes.damaged-2.json");
        String whole = Files.readString(file);
        String cut = whole.substring(0, whole.length() - 9);
        Files.writeString(file, cut);
        assertThat(get(notes).get("total").asInt()).isZero();
        assertThat(get(notes).at("/problem/title").asText()).isEqualTo("The notes cannot be read");
        assertThat(get(notes).at("/problem/hint").asText()).contains(String.valueOf(aside.getFileName()));
        assertThat(file).as("reading changes nothing").hasContent(cut);
        add("/types", "Types", "again");
        assertThat(aside).hasContent(cut);
        assertThat(get(notes).get("total").asInt()).isEqualTo(1);
        assertThat(get(notes).at("/problem/detail").asText()).contains(String.valueOf(aside.getFileName()));

        String partly = Files.readString(file).replace("\"notes\":[", "\"notes\":[{\"id\":\"7\"},");
        Files.writeString(file, partly);
        assertThat(get(notes).get("total").asInt()).isEqualTo(1);
        assertThat(get(notes).at("/problem/title").asText()).isEqualTo("Some notes cannot be read");
        add("/types", "Types", "third");
        assertThat(get(notes).get("total").asInt()).isEqualTo(2);
        assertThat(second).hasContent(partly);
        Files.delete(aside);
        Files.delete(second);
        assertThat(get(notes).get("problem").isNull()).isTrue();
    }

    @Test
    void notesGoWithTheirSnapshotDamagedOnesToo() throws IOException {
        add("/types", "Types", "mine");
        Path file = directory.resolve("store").resolve(id + ".notes.json");
        Files.writeString(file, "{\"format\":1,");
        add("/types", "Types", "again");
        assertThat(directory.resolve("store").resolve(id + ".notes.damaged-1.json"))
                .exists();
        assertThat(http.own("DELETE", "/api/snapshots/" + id, "").status()).isEqualTo(204);
        assertThat(file).doesNotExist();
        assertThat(directory.resolve("store").resolve(id + ".notes.damaged-1.json"))
                .doesNotExist();
        assertThat(http.get(notes).status()).isEqualTo(404);
    }

    private JsonNode add(String path, String title, String text) throws IOException {
        String json = JSON.createObjectNode()
                .put("path", path)
                .put("title", title)
                .put("text", text)
                .toString();
        RawHttp.Answer answer = http.own("POST", notes, json);
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        return JSON.readTree(answer.body());
    }

    private JsonNode get(String path) throws IOException {
        RawHttp.Answer answer = http.get(path);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }
}
