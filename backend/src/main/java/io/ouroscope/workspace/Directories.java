package io.ouroscope.workspace;

import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/// Where Ouroscope keeps its files: snapshots in a checkout's `snapshots/` or the user's XDG data directory, what can
/// be made again in the XDG cache directory.
public final class Directories {
    /// Set by the launcher when it runs from a checkout.
    private static final String HOME_PROPERTY = "ouroscope.home";

    private final Map<String, String> environment;
    private final Properties properties;

    Directories(Map<String, String> environment, Properties properties) {
        this.environment = environment;
        this.properties = properties;
    }

    public static Directories ofThisProcess() {
        return new Directories(System.getenv(), System.getProperties());
    }

    /// @param chosen what `--store` names, null if it was not given
    public Path store(@Nullable Path chosen) {
        if (chosen != null) {
            return chosen.toAbsolutePath().normalize();
        }
        String checkout = properties.getProperty(HOME_PROPERTY, "");
        if (!checkout.isBlank()) {
            return Path.of(checkout, "snapshots").toAbsolutePath().normalize();
        }
        return xdg("XDG_DATA_HOME", ".local/share").resolve("ouroscope/snapshots");
    }

    public Path cache() {
        return xdg("XDG_CACHE_HOME", ".cache").resolve("ouroscope");
    }

    /// The XDG base directory specification: a relative path in the variable is to be ignored.
    private Path xdg(String variable, String below) {
        String value = Objects.requireNonNullElse(environment.get(variable), "");
        return value.startsWith("/") ? Path.of(value) : Path.of(properties.getProperty("user.home"), below);
    }
}
