package io.ouroscope.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.ouroscope.memory.Memory;
import io.ouroscope.progress.Progress;
import io.ouroscope.snapshot.Snapshot;
import io.ouroscope.snapshot.note.CaptureNote;
import io.ouroscope.snapshot.note.CaptureNote.FileNote;
import io.ouroscope.snapshot.note.CaptureNote.HoleNote;
import io.ouroscope.snapshot.note.CaptureNote.SocketNote;
import io.ouroscope.testing.Interpreters;
import io.ouroscope.testing.LivePython;
import io.ouroscope.testing.Requirements;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is in the file, and what is not, byte by byte.
class CaptureMemoryIT {
    private static final String MAPPINGS = """
            import ctypes, mmap, os, tempfile, time
            PAGE = 4096
            libc = ctypes.CDLL(None, use_errno=True)
            libc.mprotect.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
            def place(m):
                return ctypes.addressof(ctypes.c_char.from_buffer(m))
            # ten pages, each filled with its number, two of them forbidden
            guarded = mmap.mmap(-1, 10 * PAGE, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
            for i in range(10):
                guarded[i * PAGE:(i + 1) * PAGE] = bytes([i + 1]) * PAGE
            for i in (3, 7):
                assert libc.mprotect(place(guarded) + i * PAGE, PAGE, 0) == 0
            # a file cut short under its mapping: pages 4 to 7 raise SIGBUS
            with tempfile.TemporaryFile(dir=".") as f:
                f.write(b"F" * 8 * PAGE); f.flush()
                cut = mmap.mmap(f.fileno(), 8 * PAGE, flags=mmap.MAP_SHARED)
                os.ftruncate(f.fileno(), 4 * PAGE)
            # memory that may be written and not read
            unreadable = mmap.mmap(-1, 3 * PAGE, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
            unreadable[:] = b"W" * 3 * PAGE
            unreadable_place = place(unreadable)
            assert libc.mprotect(unreadable_place, 3 * PAGE, mmap.PROT_WRITE) == 0
            # 256 MiB of which three pages are touched
            sparse = mmap.mmap(-1, 256 << 20, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
            for at in (0, 100 << 20, (256 << 20) - PAGE):
                sparse[at] = 77
            # shared memory, one page touched
            shared = mmap.mmap(-1, 64 << 20)
            shared[5 * PAGE] = 99
            print("GUARDED", place(guarded)); print("CUT", place(cut))
            print("UNREADABLE", unreadable_place)
            print("SPARSE", place(sparse)); print("SHARED", place(shared))
            time.sleep(600)
            """;

    @TempDir
    Path directory;

    private Path python = Path.of("python3");

    @BeforeEach
    void needs() {
        Requirements.needCapture();
        python = Interpreters.onePerMinor(11, 12, 13).get(0).path();
    }

    @Test
    void guardPagesCutFilesAndUntouchedMemoryCostNothingButThemselves() throws Exception {
        capturesMappings(CaptureRequest.DEFAULT_MAX_MEMORY_BYTES, false);
    }

    @Test
    void withoutRamForACopyTheSameGoesStraightToDisk() throws Exception {
        capturesMappings(0, true);
    }

    private void capturesMappings(long maxMemoryBytes, boolean streamed) throws Exception {
        Path file = directory.resolve("mappings.core");
        try (LivePython live = LivePython.start(python, directory, MAPPINGS)) {
            long shared = Long.parseLong(live.awaitLine("SHARED"));
            CaptureResult result =
                    Capture.capture(new CaptureRequest(live.pid(), file, 60_000, maxMemoryBytes), Progress.NONE);
            assertThat(result.streamed()).isEqualTo(streamed);
            assertThat(result.memoryBytes()).isLessThan(100L << 20);
            try (Snapshot snapshot = Snapshot.open(file)) {
                Memory memory = snapshot.memory();
                long guarded = Long.parseLong(live.awaitLine("GUARDED"));
                for (int page = 0; page < 10; page++) {
                    long address = guarded + page * 4096L;
                    boolean forbidden = page == 3 || page == 7;
                    assertThat(memory.isReadable(address, 4096))
                            .as("page %d", page)
                            .isEqualTo(!forbidden);
                    if (!forbidden) {
                        assertThat(memory.getByte(address)).isEqualTo((byte) (page + 1));
                        assertThat(memory.getByte(address + 4095)).isEqualTo((byte) (page + 1));
                    }
                }
                long cut = Long.parseLong(live.awaitLine("CUT"));
                assertThat(memory.getByte(cut + 3 * 4096 + 4095)).isEqualTo((byte) 'F');
                assertThat(memory.isReadable(cut + 4 * 4096, 1)).isFalse();
                long unreadable = Long.parseLong(live.awaitLine("UNREADABLE"));
                assertThat(memory.getByte(unreadable + 3 * 4096 - 1)).isEqualTo((byte) 'W');
                long sparse = Long.parseLong(live.awaitLine("SPARSE"));
                assertThat(memory.getByte(sparse)).isEqualTo((byte) 77);
                assertThat(memory.getByte(sparse + (100 << 20))).isEqualTo((byte) 77);
                assertThat(memory.getByte(sparse + (256 << 20) - 4096)).isEqualTo((byte) 77);
                assertThat(memory.getLong(sparse + (50 << 20))).isZero();
                assertThat(memory.getByte(shared + 5 * 4096)).isEqualTo((byte) 99);
                assertThat(memory.getLong(shared + (32 << 20))).isZero();
                HoleNote hole = result.holes().stream()
                        .filter(each -> each.start().equals("0x" + Long.toHexString(cut + 4 * 4096)))
                        .findFirst()
                        .orElseThrow();
                assertThat(hole.end()).isEqualTo("0x" + Long.toHexString(cut + 8 * 4096));
                assertThat(hole.reason()).contains("beyond the end of its file");
            }
            long onDisk = 512L * (long) (Long) Objects.requireNonNull(blocks(file));
            assertThat(onDisk).isLessThan(100L << 20);
            assertThat(Files.size(file)).isGreaterThan(300L << 20);
            assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
            // reading what was never touched would have given it pages
            assertThat(Long.parseLong(live.status("VmRSS").replaceAll("\\D", "")))
                    .isLessThan(100_000);
        }
    }

    private static Long blocks(Path file) throws Exception {
        Process stat = new ProcessBuilder("stat", "-c", "%b", file.toString()).start();
        return Long.valueOf(new String(stat.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip());
    }

    @Test
    void theNoteTellsOpenFilesSocketsWithQueuesAndWhatEachThreadWaitsFor() throws Exception {
        String source = """
                import os, socket, select, subprocess, sys, threading, time
                server = socket.create_server(("127.0.0.1", 0))
                client = socket.create_connection(server.getsockname())
                accepted, _ = server.accept()
                accepted.sendall(b"x" * 1234)
                listener6 = socket.create_server(("::1", 0), family=socket.AF_INET6)
                left, right = socket.socketpair()
                r, w = os.pipe()
                epoll = select.epoll()
                epoll.register(r, select.EPOLLIN | select.EPOLLET)
                left.sendall(b"y" * 77)
                other = subprocess.Popen(["sleep", "600"], stdin=r)
                opened = open(__file__ if "__file__" in globals() else sys.executable, "rb", buffering=0)
                opened.seek(11)
                threading.Thread(target=os.read, args=(r, 1), daemon=True).start()
                time.sleep(0.2)
                print("FDS", server.fileno(), client.fileno(), accepted.fileno(), listener6.fileno(), left.fileno(),
                      r, epoll.fileno(), right.fileno(), w, opened.fileno(), other.pid)
                print("PORT", server.getsockname()[1], client.getsockname()[1], listener6.getsockname()[1])
                try:
                    epoll.poll(600)
                finally:
                    other.kill()
                """;
        Path file = directory.resolve("sockets.core");
        try (LivePython live = LivePython.start(python, directory, source)) {
            String[] ports = live.awaitLine("PORT").split(" ");
            String[] fds = live.awaitLine("FDS").split(" ");
            Captured.capture(live.pid(), file);
            CaptureNote note = Captured.note(file);
            SocketNote server = socket(note, fds[0]);
            assertThat(server.state()).isEqualTo("LISTEN");
            assertThat(server.local()).isEqualTo("127.0.0.1:" + ports[0]);
            assertThat(server.peer()).isEmpty();
            SocketNote client = socket(note, fds[1]);
            assertThat(client.state()).isEqualTo("ESTABLISHED");
            assertThat(client.local()).isEqualTo("127.0.0.1:" + ports[1]);
            assertThat(client.peer()).isEqualTo("127.0.0.1:" + ports[0]);
            assertThat(client.receiveQueueBytes()).isEqualTo(1234);
            assertThat(socket(note, fds[3]).local()).isEqualTo("[::1]:" + ports[2]);
            assertThat(socket(note, fds[3]).family()).isEqualTo("inet6");
            assertThat(socket(note, fds[4]).family()).isEqualTo("unix");
            assertThat(file(note, fds[5]).kind()).isEqualTo("pipe");
            assertThat(file(note, fds[6]).kind()).isEqualTo("epoll");

            // a unix socket knows its peer, and what that has not read yet
            SocketNote left = socket(note, fds[4]);
            SocketNote right = socket(note, fds[7]);
            assertThat(left.peerInode()).isEqualTo(right.inode());
            assertThat(right.peerInode()).isEqualTo(left.inode());
            assertThat(left.sendQueueBytes()).isEqualTo(77);
            assertThat(right.receiveQueueBytes()).isEqualTo(77);
            // descriptors
            assertThat(descriptor(note, fds[6]).watches())
                    .singleElement()
                    .satisfies(watch -> assertThat(watch.fd()).isEqualTo(Integer.parseInt(fds[5])))
                    .satisfies(watch -> assertThat(watch.events() & 0x80000001L).isEqualTo(0x80000001L));
            assertThat(descriptor(note, fds[8]).flags() & 3).isEqualTo(1);
            assertThat(descriptor(note, fds[9]).positionBytes()).isEqualTo(11);
            assertThat(descriptor(note, fds[9]).sizeBytes()).isPositive();
            // the other process that has the pipe
            assertThat(file(note, fds[8]).otherEnds())
                    .singleElement()
                    .satisfies(end -> assertThat(end.pid()).isEqualTo(Integer.parseInt(fds[10])))
                    .satisfies(end -> assertThat(end.process()).isEqualTo("sleep"))
                    .satisfies(end -> assertThat(end.fd()).isZero());

            assertThat(note.threads()).hasSize(2);
            // read is 0, epoll_wait 232 or epoll_pwait 281 on x86-64
            CaptureNote.SyscallNote read =
                    Objects.requireNonNull(note.threads().get(1).syscall());
            assertThat(read.number()).isZero();
            assertThat(read.arguments().get(0)).isEqualTo("0x" + Integer.toHexString(Integer.parseInt(fds[5])));
            CaptureNote.SyscallNote poll =
                    Objects.requireNonNull(note.threads().get(0).syscall());
            assertThat(poll.number()).isIn(232, 281);
            assertThat(note.threads()).allMatch(thread -> !thread.waitChannel().contains("ptrace"));
            assertThat(note.commandLine()).hasSize(3);
            assertThat(note.pauseMillis()).isPositive();
            // the epoll_wait went on
            assertThat(live.isAlive()).isTrue();
        }
    }

    private static FileNote file(CaptureNote note, String fd) {
        List<FileNote> found = note.files().stream()
                .filter(file -> file.fd() == Integer.parseInt(fd))
                .toList();
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    private static CaptureNote.DescriptorNote descriptor(CaptureNote note, String fd) {
        return Objects.requireNonNull(file(note, fd).descriptor());
    }

    private static SocketNote socket(CaptureNote note, String fd) {
        return Objects.requireNonNull(file(note, fd).socket());
    }
}
