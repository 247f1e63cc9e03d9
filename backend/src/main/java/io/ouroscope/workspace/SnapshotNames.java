package io.ouroscope.workspace;

import io.ouroscope.snapshot.CompressedSnapshot;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;

/// Which files of the store are snapshots, and how new ones are named.
final class SnapshotNames {
    static final String CORE = ".core";
    private static final int LONGEST_PROCESS = 60;
    private static final byte[] ELF_MAGIC = {0x7f, 'E', 'L', 'F'};
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    private SnapshotNames() {}

    /// Files that call themselves a core, and any other that is an ELF file. Hidden files, files being written
    /// (`.part`) and sidecars are not looked at.
    static boolean isListed(Path file) {
        String name = String.valueOf(file.getFileName());
        if (name.startsWith(".")
                || name.endsWith(".part")
                || name.endsWith(Sidecar.SUFFIX)
                || !Files.isRegularFile(file)) {
            return false;
        }
        return name.endsWith(CORE)
                || name.endsWith(CORE + CompressedSnapshot.SUFFIX)
                || name.matches("core(\\..+)?")
                || beginsAsElf(file);
    }

    private static boolean beginsAsElf(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return Arrays.equals(in.readNBytes(ELF_MAGIC.length), ELF_MAGIC);
        } catch (IOException e) {
            return false;
        }
    }

    /// `generate.py-1234-20261122-130501`: the process as far as its characters are safe in every shell and URL.
    static String stem(String process, int pid, Instant at) {
        String safe = process.replaceAll("[^A-Za-z0-9._-]+", "_").replaceAll("^[._-]+", "");
        String cut = safe.length() > LONGEST_PROCESS ? safe.substring(0, LONGEST_PROCESS) : safe;
        return (cut.isEmpty() ? "process" : cut) + "-" + pid + "-" + TIME.format(at);
    }
}
