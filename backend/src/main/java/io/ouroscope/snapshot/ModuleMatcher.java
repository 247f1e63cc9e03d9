package io.ouroscope.snapshot;

import io.ouroscope.memory.AddressRanges.Range;
import io.ouroscope.memory.Region;
import io.ouroscope.memory.RegionIndex;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Decides whether a file of this machine is the one a process had mapped: by its GNU build-id, or, where the core or
/// the file has none, by comparing every read-only page the core does have.
final class ModuleMatcher {
    /// The ELF header and the program headers, which hold the size of every segment, are in the first page.
    private static final long LEAST_COMPARED = 4096;

    private static final String NOTHING_TO_COMPARE =
            "no page of the file is in the core, so it cannot be checked " + "that the file is still the same";

    private final RegionIndex core;
    private final MappedFiles files;

    /// The outcome: a match, or the reason there is none.
    record Verdict(@Nullable ModuleMatch match, String reason) {

        static Verdict no(String reason) {
            return new Verdict(null, reason);
        }
    }

    ModuleMatcher(RegionIndex core, MappedFiles files) {
        this.core = core;
        this.files = files;
    }

    /// @param header the mapping of the file's beginning
    /// @param all every mapping of that file that belongs to it
    Verdict match(Mapping header, List<Mapping> all) {
        List<Path> candidates = files.candidates(header.path());
        Verdict verdict = Verdict.no("the mapped file is not on this machine");
        for (Path candidate : candidates) {
            try {
                verdict = check(candidate, header, all);
            } catch (SnapshotFormatException e) {
                verdict = Verdict.no("the mapped file is no x86-64 program or library, so it cannot be checked that "
                        + "it is still the same");
            } catch (IOException e) {
                verdict = Verdict.no("the mapped file cannot be read: " + e.getMessage());
            }
            if (verdict.match() != null) {
                return verdict;
            }
        }
        return verdict;
    }

    private Verdict check(Path candidate, Mapping header, List<Mapping> all) throws IOException {
        MemorySegment bytes = files.map(candidate);
        ElfFile elf = ElfFile.read(bytes, candidate.toString());
        Long bias = ModuleMatch.bias(elf, header.start());
        if (bias == null || (elf.fileType() != ElfFile.EXECUTABLE && elf.fileType() != ElfFile.SHARED_OBJECT)) {
            return Verdict.no("the mapped file is no program or library that could have been loaded there");
        }
        MemorySegment beginning = beginning(header);
        if (beginning == null) {
            return Verdict.no(NOTHING_TO_COMPARE);
        }
        String found = BuildId.of(bytes, elf);
        String expected = buildId(beginning);
        if (expected != null && found != null) {
            return expected.equals(found)
                    ? new Verdict(new ModuleMatch(candidate, bytes, elf, bias, "same build-id " + found), "")
                    : Verdict.no("the mapped file was replaced: build-id differs: expected " + expected + ", found "
                            + found);
        }
        if (expected != null) {
            return Verdict.no("the mapped file was replaced: expected build-id " + expected + ", found none");
        }
        return compare(new ModuleMatch(candidate, bytes, elf, bias, ""), all);
    }

    private static @Nullable String buildId(MemorySegment beginning) {
        try {
            return BuildId.of(beginning, ElfFile.read(beginning, "header"));
        } catch (SnapshotFormatException e) {
            return null;
        }
    }

    /// What the core has of the file from its first byte on, null if nothing.
    private @Nullable MemorySegment beginning(Mapping header) {
        Region region = core.at(header.start());
        if (region == null) {
            return null;
        }
        long size = Math.min(region.end(), header.end()) - header.start();
        return region.bytes().asSlice(header.start() - region.start(), size);
    }

    private Verdict compare(ModuleMatch module, List<Mapping> all) {
        long compared = 0;
        for (Mapping mapping : all) {
            for (Range part : module.available(mapping, new Range(mapping.start(), mapping.end()))) {
                for (Region region : core.touching(part.start(), part.end())) {
                    long start = Math.max(region.start(), part.start());
                    long bytes = Math.min(region.end(), part.end()) - start;
                    MemorySegment ours = region.bytes().asSlice(start - region.start(), bytes);
                    long offset = ModuleMatch.offset(mapping, start);
                    if (ours.mismatch(module.bytes().asSlice(offset, bytes)) >= 0) {
                        return Verdict.no("the mapped file was replaced: its pages differ from those in the core");
                    }
                    compared += bytes;
                }
            }
        }
        if (compared < LEAST_COMPARED) {
            return Verdict.no(NOTHING_TO_COMPARE);
        }
        String evidence = "no build-id, but all " + compared + " bytes of it that the core has are equal";
        return new Verdict(new ModuleMatch(module.source(), module.bytes(), module.elf(), module.bias(), evidence), "");
    }
}
