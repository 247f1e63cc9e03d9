package io.ouroscope.workspace;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The shared links as JSON. A file that is damaged opens nothing.
@JsonIgnoreProperties(ignoreUnknown = true)
record GrantsFile(int format, @Nullable List<@Nullable Entry> links) {
    private static final int FORMAT = 1;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /// @param key the SHA-256 of the key in the link
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Entry(
            @Nullable String key,
            @Nullable String id,
            @Nullable String snapshotId,
            @Nullable String label,
            @Nullable String createdAt,
            @Nullable String until,
            @Nullable String lastUsedAt,
            @Nullable String revokedAt) {

        void addTo(Map<Secret, Grant> grants) {
            if (key == null
                    || !key.matches("[0-9a-f]{64}")
                    || id == null
                    || snapshotId == null
                    || createdAt == null
                    || until == null) {
                return;
            }
            try {
                grants.put(
                        Secret.ofHex(key),
                        new Grant(
                                id,
                                snapshotId,
                                label == null ? "" : label,
                                Instant.parse(createdAt),
                                Instant.parse(until),
                                lastUsedAt == null ? null : Instant.parse(lastUsedAt),
                                revokedAt == null ? null : Instant.parse(revokedAt)));
            } catch (DateTimeException damaged) {
                // Opens nothing.
            }
        }
    }

    static byte[] bytes(Map<Secret, Grant> grants) {
        List<@Nullable Entry> entries = new ArrayList<>();
        grants.forEach((key, grant) -> entries.add(new Entry(
                key.hex(),
                grant.id(),
                grant.snapshotId(),
                grant.label(),
                grant.createdAt().toString(),
                grant.until().toString(),
                text(grant.lastUsedAt()),
                text(grant.revokedAt()))));
        try {
            return JSON.writeValueAsBytes(new GrantsFile(FORMAT, entries));
        } catch (JacksonException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /// By their keys' digests, in the order in which they were made.
    static Map<Secret, Grant> read(byte[] json) {
        var grants = new LinkedHashMap<Secret, Grant>();
        try {
            GrantsFile file = JSON.readValue(json, GrantsFile.class);
            if (file != null && file.format == FORMAT && file.links != null) {
                for (Entry entry : file.links) {
                    if (entry != null) {
                        entry.addTo(grants);
                    }
                }
            }
            return grants;
        } catch (JacksonException | IllegalArgumentException damaged) {
            return new LinkedHashMap<>();
        } catch (IOException impossible) {
            return new LinkedHashMap<>();
        }
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }
}
