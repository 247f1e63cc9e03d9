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
    private static final int LONGEST_UPLOADED = 100;
    private static final int LONGEST_SHOWN = 120;
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

    /// The stem for a file that the user has under `name`, which is text from another machine.
    static String uploaded(String name) {
        String stem = name.substring(name.lastIndexOf('/') + 1)
                .replaceAll("^.*\\\\", "")
                .replaceAll("\\.zst$", "")
                .replaceAll("\\.core$", "");
        String safe = safe(stem);
        return safe.isEmpty() ? "uploaded" : safe;
    }

    /// A file's name in messages: its last part, of which control characters and what is too long are left out.
    static String shown(String name) {
        String last = name.substring(name.lastIndexOf('/') + 1).replaceAll("\\p{C}", "");
        String cut = last.length() > LONGEST_SHOWN ? last.substring(0, LONGEST_SHOWN) + "…" : last;
        return cut.isBlank() ? "the file" : cut;
    }

    private static String safe(String text) {
        String safe = text.replaceAll("[^A-Za-z0-9._-]+", "_").replaceAll("^[._-]+", "");
        return safe.length() > LONGEST_UPLOADED ? safe.substring(0, LONGEST_UPLOADED) : safe;
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
        String safe = safe(process);
        String cut = safe.length() > LONGEST_PROCESS ? safe.substring(0, LONGEST_PROCESS) : safe;
        return (cut.isEmpty() ? "process" : cut) + "-" + pid + "-" + TIME.format(at);
    }
}
