package io.ouroscope.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import io.ouroscope.analysis.threads.ThreadGroup;
import io.ouroscope.analysis.threads.ThreadInfo;
import io.ouroscope.analysis.threads.Threads;
import io.ouroscope.capture.Capture;
import io.ouroscope.capture.CaptureException;
import io.ouroscope.capture.CaptureRequest;
import io.ouroscope.progress.Progress;
import io.ouroscope.testing.Interpreters;
import io.ouroscope.testing.Interpreters.Interpreter;
import io.ouroscope.testing.LivePython;
import io.ouroscope.testing.Requirements;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What threads are said to do in the kernel, against a process whose threads say where they will block.
class SystemCallWordsIT {

    @BeforeAll
    static void needed() {
        Requirements.needCapture();
    }

    static List<Interpreter> interpreters() {
        return Interpreters.onePerMinor(8, 9, 10, 11, 12, 13);
    }

    @ParameterizedTest
    @MethodSource("interpreters")
    void everyThreadIsSaidToDoWhatItDoes(Interpreter python, @TempDir Path directory)
            throws IOException, CaptureException, InterruptedException {
        Path core = directory.resolve("calls.core");
        Map<String, String> said;
        try (LivePython live = LivePython.start(python.path(), directory, script())) {
            said = said(live);
            Capture.capture(new CaptureRequest(live.pid(), core), Progress.NONE);
        }
        var store = new SnapshotStore(directory.resolve("store"), directory.resolve("cache"));
        try (AnalysedSnapshot snapshot = AnalysedSnapshot.ofTemporary(store, core, Progress.NONE)) {
            Threads threads = snapshot.threads();
            Map<String, String> doing = threads.list().stream()
                    .filter(thread -> thread.waiting() != null)
                    .collect(Collectors.toMap(
                            ThreadInfo::name,
                            thread -> Objects.requireNonNull(thread.waiting()).sentence()));
            String listener = "fd " + said.get("LISTENER") + " → listening socket 127.0.0.1:" + said.get("PORT");
            String left = "fd " + said.get("LEFT") + " → unix socket";
            String lock = "\\(lock object 0x" + Long.toHexString(Long.parseLong(said.get("LOCK"))) + "\\)";
            assertThat(doing.get("in_sleep")).matches("sleep (until 1 d 3 h after the snapshot|1 d 3 h)");
            assertThat(doing.get("in_acquire")).matches("futex wait on 0x[0-9a-f]+ " + lock + ", no timeout");
            assertThat(doing.get("in_acquire_timed"))
                    .matches("futex wait on 0x[0-9a-f]+ " + lock + ", until (1 d|24 h.*) after the snapshot");
            assertThat(doing.get("in_recv"))
                    .isEqualTo("receive from fd " + said.get("CLIENT") + " → socket 127.0.0.1:" + said.get("PORT")
                            + ", at most 4,096 bytes");
            assertThat(doing.get("in_recv_timed"))
                    .isEqualTo("poll fd " + said.get("RIGHT") + " → unix socket, timeout 22 h 13 min");
            assertThat(doing.get("in_select"))
                    .isEqualTo("select to read " + left + ", " + listener + ", timeout 19 h 26 min");
            assertThat(doing.get("in_poll")).isEqualTo("poll " + listener + ", " + left + ", timeout 16 h 40 min");
            assertThat(doing.get("in_epoll"))
                    .isEqualTo("wait for events on fd " + said.get("EPOLL") + " → epoll, no timeout");
            assertThat(doing.get("in_wait")).isEqualTo("wait for child process " + said.get("CHILD") + " to end");
            assertThat(doing.get("in_accept")).isEqualTo("accept a connection on " + listener);
            assertThat(doing.get("in_read")).isEqualTo("read fd " + said.get("PIPE") + " → pipe, at most 100 bytes");
            ThreadGroup largest = threads.groups().getFirst();
            assertThat(largest.title()).isEqualTo("worker_0 … _7");
            assertThat(largest.threads()).hasSize(8);
        }
    }

    private static Map<String, String> said(LivePython live) {
        live.awaitLine("READY");
        var said = new HashMap<String, String>();
        for (String line : live.output().lines().toList()) {
            String[] words = line.split(" ", -1);
            for (int i = 0; i + 1 < words.length; i += 2) {
                said.put(words[i], words[i + 1]);
            }
        }
        return said;
    }

    private static String script() throws IOException {
        return new String(
                Objects.requireNonNull(SystemCallWordsIT.class.getResourceAsStream("/live/system_calls.py"))
                        .readAllBytes(),
                StandardCharsets.UTF_8);
    }
}
