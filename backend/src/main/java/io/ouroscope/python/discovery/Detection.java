package io.ouroscope.python.discovery;

import io.ouroscope.python.layout.Layouts;
import io.ouroscope.python.layout.PythonVersion;
import java.util.List;
import java.util.Optional;

/// Which CPython it is and how we know.
///
/// @param version as far as known; the patch number is the layout table's where nothing tells it
/// @param layout the layout table used
/// @param measured false for a version that no table is of: only what fits is read
/// @param confidence how sure
/// @param evidence one sentence each
public record Detection(
        PythonVersion version, String layout, boolean measured, Confidence confidence, List<String> evidence) {

    /// What a person should know before believing what is shown, empty if nothing.
    public Optional<String> doubt() {
        if (measured) {
            return confidence == Confidence.GUESSED
                    ? Optional.of("The Python version was guessed from the shape of its objects: CPython " + version
                            + ". What is shown may be wrong.")
                    : Optional.empty();
        }
        String known = Layouts.isNewerThanAll(version)
                ? " is newer than what this Ouroscope was made for."
                : " is a build of a kind that this Ouroscope was not made for.";
        return Optional.of("CPython " + version + known + " What could be checked is read as in " + layout
                + "; the rest may be missing or wrong.");
    }

    /// How sure we are of the version.
    public enum Confidence {
        /// Two independent sources agree.
        CERTAIN,
        /// One source tells the exact version.
        LIKELY,
        /// Only the sizes of structs fit.
        GUESSED
    }
}
