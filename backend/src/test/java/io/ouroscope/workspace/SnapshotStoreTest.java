package io.ouroscope.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ouroscope.progress.Progress;
import io.ouroscope.snapshot.CompressedSnapshot;
import io.ouroscope.snapshot.OpenOptions;
import io.ouroscope.snapshot.Snapshot;
import io.ouroscope.snapshot.TestCore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotStoreTest {
    @TempDir
    Path root;

    private Path directory;
    private SnapshotStore store;

    @BeforeEach
    void makeStore() throws IOException {
        directory = root.resolve("snapshots");
        store = reopened();
        Files.createDirectory(directory);
    }

    @Test
    void snapshotsAreListedAndOtherFilesAreNot() throws IOException {
        core(7).write(directory.resolve("b.core"));
        core(8).write(directory.resolve("core.8"));
        core(9).write(directory.resolve("dump-of-web-7"));
        Files.writeString(directory.resolve("README.md"), "notes");
        core(10).write(directory.resolve("c.core.part"));
        core(11).write(directory.resolve(".hidden.core"));
        assertThat(store.list())
                .extracting(StoredSnapshot::fileName)
                .containsExactlyInAnyOrder("b.core", "core.8", "dump-of-web-7");
        assertThat(store.list().getFirst().info()).isNotNull();
        assertThat(store.list().getFirst().id()).isNull();
    }

    @Test
    void aBrokenFileIsListedWithItsProblem() throws IOException {
        Files.writeString(directory.resolve("a.core"), "not a core");
        assertThat(store.list())
                .singleElement()
                .satisfies(snapshot -> assertThat(snapshot.problem()).contains("a.core is no ELF file"));
        assertThat(store.identify(directory.resolve("a.core"), Progress.NONE).problem())
                .contains("no ELF file");
    }

    @Test
    void anIdIsComputedOnceAndForgottenWhenTheFileChanges() throws IOException {
        Path file = core(7).write(directory.resolve("a.core"));
        String id = store.identify(file, Progress.NONE).id();
        assertThat(id).hasSize(64);
        assertThat(reopened().list().getFirst().id()).isEqualTo(id);
        assertThat(reopened().find(id.substring(0, 12))).isPresent();
        core(8).load(0x90000, TestCore.READ, new byte[4096]).write(file);
        assertThat(reopened().list().getFirst().id()).isNull();
    }

    @Test
    void aCompressedSnapshotHasTheSameIdAndOpens() throws IOException {
        Path plain = core(7).write(root.resolve("a.core"));
        Path packed = directory.resolve("a.core.zst");
        CompressedSnapshot.compress(plain, packed, 3, Progress.NONE);
        assertThat(store.list().getFirst().info()).isNull();
        StoredSnapshot identified = store.identify(packed, Progress.NONE);
        assertThat(identified.id())
                .isEqualTo(store.identify(plain, Progress.NONE).id());
        assertThat(identified.sizeBytes()).isEqualTo(Files.size(plain));
        assertThat(identified.info()).isNotNull();
        assertThat(identified.info().pid()).isEqualTo(7);
        try (Snapshot snapshot = Snapshot.open(store.plain(packed, Progress.NONE), OpenOptions.DEFAULT)) {
            assertThat(snapshot.memory().isReadable(0x10000, 4096)).isTrue();
        }
        assertThat(root.resolve("cache/unpacked")).isDirectoryContaining("glob:**.core");
        store.delete(packed);
        assertThat(root.resolve("cache/unpacked")).isEmptyDirectory();
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void whatIsKnownOfAFileElsewhereIsNotWrittenBesideIt() throws IOException {
        Path elsewhere = Files.createDirectory(root.resolve("elsewhere"));
        Path file = core(7).write(elsewhere.resolve("a.core"));
        String id = store.identify(file, Progress.NONE).id();
        assertThat(elsewhere.toFile().list()).containsExactly("a.core");
        assertThat(reopened().describe(file).id()).isEqualTo(id);
    }

    @Test
    void aLabelStaysUntilItIsTakenAway() throws IOException {
        Path file = core(7).write(directory.resolve("a.core"));
        store.label(file, "  the night it hung ");
        store.identify(file, Progress.NONE);
        assertThat(reopened().list().getFirst().label()).isEqualTo("the night it hung");
        assertThat(store.label(file, "").label()).isNull();
        assertThat(store.list()).hasSize(1);
    }

    @Test
    void aDamagedSidecarLosesOnlyWhatItHeld() throws IOException {
        Path file = core(7).write(directory.resolve("a.core"));
        for (String rubbish : new String[] {"", "null", "[1]", "{\"known\":{}}", "{\"known\":{\"file\":7}}", "{"}) {
            Files.writeString(directory.resolve("a.core.json"), rubbish);
            assertThat(reopened().list()).singleElement().satisfies(snapshot -> {
                assertThat(snapshot.id()).isNull();
                assertThat(snapshot.problem()).isNull();
            });
        }
        assertThat(store.identify(file, Progress.NONE).id()).isNotNull();
    }

    @Test
    void onlySnapshotsOfTheStoreAreDeleted() throws IOException {
        Path file = core(7).write(root.resolve("a.core"));
        assertThatThrownBy(() -> store.delete(file)).hasMessageContaining("not in the store");
        assertThatThrownBy(() -> store.delete(directory.resolve("../a.core"))).hasMessageContaining("not in the store");
        assertThat(file).exists();
    }

    @Test
    void newFilesHaveSafeNamesInAPrivateDirectory() throws IOException {
        SnapshotStore fresh = new SnapshotStore(root.resolve("data/ouroscope/snapshots"), root.resolve("cache"));
        Instant at = Instant.parse("2026-11-22T13:05:01Z");
        Path file = fresh.newFile("../we ird/näme.py", 42, at);
        assertThat(file.getFileName()).hasToString("we_ird_n_me.py-42-20261122-130501.core");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(fresh.directory())))
                .isEqualTo("rwx------");
        Files.createFile(file);
        assertThat(fresh.newFile("../we ird/näme.py", 42, at).getFileName())
                .hasToString("we_ird_n_me.py-42-20261122-130501-2.core");
        assertThat(fresh.newFile("", 1, at).getFileName()).hasToString("process-1-20261122-130501.core");
    }

    @Test
    void aStoreThatDoesNotExistYetIsEmpty() throws IOException {
        assertThat(new SnapshotStore(root.resolve("none"), root.resolve("cache")).list())
                .isEmpty();
        assertThat(root.resolve("none")).doesNotExist();
    }

    @Test
    void theStoreIsTheCheckoutsOrTheUsersDataDirectory() {
        Properties properties = new Properties();
        properties.setProperty("user.home", "/home/ada");
        assertThat(new Directories(Map.of(), properties).store(null))
                .isEqualTo(Path.of("/home/ada/.local/share/ouroscope/snapshots"));
        Directories xdg = new Directories(Map.of("XDG_DATA_HOME", "/data", "XDG_CACHE_HOME", "relative"), properties);
        assertThat(xdg.store(null)).isEqualTo(Path.of("/data/ouroscope/snapshots"));
        assertThat(xdg.cache()).isEqualTo(Path.of("/home/ada/.cache/ouroscope"));
        properties.setProperty("ouroscope.home", "/src/ouroscope");
        assertThat(xdg.store(null)).isEqualTo(Path.of("/src/ouroscope/snapshots"));
        assertThat(xdg.store(Path.of("/else"))).isEqualTo(Path.of("/else"));
    }

    private SnapshotStore reopened() {
        return new SnapshotStore(directory, root.resolve("cache"));
    }

    private static TestCore core(int pid) {
        return new TestCore()
                .process(pid, "python3", "python3 app.py")
                .load(0x10000, TestCore.READ, TestCore.pattern(4096, pid));
    }
}
