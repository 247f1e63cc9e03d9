package io.ouroscope.snapshot;

import io.ouroscope.memory.AddressRanges;
import io.ouroscope.memory.AddressRanges.Range;
import io.ouroscope.memory.Region;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Takes pages a core lacks from the files the process had mapped, where [ModuleMatcher] holds them to be the same.
///
/// Without this a core of gcore or of the kernel has no code and, worse, no read-only data: no names of static types.
/// The order of work: mappings are grouped into modules (a file's first byte and what follows of the same file), each
/// module is matched once, when its first page is asked for.
final class Refiller {
    private final ModuleMatcher matcher;
    private final AddressRanges present;
    private final Map<Mapping, Module> modules = new HashMap<>();
    private final Map<Module, ModuleMatcher.Verdict> verdicts = new HashMap<>();

    final List<Region> regions = new ArrayList<>();
    final List<Refill> refills = new ArrayList<>();
    final List<Hole> holes = new ArrayList<>();

    /// Compared by identity: one per place a file was loaded at.
    private static final class Module {
        final Mapping header;
        final List<Mapping> mappings = new ArrayList<>();

        Module(Mapping header) {
            this.header = header;
        }
    }

    /// @param present what the core has
    Refiller(List<Mapping> sorted, AddressRanges present, ModuleMatcher matcher) {
        this.matcher = matcher;
        this.present = present;
        Map<String, Module> current = new HashMap<>();
        for (Mapping mapping : sorted) {
            if (mapping.offset() == 0) {
                current.put(mapping.path(), new Module(mapping));
            }
            Module module = current.get(mapping.path());
            if (module != null) {
                module.mappings.add(mapping);
                modules.put(mapping, module);
            }
        }
        for (Mapping mapping : sorted) {
            if (mapping.isFile() && mapping.isReadable() && mapping.start() >= 0 && mapping.end() > 0) {
                refill(mapping);
            }
        }
    }

    private void refill(Mapping mapping) {
        List<Range> missing = present.missing(mapping.start(), mapping.end());
        if (missing.isEmpty()) {
            return;
        }
        Module module = modules.get(mapping);
        ModuleMatcher.Verdict verdict = module == null
                ? ModuleMatcher.Verdict.no("the beginning of the mapped file was not mapped, so it cannot be checked")
                : verdicts.computeIfAbsent(module, m -> matcher.match(m.header, m.mappings));
        ModuleMatch match = verdict.match();
        for (Range range : missing) {
            if (match == null) {
                holes.add(new Hole(range.start(), range.end(), verdict.reason(), mapping.path()));
                continue;
            }
            for (Range part : match.available(mapping, range)) {
                take(mapping, match, part);
            }
        }
    }

    private void take(Mapping mapping, ModuleMatch match, Range part) {
        long offset = ModuleMatch.offset(mapping, part.start());
        boolean executable = match.isExecutable(part.start());
        regions.add(new Region(
                part.start(),
                part.end(),
                false,
                executable,
                mapping.path(),
                match.bytes().asSlice(offset, part.sizeBytes())));
        refills.add(new Refill(part.start(), part.end(), match.source(), offset, match.evidence()));
    }
}
