package io.ouroscope.python.discovery;

import java.util.List;
import java.util.regex.Pattern;

/// Why no CPython that we can read is in a snapshot, in words for the person who has it.
final class NoPython {
    private static final String NEWEST = "CPython 3.8 and newer on x86-64 can be read.";
    private static final Pattern PYPY = Pattern.compile("libpypy.*\\.so.*|pypy3?(\\.\\d+)?");
    private static final Pattern PYTHON_2 = Pattern.compile("libpython2\\.\\d+\\.so.*|python2(\\.\\d+)?");
    private static final Pattern PYTHON = Pattern.compile("libpython3.*\\.so.*|python3?(\\.\\d+)?[a-z]*");

    private NoPython() {}

    /// Nothing looks like a base type.
    static NotPythonException nothing(Hints hints) {
        String pypy = mapped(hints, PYPY);
        if (!pypy.isEmpty()) {
            return new NotPythonException(
                    "This is a process of PyPy (it has " + pypy + " mapped); only CPython can be read", NEWEST);
        }
        String old = mapped(hints, PYTHON_2);
        if (!old.isEmpty()) {
            return new NotPythonException("This is a process of Python 2 (it has " + old + " mapped)", NEWEST);
        }
        String python = mapped(hints, PYTHON);
        return python.isEmpty()
                ? new NotPythonException(
                        "No CPython was found: no object in writable memory is its own type, as CPython's base type is",
                        "Is it a Python process? " + NEWEST)
                : new NotPythonException(
                        "No CPython was found, though the process had " + python + " mapped: the snapshot lacks the"
                                + " interpreter's data",
                        "Capture it again with `ouroscope capture PID`, or make the core with bits 0 and 1 of"
                                + " /proc/PID/coredump_filter set.");
    }

    /// The base type is smaller than that of the oldest version we read.
    static NotPythonException tooOld(Hints hints, BaseType base, long sizeBytes) {
        String two = mapped(hints, PYTHON_2);
        return new NotPythonException(
                two.isEmpty()
                        ? "This is a CPython older than 3.8: its base type at 0x" + Long.toHexString(base.address())
                                + " has only " + sizeBytes + " bytes"
                        : "This is a process of Python 2 (it has " + two + " mapped)",
                NEWEST);
    }

    /// The base type is there, but the types are not.
    static NotPythonException torn(BaseType base, VersionFinder.Found found) {
        return new NotPythonException(
                "The base type of CPython " + found.claims().version() + " was found at 0x"
                        + Long.toHexString(base.address()) + ", but "
                        + (found.measured()
                                ? "its method resolution order cannot be read"
                                : "its types are laid out in a way that no table has"),
                found.measured()
                        ? "The snapshot lacks the interpreter's heap; capture it again with `ouroscope capture PID`."
                        : "A newer Ouroscope may know this version.");
    }

    private static String mapped(Hints hints, Pattern name) {
        return hints.mappedFiles().stream()
                .map(path -> path.replace(" (deleted)", ""))
                .filter(path ->
                        name.matcher(path.substring(path.lastIndexOf('/') + 1)).matches())
                .findFirst()
                .orElse("");
    }

    static List<String> evidence(int candidates) {
        return candidates < 2
                ? List.of()
                : List.of(candidates
                        + " objects look like a base type: there may be several interpreters; this is the one"
                        + " with the most types.");
    }
}
