package io.ouroscope.capture;

import io.ouroscope.capture.linux.ProcStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Whom new files belong to: under `sudo` the user who called it, not root.
///
/// @param uid user, null to leave it
/// @param gid group, null to leave it
public record FileOwner(@Nullable Integer uid, @Nullable Integer gid) {

    /// The caller of this process.
    public static FileOwner ofCaller() {
        ProcStatus self = ProcStatus.ofSelf();
        return self != null && self.effectiveUid() == 0 ? of(System.getenv()) : of(Map.of());
    }

    static FileOwner of(Map<String, String> environment) {
        return new FileOwner(number(environment.get("SUDO_UID")), number(environment.get("SUDO_GID")));
    }

    /// Gives `path` to this owner if it is not theirs yet; a symbolic link is not followed.
    public void take(Path path) throws IOException {
        if (uid != null && !uid.equals(Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS))) {
            Files.setAttribute(path, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
        }
        if (gid != null && !gid.equals(Files.getAttribute(path, "unix:gid", LinkOption.NOFOLLOW_LINKS))) {
            Files.setAttribute(path, "unix:gid", gid, LinkOption.NOFOLLOW_LINKS);
        }
    }

    private static @Nullable Integer number(@Nullable String text) {
        try {
            return text == null ? null : Integer.valueOf(Integer.parseUnsignedInt(text));
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
