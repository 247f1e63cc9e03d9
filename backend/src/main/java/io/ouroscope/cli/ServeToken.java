package io.ouroscope.cli;

import io.ouroscope.snapshot.PrivateFiles;
import io.ouroscope.workspace.Problem;
import io.ouroscope.workspace.ProblemException;
import io.ouroscope.workspace.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The token that a server demands: made for one run and printed, or kept in a file of its owner for several.
///
/// @param file where it is kept; null if it was made for this run
record ServeToken(String text, @Nullable Path file) {
    private static final int SHORTEST = 24;
    private static final int LONGEST = 200;
    private static final Set<PosixFilePermission> OTHERS = Set.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    static ServeToken random() {
        return new ServeToken(Secret.random(), null);
    }

    /// What `file` holds; it is made if it is not there.
    static ServeToken of(Path file) throws IOException {
        String text;
        try {
            check(file);
            text = Files.readString(file).strip();
        } catch (NoSuchFileException none) {
            text = Secret.random();
            write(file, text);
        }
        if (!text.matches("[!-~]{" + SHORTEST + "," + LONGEST + "}")) {
            throw new ProblemException(
                    Problem.Kind.OTHER,
                    "No good token",
                    file + " must hold one token of " + SHORTEST + " to " + LONGEST
                            + " letters, digits and signs, without spaces",
                    "Delete the file: a token is made then.");
        }
        return new ServeToken(text, file);
    }

    private static void check(Path file) throws IOException {
        if (!file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return;
        }
        for (PosixFilePermission permission : Files.getPosixFilePermissions(file)) {
            if (OTHERS.contains(permission)) {
                throw new ProblemException(
                        Problem.Kind.OTHER,
                        "The token is no secret",
                        "Other users of this machine may read or write " + file,
                        "chmod 600 " + file);
            }
        }
    }

    private static void write(Path file, String text) throws IOException {
        PrivateFiles.createParents(file);
        Path part = PrivateFiles.createPart(file);
        try {
            Files.writeString(part, text + "\n");
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /// Never the token.
    @Override
    public String toString() {
        return "a token";
    }
}
