package io.ouroscope.workspace;

import io.ouroscope.index.Columns;
import io.ouroscope.index.IndexFile;
import io.ouroscope.index.MemoryColumns;
import io.ouroscope.memory.Region;
import io.ouroscope.snapshot.PrivateFiles;
import io.ouroscope.snapshot.Snapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.CodeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The index files of snapshots, in the cache directory; what is lost is made again.
///
/// A file is named for the snapshot file's identity, size and time; its key also holds what was mapped (pages may have
/// been taken from other files) and which build of Ouroscope made it, so that no other build reads it. Those not used
/// for a month are deleted.
public final class Indexes {
    private static final Logger LOG = LoggerFactory.getLogger(Indexes.class);
    private static final String SUFFIX = ".idx";
    private static final Duration KEPT = Duration.ofDays(30);
    private static final String BUILD = build();

    private final Path directory;

    /// @param cache the cache directory of [Directories#cache]
    Indexes(Path cache) {
        directory = cache.resolve("index");
    }

    /// The index of a snapshot, complete or to be built; in memory only where no file can be written.
    ///
    /// @param plain the mapped file
    Columns open(Path plain, Snapshot snapshot) {
        try {
            PrivateFiles.createDirectories(directory);
            deleteUnused();
            Path file = file(plain);
            IndexFile index = IndexFile.open(file, key(plain, snapshot));
            if (index.isComplete()) {
                Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
            }
            return index;
        } catch (IOException failure) {
            LOG.warn("The analysis of {} is not kept: {}", plain, failure.toString());
            return new MemoryColumns();
        }
    }

    /// For a snapshot that nobody will open again.
    Columns temporary() {
        try {
            PrivateFiles.createDirectories(directory);
            return IndexFile.temporary(directory);
        } catch (IOException failure) {
            LOG.debug("No temporary index in {}", directory, failure);
            return new MemoryColumns();
        }
    }

    /// Forgets the index of a snapshot file; who has it mapped keeps it.
    void remove(Path plain) {
        try {
            Files.deleteIfExists(file(plain));
        } catch (IOException kept) {
            LOG.debug("The index of {} stays", plain, kept);
        }
    }

    private Path file(Path plain) throws IOException {
        return directory.resolve(
                UnpackedCache.digest(FileState.of(plain).toString()).substring(0, 32) + SUFFIX);
    }

    private static String key(Path plain, Snapshot snapshot) throws IOException {
        var regions = new StringBuilder();
        for (Region region : snapshot.memory().regions()) {
            regions.append(region.start()).append(' ').append(region.end()).append(' ');
        }
        return BUILD + '\n' + FileState.of(plain) + '\n' + UnpackedCache.digest(regions.toString());
    }

    private void deleteUnused() {
        FileTime oldest = FileTime.from(Instant.now().minus(KEPT));
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                if (Files.getLastModifiedTime(file).compareTo(oldest) < 0) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException raced) {
            LOG.debug("Old indexes stay", raced);
        }
    }

    /// Changes with every build: the jar's size and time, or those of the newest class file.
    private static String build() {
        CodeSource source = Indexes.class.getProtectionDomain().getCodeSource();
        if (source == null) {
            return BuildVersion.text();
        }
        try {
            Path code = Path.of(source.getLocation().toURI());
            if (Files.isRegularFile(code)) {
                return BuildVersion.text() + ' ' + FileState.of(code);
            }
            try (Stream<Path> classes = Files.walk(code)) {
                List<Path> files = classes.filter(Files::isRegularFile).toList();
                long newest = files.stream()
                        .mapToLong(file -> file.toFile().lastModified())
                        .max()
                        .orElse(0);
                return BuildVersion.text() + ' ' + files.size() + ' ' + newest;
            }
        } catch (IOException | URISyntaxException | IllegalArgumentException | UncheckedIOException unknown) {
            return BuildVersion.text();
        }
    }
}
