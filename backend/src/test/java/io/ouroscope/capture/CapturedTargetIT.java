package io.ouroscope.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.ouroscope.progress.Progress;
import io.ouroscope.snapshot.note.CaptureNote.ThreadNote;
import io.ouroscope.testing.Interpreters;
import io.ouroscope.testing.LivePython;
import io.ouroscope.testing.Requirements;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The target runs on, whatever happens.
class CapturedTargetIT {
    private static final int KILLS = 100;

    /// Stages at which a capturer is killed: most while the target stands still.
    private static final List<String> MOMENTS = List.of("Stopping", "Stopping", "Copying", "Writing");

    @TempDir
    Path directory;

    private Path python = Path.of("python3");

    @BeforeEach
    void needs() {
        Requirements.needCapture();
        python = Interpreters.onePerMinor(11, 12, 13).get(0).path();
    }

    @Test
    void aTargetRunsOnWhenItsCapturerIsKilledAHundredTimes() throws Exception {
        String source = """
                import threading, time
                ballast = [bytes([i % 251 + 1]) * 100_000 for i in range(500)]
                def beat(name):
                    while True:
                        with open(name, "w") as f:
                            f.write(str(time.monotonic_ns()))
                        time.sleep(0.005)
                for i in range(3):
                    threading.Thread(target=beat, args=(f"beat{i}",), daemon=True).start()
                time.sleep(0.3)
                print("READY")
                time.sleep(3600)
                """;
        long seed = 20261122;
        Random random = new Random(seed);
        try (LivePython live = LivePython.start(python, directory, source)) {
            live.awaitLine("READY");
            Process next = CaptureLoop.start(live.pid(), directory.resolve("loop.core"));
            for (int kill = 0; kill < KILLS; kill++) {
                Process capturer = next;
                next = CaptureLoop.start(live.pid(), directory.resolve("loop.core"));
                String moment = MOMENTS.get(random.nextInt(MOMENTS.size()));
                try {
                    CaptureLoop.begin(capturer);
                    await(capturer, moment);
                    Thread.sleep(random.nextInt(8));
                } finally {
                    capturer.destroyForcibly();
                    capturer.waitFor();
                }
                live.awaitStatus("TracerPid", "0");
                assertThat(live.status("State"))
                        .as("seed %d, kill %d at '%s'", seed, kill, moment)
                        .doesNotStartWith("t")
                        .doesNotStartWith("T");
                if (kill % 10 == 0) {
                    assertBeats();
                }
            }
            next.destroyForcibly();
            assertBeats();
            // what a killed capturer leaves is named as unfinished, and the next capture removes it
            assertThat(unfinished()).isNotEmpty();
            Captured.capture(live.pid(), directory.resolve("after.core"));
            assertThat(unfinished()).isEmpty();
            assertThat(Captured.note(directory.resolve("after.core")).threads()).hasSize(4);
        }
    }

    private void assertBeats() throws Exception {
        for (int thread = 0; thread < 3; thread++) {
            Path file = directory.resolve("beat" + thread);
            String before = Files.readString(file);
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
            while (Files.readString(file).equals(before)) {
                assertThat(System.nanoTime())
                        .as("thread %d stands still", thread)
                        .isLessThan(deadline);
                Thread.sleep(5);
            }
        }
    }

    private static void await(Process capturer, String moment) throws IOException {
        String line = capturer.inputReader().readLine();
        while (line != null && !line.startsWith(moment)) {
            line = capturer.inputReader().readLine();
        }
        assertThat(line).isNotNull();
    }

    private List<String> unfinished() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".part"))
                    .toList();
        }
    }

    @Test
    void aTargetThatWasStoppedStaysStoppedAndContinuesOnSigcont() throws Exception {
        String source = """
                import threading, time
                threading.Thread(target=time.sleep, args=(3600,), daemon=True).start()
                print("READY")
                n = 0
                while True:
                    time.sleep(0.02)
                    n += 1
                    print("BEAT", n)
                """;
        try (LivePython live = LivePython.start(python, directory, source)) {
            live.awaitLine("BEAT");
            live.signal("STOP");
            live.awaitStatus("State", "T");
            String before = live.output();
            CaptureResult result = Captured.capture(live.pid(), directory.resolve("stopped.core"));
            assertThat(result.threadsNotStopped()).isZero();
            live.awaitStatus("TracerPid", "0");
            live.awaitStatus("State", "T (stopped)");
            assertThat(live.output()).isEqualTo(before);
            assertThat(Captured.note(directory.resolve("stopped.core")).threads())
                    .allMatch(thread -> thread.state().equals("T"));
            live.signal("CONT");
            live.awaitStatus("State", "S");
            live.awaitLine("BEAT " + (before.split("BEAT").length + 3));
        }
    }

    @Test
    void everySignalSentDuringCapturesArrives() throws Exception {
        String source = """
                import os, signal, time
                got = 0
                def handle(number, frame):
                    global got
                    got += 1
                signal.signal(signal.SIGRTMIN + 1, handle)
                signal.signal(signal.SIGUSR1, lambda *a: print("GOT", got))
                print("READY")
                while True:
                    time.sleep(0.001)
                """;
        // a real-time signal is queued, never merged: as many as were sent must arrive in the C handler. Python
        // itself merges those that come before it looks, so the sender waits for each to be taken from the queue
        String sender = """
                import os, signal, sys, time
                pid, count = int(sys.argv[1]), int(sys.argv[2])
                def pending():
                    for line in open(f"/proc/{pid}/status"):
                        if line.startswith("SigQ:"):
                            pass
                        if line.startswith("ShdPnd:"):
                            return int(line.split()[1], 16) >> signal.SIGRTMIN & 1
                for i in range(count):
                    os.kill(pid, signal.SIGRTMIN + 1)
                    while pending():
                        time.sleep(0.0005)
                    time.sleep(0.004)
                print("SENT")
                time.sleep(600)
                """;
        try (LivePython live = LivePython.start(python, directory, source)) {
            live.awaitLine("READY");
            try (LivePython sending =
                    LivePython.start(python, directory, sender, Integer.toString(live.pid()), "300")) {
                int captures = 0;
                do {
                    Path file = directory.resolve("signals.core");
                    Captured.capture(live.pid(), file);
                    Files.delete(file);
                    captures++;
                } while (!sending.output().contains("SENT"));
                assertThat(captures).isGreaterThan(1);
                live.signal("USR1");
                assertThat(live.awaitLine("GOT")).isEqualTo("300");
            }
        }
    }

    @Test
    void aThreadInVforkIsPassedOverAndRunsOn() throws Exception {
        String source = """
                import ctypes, os, threading, time
                # posix_spawn of the C library vforks: the caller is suspended until the child has called exec. Here
                # the child first opens a FIFO that nobody writes to
                os.mkfifo("fifo")
                libc = ctypes.CDLL(None)
                actions = ctypes.create_string_buffer(256)
                assert libc.posix_spawn_file_actions_init(actions) == 0
                assert libc.posix_spawn_file_actions_addopen(actions, 5, b"fifo", os.O_RDONLY, 0) == 0
                def spawn():
                    child, arguments = ctypes.c_int(), (ctypes.c_char_p * 2)(b"true", None)
                    assert libc.posix_spawn(ctypes.byref(child), b"/bin/true", actions, None, arguments, None) == 0
                    print("SPAWNED")
                threading.Thread(target=spawn).start()
                time.sleep(0.5)
                print("READY")
                time.sleep(3600)
                """;
        try (LivePython live = LivePython.start(python, directory, source)) {
            live.awaitLine("READY");
            Path file = directory.resolve("vfork.core");
            CaptureResult result = Captured.capture(live.pid(), file);
            assertThat(result.threads()).isEqualTo(2);
            assertThat(result.threadsNotStopped()).isEqualTo(1);
            assertThat(result.pauseMillis()).isGreaterThan(900);
            ThreadNote passedOver = Captured.note(file).threads().get(1);
            assertThat(passedOver.stopped()).isFalse();
            assertThat(passedOver.problem()).contains("did not stop within 1 s");
            live.awaitStatus("TracerPid", "0");
            // let the child's open return: the thread goes on as if nothing had happened
            try (var writer = Files.newOutputStream(directory.resolve("fifo"))) {
                live.awaitLine("SPAWNED");
                writer.flush();
            }
            assertThat(live.isAlive()).isTrue();
        }
    }

    @Test
    void anAsyncioServerUnderLoadAnswersOn() throws Exception {
        String server = """
                import asyncio
                async def answer(reader, writer):
                    while line := await reader.readline():
                        writer.write(line)
                        await writer.drain()
                async def main():
                    server = await asyncio.start_server(answer, "127.0.0.1", 0)
                    print("PORT", server.sockets[0].getsockname()[1])
                    await asyncio.sleep(3600)
                asyncio.run(main())
                """;
        String client = """
                import asyncio, sys
                answered = 0
                async def ask(port, number):
                    global answered
                    reader, writer = await asyncio.open_connection("127.0.0.1", port)
                    while True:
                        text = f"{number} {answered}\\n".encode()
                        writer.write(text)
                        assert await asyncio.wait_for(reader.readline(), 30) == text
                        answered += 1
                        if answered % 2000 == 0:
                            print("ANSWERED", answered)
                async def main():
                    await asyncio.gather(*(ask(int(sys.argv[1]), n) for n in range(20)))
                asyncio.run(main())
                """;
        try (LivePython serving = LivePython.start(python, directory, server);
                LivePython asking = LivePython.start(python, directory, Map.of(), client, serving.awaitLine("PORT"))) {
            asking.awaitLine("ANSWERED");
            for (int i = 0; i < 5; i++) {
                Captured.capture(serving.pid(), directory.resolve("server" + i + ".core"));
            }
            int answered = asking.output().lines().toList().size();
            asking.awaitLine("ANSWERED " + (answered + 3) * 2000);
            assertThat(serving.output()).doesNotContain("Error");
            assertThat(asking.output()).doesNotContain("Error");
        }
    }

    @Test
    void aProcessWithHundredsOfThreadsThatComeAndGoIsCaughtWhole() throws Exception {
        String source = """
                import threading, time
                for i in range(300):
                    threading.Thread(target=time.sleep, args=(3600,), daemon=True).start()
                def churn():
                    while True:
                        t = threading.Thread(target=lambda: time.sleep(0.001))
                        t.start(); t.join()
                for i in range(4):
                    threading.Thread(target=churn, daemon=True).start()
                print("READY")
                time.sleep(3600)
                """;
        try (LivePython live = LivePython.start(python, directory, source)) {
            live.awaitLine("READY");
            CaptureResult result =
                    Capture.capture(new CaptureRequest(live.pid(), directory.resolve("many.core")), Progress.NONE);
            assertThat(result.threads() - result.threadsNotStopped()).isBetween(305, 309);
            assertThat(live.isAlive()).isTrue();
        }
    }
}
