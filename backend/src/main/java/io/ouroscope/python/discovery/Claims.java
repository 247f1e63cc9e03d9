package io.ouroscope.python.discovery;

import io.ouroscope.python.discovery.Detection.Confidence;
import io.ouroscope.python.layout.PythonVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// What the sources of a version say, weighed against each other.
///
/// @param capture what the capture found in the program's file
/// @param offsets what the interpreter's debug offsets say (3.13+)
/// @param file the minor version that a mapped file is named after
/// @param sys what the module `sys` says
/// @param table the version of the layout table, for want of anything else
record Claims(
        Optional<PythonVersion> capture,
        Optional<PythonVersion> offsets,
        Optional<PythonVersion> file,
        Optional<PythonVersion> sys,
        PythonVersion table) {

    Claims withSys(PythonVersion version) {
        return new Claims(capture, offsets, file, Optional.of(version), table);
    }

    /// The interpreter's own word first: a file may have been replaced, or be another one's.
    PythonVersion version() {
        return offsets.or(() -> sys).or(() -> capture).orElse(table);
    }

    /// Two sources that agree make it certain; one that contradicts, doubtful.
    Confidence confidence() {
        boolean exact = offsets.isPresent() || sys.isPresent() || capture.isPresent();
        long agreeing = exactOnes().stream().filter(this::agrees).count()
                + file.stream().filter(version()::sameMinor).count();
        boolean contradicted = exactOnes().stream().anyMatch(Predicate.not(this::agrees));
        if (contradicted && agreeing < 2) {
            return Confidence.GUESSED;
        }
        return exact && agreeing > 1
                ? Confidence.CERTAIN
                : exact || agreeing > 0 ? Confidence.LIKELY : Confidence.GUESSED;
    }

    /// Sentences for what does not fit.
    List<String> evidence() {
        var sentences = new ArrayList<String>();
        if (exactOnes().isEmpty()) {
            sentences.add("Nothing tells the patch release; the layout of " + table + " is used.");
        }
        exactOnes().stream()
                .filter(Predicate.not(this::agrees))
                .map(other -> "Another source says " + other + ", which does not fit " + version() + ".")
                .forEach(sentences::add);
        return sentences;
    }

    private List<PythonVersion> exactOnes() {
        var all = new ArrayList<PythonVersion>();
        List.of(capture, offsets, sys).forEach(source -> source.ifPresent(all::add));
        return all;
    }

    /// The capture does not tell free-threaded builds apart.
    private boolean agrees(PythonVersion other) {
        PythonVersion version = version();
        return other.major() == version.major() && other.minor() == version.minor() && other.micro() == version.micro();
    }
}
