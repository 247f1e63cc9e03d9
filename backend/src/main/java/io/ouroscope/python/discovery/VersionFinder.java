package io.ouroscope.python.discovery;

import io.ouroscope.memory.Memory;
import io.ouroscope.python.layout.DebugOffsets;
import io.ouroscope.python.layout.Layout;
import io.ouroscope.python.layout.Layouts;
import io.ouroscope.python.layout.PythonVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Which CPython the base type belongs to: debug offsets, what the capture found, names of mapped files, struct
/// sizes.
final class VersionFinder {
    private static final Pattern LIBRARY =
            Pattern.compile("(?:lib)?python(3\\.\\d+)(t?)d?(?:\\.so|$)|\\.cpython-(3)(\\d+)(t?)-");

    private final Memory memory;
    private final BaseType base;
    private final Hints hints;
    private final List<String> evidence = new ArrayList<>();

    VersionFinder(Memory memory, BaseType base, Hints hints) {
        this.memory = memory;
        this.base = base;
        this.hints = hints;
    }

    /// @param layout to use
    /// @param measured whether the table is of this minor version
    /// @param claims which version it is, before objects can be read
    /// @param evidence one sentence each
    record Found(Layout layout, Claims claims, boolean measured, List<String> evidence) {

        /// What is to be told, with what the module `sys` says and with more evidence.
        Detection detection(Optional<SysModule> sys, List<String> more) {
            Claims all = sys.map(module -> claims.withSys(module.version())).orElse(claims);
            var sentences = new ArrayList<>(evidence);
            sys.ifPresent(module -> sentences.add(module.evidence()));
            sentences.addAll(all.evidence());
            sentences.addAll(more);
            boolean newer = Layouts.isNewerThanAll(all.version());
            return new Detection(
                    all.version(), layout.key(), measured && !newer, all.confidence(), List.copyOf(sentences));
        }
    }

    Found find(WordScan scan) {
        evidence.add(ofBase());
        Optional<PythonVersion> told = hints.pythonVersion() == null
                ? Optional.empty()
                : PythonVersion.parse(hints.pythonVersion()).filter(this::fits);
        told.ifPresent(version -> evidence.add("The capture found version " + version + "."));
        Optional<DebugOffsets> offsets = debugOffsets(scan);
        offsets.ifPresent(found -> evidence.add("_Py_DebugOffsets at 0x" + Long.toHexString(found.address())
                + " says version " + found.version() + "."));
        Optional<PythonVersion> file = versionOfFiles();
        PythonVersion version = offsets.map(DebugOffsets::version)
                .or(() -> told)
                .or(() -> base.measured() ? Optional.empty() : file)
                .orElseGet(() -> base.layouts().getFirst().version());
        Layout table = Layouts.nearest(version).orElseGet(base.layouts()::getLast);
        boolean measured = base.measured() && !Layouts.isNewerThanAll(version);
        Layout layout = measured ? table : Unmeasured.adapt(memory, scan, base, table, evidence);
        if (offsets.isPresent() && (measured || offsets.get().isReadableWith(memory, table))) {
            layout = offsets.get().applyTo(memory, layout, evidence);
        } else if (offsets.isPresent()) {
            evidence.add("Its offsets are listed in another order than in " + table.key() + " and were not used.");
        }
        var claims = new Claims(told, offsets.map(DebugOffsets::version), file, Optional.empty(), table.version());
        return new Found(layout, claims, measured, List.copyOf(evidence));
    }

    private String ofBase() {
        String at = "The base type at 0x" + Long.toHexString(base.address()) + " has ";
        String sizes = base.measured()
                ? "the sizes of " + base.layouts().stream().map(Layout::key).collect(Collectors.joining(", "))
                : base.sizeBytes(memory) + " bytes, as in no version that was measured,";
        return at + sizes + (base.named() ? " and is named \"type\"." : "; its name is not in the snapshot.");
    }

    /// Whether the base type can be of this version: one of those whose sizes it has, or one that nobody knows.
    private boolean fits(PythonVersion version) {
        return !base.measured()
                || Layouts.isNewerThanAll(version)
                || base.layouts().stream().anyMatch(layout -> {
                    PythonVersion known = layout.version();
                    return known.major() == version.major() && known.minor() == version.minor();
                });
    }

    private Optional<DebugOffsets> debugOffsets(WordScan scan) {
        if (base.layouts().stream().noneMatch(layout -> layout.has("_Py_DebugOffsets"))) {
            return Optional.empty();
        }
        return scan.find("Looking for the version", (address, value) -> value == DebugOffsets.COOKIE)
                .longStream()
                .mapToObj(address -> DebugOffsets.read(memory, address))
                .flatMap(Optional::stream)
                .filter(found -> fits(found.version()))
                .findFirst();
    }

    private Optional<PythonVersion> versionOfFiles() {
        for (String file : hints.mappedFiles()) {
            Matcher match = LIBRARY.matcher(file.substring(file.lastIndexOf('/') + 1));
            if (!match.find()) {
                continue;
            }
            String number = match.group(1) != null ? match.group(1) : match.group(3) + "." + match.group(4);
            Optional<PythonVersion> version = PythonVersion.parse(number).filter(this::fits);
            if (version.isPresent()) {
                evidence.add("The mapped file " + file + " is of Python " + number + ".");
                return version;
            }
        }
        return Optional.empty();
    }
}
