package io.ouroscope.workspace;

import io.ouroscope.snapshot.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The links that let somebody look at one snapshot, kept in `shared-links.json` of the store so that they outlive the
/// server. Of each key only its digest is kept: who reads the file cannot use the links.
///
/// The file is read again when it was changed by somebody else, and replaced at once or not at all. Usable from any
/// number of threads.
public final class Grants {
    public static final Duration SHORTEST = Duration.ofHours(1);
    public static final Duration LONGEST = Duration.ofDays(30);
    private static final Logger LOG = LoggerFactory.getLogger(Grants.class);
    private static final String FILE = "shared-links.json";
    private static final int MOST = 1_000;
    private static final int LONGEST_LABEL = 100;
    /// How long a link that opens nothing is still listed, so that whoever has it is told why.
    private static final Duration KEPT = Duration.ofDays(90);
    private static final Duration USE_TOLD_EVERY = Duration.ofMinutes(1);

    private final Path directory;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private Map<Secret, Grant> grants = new LinkedHashMap<>();
    private @Nullable FileState state;

    Grants(Path directory, InstantSource clock) {
        this.directory = directory;
        this.clock = clock;
    }

    /// A new link.
    ///
    /// @param key what opens it; known to nobody afterwards but who has the link
    public record Made(Grant grant, String key) {}

    /// @param label for whom or what; what is longer than 100 characters is cut
    public synchronized Made make(String snapshotId, Duration length, String label) throws IOException {
        if (length.compareTo(SHORTEST) < 0 || length.compareTo(LONGEST) > 0) {
            throw new ProblemException(
                    Problem.Kind.OTHER,
                    "No such length",
                    "A shared link is good for 1 hour to " + LONGEST.toDays() + " days",
                    null);
        }
        read();
        Instant now = now();
        grants.values().removeIf(grant -> grant.until().plus(KEPT).isBefore(now));
        if (grants.size() >= MOST) {
            throw new ProblemException(
                    Problem.Kind.OTHER,
                    "Too many shared links",
                    "There are " + MOST + " already; those that are over are forgotten after " + KEPT.toDays()
                            + " days",
                    null);
        }
        byte[] id = new byte[8];
        random.nextBytes(id);
        String text = label.strip();
        var grant = new Grant(
                HexFormat.of().formatHex(id),
                snapshotId,
                text.length() > LONGEST_LABEL ? text.substring(0, LONGEST_LABEL) : text,
                now,
                now.plus(length),
                null,
                null);
        String key = Secret.random();
        grants.put(Secret.of(key), grant);
        write();
        return new Made(grant, key);
    }

    /// All there are, the newest first.
    public synchronized List<Grant> list() throws IOException {
        read();
        var all = new ArrayList<>(grants.values());
        Collections.reverse(all);
        return all;
    }

    /// The link that this key opens or opened.
    public synchronized Optional<Grant> byKey(String key) throws IOException {
        read();
        return Optional.ofNullable(grants.get(Secret.of(key)));
    }

    public synchronized Optional<Grant> find(String id) throws IOException {
        read();
        return grants.values().stream().filter(grant -> grant.id().equals(id)).findFirst();
    }

    /// Takes a link back. One that is over stays as it is.
    ///
    /// @return the link as it is now
    public synchronized Optional<Grant> revoke(String id) throws IOException {
        read();
        for (Map.Entry<Secret, Grant> entry : grants.entrySet()) {
            Grant grant = entry.getValue();
            if (grant.id().equals(id)) {
                if (grant.state(now()) == Grant.State.ACTIVE) {
                    entry.setValue(grant.revoked(now()));
                    write();
                }
                return Optional.of(entry.getValue());
            }
        }
        return Optional.empty();
    }

    /// Notes that a link is in use, at most once a minute. That it cannot be noted is no reason not to answer.
    public synchronized void used(String id) {
        Instant now = now();
        for (Map.Entry<Secret, Grant> entry : grants.entrySet()) {
            Grant grant = entry.getValue();
            Instant last = grant.lastUsedAt();
            if (grant.id().equals(id)
                    && (last == null || !last.plus(USE_TOLD_EVERY).isAfter(now))) {
                entry.setValue(grant.usedAt(now));
                try {
                    write();
                } catch (IOException full) {
                    LOG.warn("The use of a shared link is not noted: {}", full.toString());
                }
            }
        }
    }

    /// The time by which links end.
    public Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private void read() throws IOException {
        Path file = directory.resolve(FILE);
        FileState now;
        try {
            now = FileState.of(file);
        } catch (NoSuchFileException none) {
            grants = new LinkedHashMap<>();
            state = null;
            return;
        }
        if (!now.equals(state)) {
            grants = GrantsFile.read(Files.readAllBytes(file));
            state = now;
        }
    }

    private void write() throws IOException {
        PrivateFiles.createDirectories(directory);
        Path file = directory.resolve(FILE);
        Path part = PrivateFiles.createPart(file);
        try {
            Files.write(part, GrantsFile.bytes(grants));
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
        state = FileState.of(file);
    }
}
