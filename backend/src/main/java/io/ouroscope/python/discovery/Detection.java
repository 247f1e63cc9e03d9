package io.ouroscope.python.discovery;

import io.ouroscope.python.layout.PythonVersion;
import java.util.List;

/// Which CPython it is and how we know.
///
/// @param version as far as known; the patch number is the layout table's where nothing tells it
/// @param layout the layout table used
/// @param confidence how sure
/// @param evidence one sentence each
public record Detection(PythonVersion version, String layout, Confidence confidence, List<String> evidence) {

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
