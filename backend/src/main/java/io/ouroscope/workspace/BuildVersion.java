package io.ouroscope.workspace;

import org.jspecify.annotations.Nullable;

/// The version of this build, from the manifest of its jar.
public final class BuildVersion {

    private BuildVersion() {}

    /// Like `0.1.0`; `development` when it runs from class files.
    public static String text() {
        @Nullable String version = BuildVersion.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
