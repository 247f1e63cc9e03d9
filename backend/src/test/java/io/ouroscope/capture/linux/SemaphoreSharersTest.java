package io.ouroscope.capture.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.ouroscope.snapshot.note.CaptureNote.SharingNote;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;

class SemaphoreSharersTest {
    private static final Mapping SEMAPHORE =
            new Mapping(0x7f1000, 0x7f2000, "rw-s", 0, "00:17", 5, "/dev/shm/sem.a (deleted)");

    @Test
    void aThreadThatSleepsOnAWordOfTheSemaphoreForEverWaitsForIt() {
        assertThat(SemaphoreSharers.waits("202 0x7f1000 0x189 0x0 0x0 0x0 0xffffffff 0x7ffe 0x7f", SEMAPHORE))
                .isTrue();
    }

    @Test
    void whatRunsOrHasATimeoutOrSleepsOnAnotherWordDoesNot() {
        assertThat(SemaphoreSharers.waits("running", SEMAPHORE)).isFalse();
        assertThat(SemaphoreSharers.waits("", SEMAPHORE)).isFalse();
        assertThat(SemaphoreSharers.waits("202 0x7f1000 0x189 0x0 0x7ffe40 0x0 0xffffffff", SEMAPHORE))
                .as("with a timeout")
                .isFalse();
        assertThat(SemaphoreSharers.waits("202 0x7f2000 0x189 0x0 0x0 0x0 0xffffffff", SEMAPHORE))
                .as("the word behind it")
                .isFalse();
        assertThat(SemaphoreSharers.waits("230 0x7f1000 0x189 0x0 0x0 0x0 0xffffffff", SEMAPHORE))
                .as("another call")
                .isFalse();
        assertThat(SemaphoreSharers.waits("202 0xzz 0x189 0x0 0x0 0x0", SEMAPHORE))
                .isFalse();
    }

    @Test
    void aProcessWithoutSemaphoresAsksNobody() {
        Mapping file = new Mapping(0x1000, 0x2000, "rw-s", 0, "00:17", 6, "/dev/shm/other");
        Mapping copy = new Mapping(0x3000, 0x4000, "rw-p", 0, "00:17", 7, "/dev/shm/sem.private");
        assertThat(SemaphoreSharers.of(1, List.of(file, copy))).isEqualTo(new SharingNote(List.of(), 0));
    }

    @Test
    void aFileOnAnotherFilesystemIsAnotherSemaphore() {
        // Nobody has it: the device is none of this machine's.
        Mapping nowhere = new Mapping(0x1000, 0x2000, "rw-s", 0, "ff:ff", 5, "/dev/shm/sem.b");
        SharingNote note = SemaphoreSharers.of((int) ProcessHandle.current().pid(), List.of(nowhere));
        assertThat(note.semaphores()).singleElement().satisfies(each -> {
            assertThat(each.start()).isEqualTo("0x1000");
            assertThat(each.path()).isEqualTo("/dev/shm/sem.b");
            assertThat(each.sharers()).isEmpty();
        });
    }

    @Test
    void whoHasTheSameFileMappedIsFoundAlsoWhenItsNameIsTakenAway() throws IOException {
        int self = (int) ProcessHandle.current().pid();
        Path file = Path.of("/dev/shm/sem.ouroscope-test-" + self);
        try (Arena arena = Arena.ofConfined();
                FileChannel channel = FileChannel.open(
                        file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(4096));
            MemorySegment mapped = channel.map(FileChannel.MapMode.READ_WRITE, 0, 4096, arena);
            Files.delete(file);
            // This process is another one to the one that asks, which has the same file at another address.
            Mapping own = ProcFiles.mappings(self).stream()
                    .filter(each -> each.start() == mapped.address())
                    .findFirst()
                    .orElseThrow();
            var asking = new Mapping(0x1000, 0x2000, "rw-s", 0, own.device(), own.inode(), own.path());
            SharingNote note = SemaphoreSharers.of(1, List.of(asking));
            assertThat(note.semaphores()).singleElement().satisfies(each -> {
                assertThat(each.path()).isEqualTo(file + " (deleted)");
                assertThat(each.sharers()).singleElement().satisfies(sharer -> {
                    assertThat(sharer.pid()).isEqualTo(self);
                    assertThat(sharer.threads()).isPositive();
                    assertThat(sharer.waiting()).isZero();
                });
            });
        } finally {
            Files.deleteIfExists(file);
        }
    }
}
