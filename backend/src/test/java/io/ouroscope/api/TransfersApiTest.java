package io.ouroscope.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.luben.zstd.Zstd;
import io.ouroscope.testing.Requirements;
import io.ouroscope.workspace.Note;
import io.ouroscope.workspace.SnapshotStore;
import io.ouroscope.workspace.Workspace;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Snapshots that are uploaded and downloaded: the same content has the same id and is kept once.
class TransfersApiTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @TempDir
    private Path directory;

    private Workspace workspace;
    private Server server;
    private RawHttp http;

    @BeforeEach
    void start() {
        workspace = new Workspace(new SnapshotStore(directory.resolve("store"), directory.resolve("cache")), List.of());
        server = Server.start(workspace, 0, List.of());
        http = new RawHttp(server.port());
    }

    @AfterEach
    void stop() {
        server.close();
        workspace.close();
    }

    @Test
    void aPlainCoreAndTheSameCompressedAreOneSnapshot() throws Exception {
        JsonNode first = upload("shop/small.core", SmallCore.bytes());
        assertThat(first.get("state").asText()).isEqualTo("done");
        JsonNode again = upload("other name.core.zst", Zstd.compress(SmallCore.bytes()));
        assertThat(again.get("snapshotId")).isEqualTo(first.get("snapshotId"));
        assertThat(again.get("stage").asText()).isEqualTo("It was here already and is kept once");
        assertThat(cores()).containsExactly("small.core");
        assertThat(workspace.snapshots()).hasSize(1);
        assertThat(Files.mismatch(
                        directory.resolve("store/small.core"), Files.write(directory.resolve("x"), SmallCore.bytes())))
                .isEqualTo(-1);
    }

    @Test
    void uploadsOfTheSameAtTheSameTimeAreKeptOnce() throws Exception {
        try (var pool = Executors.newFixedThreadPool(6)) {
            List<Callable<JsonNode>> uploads = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                String name = "copy" + i + ".core";
                uploads.add(() -> upload(name, SmallCore.bytes()));
            }
            var ids = new ArrayList<String>();
            for (var each : pool.invokeAll(uploads)) {
                ids.add(each.get().get("snapshotId").asText());
            }
            assertThat(ids).hasSize(6).containsOnly(ids.getFirst());
        }
        assertThat(cores()).hasSize(1);
    }

    @Test
    void aFileInTheStoreThatIsNotIdentifiedYetIsNotKeptTwice() throws Exception {
        Files.createDirectories(directory.resolve("store"));
        Files.write(directory.resolve("store/by-hand.core"), SmallCore.bytes());
        upload("uploaded.core", SmallCore.bytes());
        assertThat(cores()).containsExactly("by-hand.core");
    }

    @Test
    void aDownloadUploadedElsewhereHasTheSameIdAndBringsItsNotes() throws Exception {
        String id = upload("small.core", SmallCore.bytes()).get("snapshotId").asText();
        workspace.store().notes().add(id, new Note.Draft("/object/0x10?tab=raw", "dict 0x10", "<b>look</b>"));
        HttpResponse<byte[]> file = download(id);
        assertThat(file.statusCode()).isEqualTo(200);
        assertThat(file.headers().firstValue("Content-Disposition"))
                .hasValue("attachment; filename=\"small.core.zst\"");
        assertThat(file.headers().firstValue("Content-Encoding")).isEmpty();
        try (var other = new Workspace(
                        new SnapshotStore(directory.resolve("other"), directory.resolve("cache2")), List.of());
                Server there = Server.start(other, 0, List.of())) {
            JsonNode arrived = upload(there, "small.core.zst", file.body());
            assertThat(arrived.get("snapshotId").asText()).isEqualTo(id);
            assertThat(other.store().notes().of(id))
                    .isEqualTo(workspace.store().notes().of(id))
                    .hasSize(1);
        }
        Files.createDirectories(directory.resolve("third"));
        Files.write(directory.resolve("third/small.core.zst"), file.body());
        try (var byHand =
                new Workspace(new SnapshotStore(directory.resolve("third"), directory.resolve("cache3")), List.of())) {
            while (byHand.snapshots().getFirst().stored().id() == null) {
                Thread.sleep(20);
            }
            assertThat(byHand.store().notes().of(id)).hasSize(1);
        }
    }

    @Test
    void aDownloadThatWasCutBetweenFramesIsNotTakenForAnotherSnapshot() throws Exception {
        Files.createDirectories(directory.resolve("store"));
        Path file = directory.resolve("store/large.core");
        try (var sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.write(SmallCore.bytes());
            sparse.setLength(200 << 20);
        }
        while (workspace.snapshots().getFirst().stored().id() == null) {
            Thread.sleep(20);
        }
        byte[] sent = download(
                        String.valueOf(workspace.snapshots().getFirst().stored().id()))
                .body();
        int frame = Zstd.compress(new byte[4 << 20]).length;
        byte[] cut = Arrays.copyOf(sent, sent.length - lastFrame(sent, frame));
        JsonNode failed = upload("cut.core.zst", cut);
        assertThat(failed.get("state").asText()).isEqualTo("failed");
        assertThat(failed.at("/problem/detail").asText()).contains("cut.core.zst was cut short");
        assertThat(cores()).containsExactly("large.core");
    }

    /// The last frame of the stream holds the shorter last chunk; before it stand frames of zeros.
    private static int lastFrame(byte[] sent, int zeros) {
        for (int at = sent.length - 5; at > zeros; at--) {
            if (sent[at] == 0x28
                    && sent[at + 1] == (byte) 0xb5
                    && sent[at + 2] == 0x2f
                    && sent[at + 3] == (byte) 0xfd) {
                return sent.length - at;
            }
        }
        throw new AssertionError("no frame");
    }

    @Test
    void whatIsNoSnapshotIsRefusedInWordsAndLeavesNothing() throws Exception {
        JsonNode failed = upload("<b>notes</b>.txt", "not a core".getBytes(StandardCharsets.UTF_8));
        assertThat(failed.get("state").asText()).isEqualTo("failed");
        assertThat(failed.at("/problem/detail").asText()).startsWith("b>.txt is no ELF core");
        byte[] torn = SmallCore.bytes();
        torn[18] = 3; // a 32-bit machine
        assertThat(upload("torn.core", torn).at("/problem/detail").asText())
                .contains("torn.core")
                .doesNotContain(".part", directory.toString());
        byte[] damaged = Zstd.compress(SmallCore.bytes());
        damaged = Arrays.copyOf(damaged, damaged.length - 3);
        assertThat(upload("damaged.core.zst", damaged).get("state").asText()).isEqualTo("failed");
        assertThat(leftOvers()).isEmpty();
    }

    @Test
    void anUploadThatBreaksOffLeavesNothingAndSaysSo() throws Exception {
        String job = announce(server, "half.core", 8192);
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            String head = "PUT /api/uploads/" + job + " HTTP/1.1\r\nHost: localhost\r\n"
                    + "Content-Type: application/octet-stream\r\nContent-Length: 8192\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(SmallCore.bytes(), 0, 4096);
            socket.getOutputStream().flush();
        }
        JsonNode end = await(server, job);
        assertThat(end.get("state").asText()).isEqualTo("failed");
        assertThat(end.at("/problem/title").asText()).isEqualTo("The upload broke off");
        assertThat(end.at("/problem/detail").asText())
                .isEqualTo("The connection ended when 4.0 kB of 8.0 kB of half.core had arrived."
                        + " Nothing of it was kept");
        assertThat(leftOvers()).isEmpty();
    }

    @Test
    void anUploadThatEndsShorterThanItWasAnnouncedIsNotKept() throws Exception {
        String job = announce(server, "short.core", 9000);
        assertThat(put(server, job, SmallCore.bytes()).statusCode()).isEqualTo(422);
        assertThat(await(server, job).at("/problem/detail").asText()).contains("8.0 kB of 8.8 kB of short.core");
        assertThat(leftOvers()).isEmpty();
    }

    /// More than thirty megabytes, the most that one buffer anywhere on the way could hold.
    @Test
    void aLargeUploadThatIsCancelledInTheMiddleStopsAndLeavesNothing() throws Exception {
        byte[] core = largeCore();
        String job = announce(server, "large.core", core.length);
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            String head = "PUT /api/uploads/" + job + " HTTP/1.1\r\nHost: localhost\r\n"
                    + "Content-Type: application/octet-stream\r\nContent-Length: " + core.length + "\r\n\r\n";
            OutputStream out = socket.getOutputStream();
            out.write(head.getBytes(StandardCharsets.US_ASCII));
            out.write(core, 0, core.length / 2);
            out.flush();
            while (JSON.readTree(http.get("/api/jobs/" + job).body())
                            .get("percent")
                            .asInt()
                    < 40) {
                Thread.sleep(5);
            }
            assertThat(leftOvers()).hasSize(1).first().asString().endsWith(".part");
            assertThat(http.own("DELETE", "/api/jobs/" + job, "").status()).isEqualTo(200);
            // One chunk more, after which the server looks whether somebody still wants it.
            try {
                out.write(core, core.length / 2, 8 << 20);
            } catch (IOException refused) {
                // It has looked already.
            }
        }
        assertThat(await(server, job).get("state").asText()).isEqualTo("cancelled");
        assertThat(leftOvers()).isEmpty();
    }

    @Test
    void aLargeSnapshotHasTheSameIdPlainCompressedAndDownloaded() throws Exception {
        byte[] core = largeCore();
        String id = upload("large.core", core).get("snapshotId").asText();
        assertThat(upload("large.core.zst", Zstd.compress(core))
                        .get("snapshotId")
                        .asText())
                .isEqualTo(id);
        assertThat(cores()).containsExactly("large.core");
        byte[] downloaded = download(id).body();
        assertThat(http.own("DELETE", "/api/snapshots/" + id, "").status()).isLessThan(300);
        assertThat(leftOvers()).isEmpty();
        assertThat(upload("again.core.zst", downloaded).get("snapshotId").asText())
                .isEqualTo(id);
        assertThat(Files.mismatch(directory.resolve("store/again.core"), Files.write(directory.resolve("x"), core)))
                .isEqualTo(-1);
    }

    @Test
    void aStoreThatCannotBeWrittenToIsNamedAndNotTakenForABrokenConnection() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "no directory");
        try (var other = new Workspace(new SnapshotStore(file.resolve("store"), directory.resolve("c")), List.of());
                Server there = Server.start(other, 0, List.of())) {
            JsonNode failed = upload(there, "small.core", SmallCore.bytes());
            assertThat(failed.at("/problem/title").asText()).isEqualTo("A file cannot be used");
            assertThat(failed.at("/problem/detail").asText()).contains(file.toString());
        }
    }

    @Test
    void onAFullDiskAnUploadSaysSoAndTheRoomIsFreeAgain() throws Exception {
        Path disk = Files.createDirectories(directory.resolve("disk"));
        Requirements.need(
                Requirements.TMPFS,
                run("mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", disk.toString()),
                "mount -t tmpfs is for root");
        try (var other = new Workspace(new SnapshotStore(disk.resolve("store"), directory.resolve("c")), List.of());
                Server there = Server.start(other, 0, List.of())) {
            byte[] core = largeCore();
            for (byte[] sent : List.of(core, Zstd.compress(core))) {
                String job = announce(there, "large.core", sent.length);
                try {
                    put(there, job, sent);
                } catch (IOException refused) {
                    // The server stopped reading before all was sent.
                }
                JsonNode failed = await(there, job);
                assertThat(failed.at("/problem/title").asText()).isEqualTo("The disk is full");
                assertThat(failed.at("/problem/detail").asText())
                        .contains("The disk of " + disk.resolve("store") + " has no room for large.core: No space")
                        .endsWith("Nothing of it was kept");
                assertThat(failed.at("/problem/hint").asText()).contains("--store");
                try (Stream<Path> files = Files.list(disk.resolve("store"))) {
                    assertThat(files).isEmpty();
                }
            }
            assertThat(upload(there, "small.core", SmallCore.bytes())
                            .get("state")
                            .asText())
                    .isEqualTo("done");
        } finally {
            assertThat(run("umount", disk.toString())).isTrue();
        }
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }

    /// A core of 36 MB that hardly can be compressed.
    private static byte[] largeCore() {
        byte[] core = new byte[36 << 20];
        new Random(36).nextBytes(core);
        byte[] small = SmallCore.bytes();
        System.arraycopy(small, 0, core, 0, small.length);
        return core;
    }

    @Test
    void aCancelledUploadLeavesNothing() throws Exception {
        String waiting = announce(server, "never.core", 8192);
        assertThat(http.own("DELETE", "/api/jobs/" + waiting, "").status()).isEqualTo(200);
        assertThat(await(server, waiting).get("state").asText()).isEqualTo("cancelled");
        assertThat(put(server, waiting, SmallCore.bytes()).statusCode()).isEqualTo(404);
        assertThat(leftOvers()).isEmpty();
    }

    @Test
    void bytesWithoutAnAnnouncementOrOfAnotherTypeAreRefused() throws Exception {
        assertThat(put(server, "0123", SmallCore.bytes()).statusCode()).isEqualTo(404);
        String job = announce(server, "a.core", 0);
        List<String> asForm = List.of("Host: localhost:" + server.port(), "Content-Type: text/plain");
        assertThat(http.send("PUT", "/api/uploads/" + job, asForm, "x").status())
                .isEqualTo(415);
        List<String> foreign = List.of(
                "Host: localhost:" + server.port(),
                "Origin: http://evil.example",
                "Content-Type: application/octet-stream");
        assertThat(http.send("PUT", "/api/uploads/" + job, foreign, "x").status())
                .isEqualTo(403);
        assertThat(http.send("POST", "/api/uploads", foreign, "{}").status()).isEqualTo(403);
        assertThat(http.own("POST", "/api/uploads", "{\"name\":\" \"}").status())
                .isEqualTo(400);
        assertThat(put(server, job, SmallCore.bytes()).statusCode()).isEqualTo(200);
    }

    @Test
    void onlySoManyUploadsAreUnderWayAtOnce() throws Exception {
        for (int i = 0; i < 8; i++) {
            announce(server, "a" + i + ".core", 0);
        }
        RawHttp.Answer ninth = http.own("POST", "/api/uploads", "{\"name\":\"b.core\",\"sizeBytes\":1}");
        assertThat(ninth.status()).isEqualTo(422);
        assertThat(ninth.body()).contains("Too many uploads");
    }

    @Test
    void aNameFromAnotherMachineStaysInTheStore() throws Exception {
        for (String name : List.of("../../etc/passwd.core", "..\\..\\boot.core", ".hidden", "a\u0000b\n.core", "…")) {
            byte[] core = SmallCore.bytes();
            core[5000] = (byte) name.hashCode();
            assertThat(upload(name, core).get("state").asText()).as(name).isEqualTo("done");
        }
        assertThat(cores())
                .containsExactlyInAnyOrder("passwd.core", "boot.core", "hidden.core", "ab.core", "uploaded.core");
        assertThat(directory.resolve("etc")).doesNotExist();
    }

    private JsonNode upload(String name, byte[] content) throws Exception {
        return upload(server, name, content);
    }

    private static JsonNode upload(Server at, String name, byte[] content) throws Exception {
        String job = announce(at, name, content.length);
        HttpResponse<String> put = put(at, job, content);
        assertThat(put.statusCode()).as(put.body()).isIn(200, 422);
        return await(at, job);
    }

    private static String announce(Server at, String name, long bytes) throws IOException {
        String json = JSON.writeValueAsString(
                JSON.createObjectNode().put("name", name).put("sizeBytes", bytes));
        RawHttp.Answer announced = new RawHttp(at.port()).own("POST", "/api/uploads", json);
        assertThat(announced.status()).as(announced.body()).isEqualTo(202);
        return JSON.readTree(announced.body()).get("jobId").asText();
    }

    private static HttpResponse<String> put(Server at, String job, byte[] content) throws Exception {
        return CLIENT.send(
                HttpRequest.newBuilder(URI.create(at.url() + "api/uploads/" + job))
                        .header("Content-Type", "application/octet-stream")
                        .PUT(HttpRequest.BodyPublishers.ofByteArray(content))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode await(Server at, String job) throws Exception {
        while (true) {
            JsonNode status =
                    JSON.readTree(new RawHttp(at.port()).get("/api/jobs/" + job).body());
            if (!status.get("state").asText().equals("running")) {
                return status;
            }
            Thread.sleep(20);
        }
    }

    private HttpResponse<byte[]> download(String id) throws Exception {
        return CLIENT.send(
                HttpRequest.newBuilder(URI.create(server.url() + "api/snapshots/" + id + "/file"))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
    }

    private List<String> cores() throws IOException {
        return leftOvers().stream().filter(name -> !name.endsWith(".json")).toList();
    }

    private List<String> leftOvers() throws IOException {
        if (!Files.isDirectory(directory.resolve("store"))) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory.resolve("store"))) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        }
    }
}
