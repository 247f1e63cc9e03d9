package io.ouroscope.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartFileTest {
    private static final FileOwner US = FileOwner.of(Map.of());

    @TempDir
    Path directory;

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void whileItIsWrittenItHasAnotherNameAndAfterwardsItsOwn() throws IOException {
        Path file = directory.resolve("a.core");
        try (PartFile part = PartFile.create(file, US)) {
            assertThat(names()).singleElement().asString().matches("a\\.core\\.ouroscope-[0-9a-f]{8}\\.part");
            part.channel().write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
            part.publish();
        }
        assertThat(names()).containsExactly("a.core");
        assertThat(file).hasBinaryContent(new byte[] {1, 2, 3});
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void whatWasNotPublishedIsRemoved() throws IOException {
        PartFile.create(directory.resolve("a.core"), US).close();
        assertThat(names()).isEmpty();
    }

    @Test
    void aFileThatExistsIsNeverReplaced() throws IOException {
        Path file = directory.resolve("a.core");
        try (PartFile part = PartFile.create(file, US)) {
            Files.writeString(file, "precious");
            assertThatThrownBy(part::publish).isInstanceOf(FileAlreadyExistsException.class);
        }
        assertThat(file).hasContent("precious");
        assertThat(names()).containsExactly("a.core");
        assertThatThrownBy(() -> PartFile.create(file, US)).isInstanceOf(FileAlreadyExistsException.class);
    }

    @Test
    void sweepingTakesWhatTheDeadLeftAndNothingElse() throws IOException {
        Files.writeString(directory.resolve("dead.core.ouroscope-0123abcd.part"), "half");
        Files.writeString(directory.resolve("movie.mkv.part"), "a download");
        Files.writeString(directory.resolve("x.ouroscope-0123abcd.part.txt"), "");
        try (PartFile living = PartFile.create(directory.resolve("a.core"), US)) {
            PartFile.sweep(directory);
            assertThat(names()).hasSize(3).contains("movie.mkv.part", "x.ouroscope-0123abcd.part.txt");
            living.publish();
        }
        assertThat(names()).contains("a.core");
        PartFile.sweep(directory.resolve("none"));
    }

    @Test
    void onlyRootUnderSudoGivesFilesAway() {
        assertThat(FileOwner.of(Map.of("SUDO_UID", "1000", "SUDO_GID", "100"))).isEqualTo(new FileOwner(1000, 100));
        assertThat(FileOwner.of(Map.of("SUDO_UID", "me"))).isEqualTo(new FileOwner(null, null));
    }
}
