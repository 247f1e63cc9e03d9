package io.ouroscope.hang;

import static org.assertj.core.api.Assertions.assertThat;

import io.ouroscope.analysis.hang.Verdict;
import io.ouroscope.capture.Capture;
import io.ouroscope.capture.CaptureException;
import io.ouroscope.capture.CaptureRequest;
import io.ouroscope.progress.Progress;
import io.ouroscope.testing.LivePython;
import io.ouroscope.testing.Requirements;
import io.ouroscope.testing.Steady;
import io.ouroscope.workspace.AnalysedSnapshot;
import io.ouroscope.workspace.SnapshotStore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Real servers from Debian's packages, idle and under load: none may be called stuck. Writes its part of
/// `docs/verdicts.md`; `tools/full-check servers` runs it. A server that is not installed is written down as such and
/// fails the run.
///
/// `apt-get install python3-aiohttp python3-uvloop gunicorn python3-django jupyter-server mitmproxy deluged`
class HangServersRun {
    private static final Path FOLDER = HangProgram.FOLDER.resolve("servers");
    private static final String PYTHON = "/usr/bin/python3";
    /// Under load each moment is another one.
    private static final int MOMENTS = 5;

    private static final int PATIENCE_POLLS = 600;

    /// @param command with `PORT`, `OTHER` (port of a server behind it) and `FOLDER`
    /// @param worker whether its first child does the work
    /// @param load arguments of load.py
    private record Kind(String name, List<String> command, boolean worker, List<String> load) {}

    private static final List<String> PATHS = List.of("/", "/slow", "/locked", "/queued", "/thread");

    private static final List<Kind> KINDS = List.of(
            new Kind("aiohttp", List.of(PYTHON, script("aiohttp_server.py"), "PORT"), false, PATHS),
            new Kind("aiohttp, uvloop", List.of(PYTHON, script("aiohttp_server.py"), "PORT", "uvloop"), false, PATHS),
            new Kind(
                    "gunicorn with Django, its worker",
                    List.of(
                            "/usr/bin/gunicorn",
                            "--chdir",
                            FOLDER.toAbsolutePath().normalize().toString(),
                            "-b",
                            "127.0.0.1:PORT",
                            "--threads",
                            "4",
                            "django_application:application"),
                    true,
                    PATHS),
            new Kind(
                    "gunicorn with Django, the master",
                    List.of(
                            "/usr/bin/gunicorn",
                            "--chdir",
                            FOLDER.toAbsolutePath().normalize().toString(),
                            "-b",
                            "127.0.0.1:PORT",
                            "django_application:application"),
                    false,
                    PATHS),
            new Kind(
                    "jupyter-server",
                    List.of(
                            "/usr/bin/jupyter-server",
                            "--no-browser",
                            "--allow-root",
                            "--ServerApp.token=",
                            "--ServerApp.root_dir=FOLDER",
                            "--port=PORT"),
                    false,
                    List.of("/api", "/api/status", "/api/contents", "/api/kernels")),
            new Kind(
                    "mitmproxy (mitmdump)",
                    List.of("/usr/bin/mitmdump", "--set", "confdir=FOLDER", "-q", "-p", "PORT"),
                    false,
                    List.of("/", "/slow", "--proxy-to", "OTHER")),
            new Kind(
                    "deluged (Twisted)",
                    List.of("/usr/bin/deluged", "-d", "-c", "FOLDER", "-p", "PORT"),
                    false,
                    List.of("--connect-only")));

    private final StringBuilder rows = new StringBuilder();
    private final StringBuilder wrong = new StringBuilder();

    @TempDir
    Path folder;

    @Test
    void noRealServerIsCalledStuck() throws Exception {
        Requirements.needCapture();
        String only = System.getProperty("ouroscope.hang.only", "");
        for (Kind kind : KINDS) {
            if (kind.name().contains(only)) {
                serve(kind);
            }
        }
        if (only.isEmpty()) {
            VerdictsDocument.write(
                    "servers",
                    VerdictsDocument.taken()
                            + ". Under load: the different verdicts of " + MOMENTS + " moments.\n\n"
                            + "| server | idle | under load |\n|---|---|---|\n" + rows);
        }
        assertThat(wrong.toString()).isEmpty();
    }

    private static String script(String name) {
        return FOLDER.resolve(name).toAbsolutePath().normalize().toString();
    }

    private void serve(Kind kind) throws IOException, CaptureException, InterruptedException {
        rows.append("| ").append(kind.name()).append(" | ");
        if (!Files.isExecutable(Path.of(kind.command().getFirst()))) {
            rows.append("not installed | |\n");
            wrong.append(kind.name()).append(" is not installed\n");
            return;
        }
        int port = freePort();
        int other = freePort();
        Path home = Files.createDirectories(folder.resolve("home" + port));
        Map<String, String> environment = Map.of("HOME", home.toString(), "PYTHONDONTWRITEBYTECODE", "1");
        List<String> aside = List.of(PYTHON, script("aiohttp_server.py"), Integer.toString(other));
        try (LivePython behind = LivePython.start(aside, home, environment);
                LivePython server = LivePython.start(filled(kind.command(), port, other, home), home, environment)) {
            awaitPort(other, behind);
            awaitPort(port, server);
            int pid = kind.worker() ? child(server.pid()) : server.pid();
            Steady.await(pid);
            String idle = said(kind, "idle", pid);
            rows.append(idle).append(" | ");
            rows.append(underLoad(kind, pid, port, other, home)).append(" |\n");
        }
        System.err.println(rows);
    }

    private String underLoad(Kind kind, int pid, int port, int other, Path home)
            throws IOException, CaptureException, InterruptedException {
        var command = new ArrayList<>(List.of(PYTHON, script("load.py"), "127.0.0.1", Integer.toString(port)));
        command.addAll(filled(kind.load(), port, other, home));
        var seen = new ArrayList<String>();
        try (LivePython load = LivePython.start(command, home, Map.of())) {
            load.awaitLine("ready");
            for (int moment = 0; moment < MOMENTS; moment++) {
                Thread.sleep(300);
                seen.add(said(kind, "under load", pid));
            }
        }
        return String.join("; ", seen.stream().distinct().toList());
    }

    /// The first verdict; every alarm is written down as wrong.
    private String said(Kind kind, String state, int pid) throws IOException, CaptureException {
        Path core = folder.resolve("core");
        Files.deleteIfExists(core);
        Capture.capture(new CaptureRequest(pid, core), Progress.NONE);
        var store = new SnapshotStore(folder, folder.resolve("cache"));
        try (AnalysedSnapshot snapshot = AnalysedSnapshot.ofTemporary(store, core, Progress.NONE)) {
            List<Verdict> verdicts = snapshot.hang().report().verdicts();
            for (Verdict verdict : verdicts) {
                if (Judgement.isAlarm(verdict.kind().word())) {
                    wrong.append(kind.name()).append(", ").append(state).append(":\n");
                    wrong.append(HangRun.report(verdict));
                    keep(core);
                }
            }
            Verdict first = verdicts.getFirst();
            String word = first.kind().word() + " (" + first.certainty().word() + ")";
            return Judgement.isAlarm(first.kind().word()) ? "**" + word + "**" : word;
        } finally {
            Files.deleteIfExists(core);
        }
    }

    /// For who mends it: `-Douroscope.hang.keep=FOLDER` keeps snapshots that were judged wrongly.
    private static void keep(Path core) throws IOException {
        String kept = System.getProperty("ouroscope.hang.keep");
        if (kept != null) {
            Path target = Path.of(kept, "server-" + System.nanoTime() + ".core");
            Files.copy(core, target);
        }
    }

    private static List<String> filled(List<String> words, int port, int other, Path home) {
        return words.stream()
                .map(word -> word.replace("PORT", Integer.toString(port))
                        .replace("OTHER", Integer.toString(other))
                        .replace("FOLDER", home.toString()))
                .toList();
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void awaitPort(int port, LivePython server) throws InterruptedException {
        for (int poll = 0; poll < PATIENCE_POLLS; poll++) {
            try (var socket = new Socket(InetAddress.getByName("127.0.0.1"), port)) {
                return;
            } catch (IOException notYet) {
                assertThat(server.isAlive()).as(server::output).isTrue();
                Thread.sleep(100);
            }
        }
        throw new AssertionError("nobody listens at port " + port + ": " + server.output());
    }

    private static int child(int pid) throws IOException, InterruptedException {
        for (int poll = 0; poll < PATIENCE_POLLS; poll++) {
            try (Stream<Path> threads = Files.list(Path.of("/proc/" + pid + "/task"))) {
                for (Path thread : threads.toList()) {
                    String children =
                            Files.readString(thread.resolve("children")).strip();
                    if (!children.isEmpty()) {
                        return Integer.parseInt(children.split(" ")[0]);
                    }
                }
            }
            Thread.sleep(100);
        }
        throw new AssertionError("process " + pid + " has no child");
    }
}
