package io.ouroscope.api;

import io.ouroscope.analysis.Analysis;
import io.ouroscope.analysis.CountQuality;
import io.ouroscope.analysis.Coverage;
import io.ouroscope.analysis.CoverageBytes;
import io.ouroscope.analysis.ObjectState;
import io.ouroscope.analysis.TypeHistogram;
import io.ouroscope.memory.Region;
import io.ouroscope.python.discovery.Detection;
import io.ouroscope.snapshot.Hole;
import io.ouroscope.snapshot.Snapshot;
import java.util.Arrays;
import java.util.List;

/// The first look at a snapshot: what is wrong, how much there is of what, how sure we are.
final class OverviewApi {
    private static final int HOLES_SHOWN = 20;
    private static final int TYPES_SHOWN = 8;

    private OverviewApi() {}

    static void register(InSnapshot routes) {
        routes.get("/overview", (ctx, view) -> overview(view))
                .describe("The diagnosis, and how much there is of everything", Wire.Overview.class);
    }

    private static Wire.Overview overview(InSnapshot.View view) {
        Snapshot snapshot = view.open().analysed().snapshot();
        Analysis analysis = view.analysis();
        Wire.Objects objects = objects(analysis.types());
        return new Wire.Overview(
                SnapshotsApi.wire(view.open().entry()),
                python(analysis.process().detection()),
                missing(snapshot).isEmpty() && snapshot.problems().isEmpty(),
                holes(missing(snapshot)),
                objects,
                new Wire.MemoryUse(
                        snapshot.memory().regions().stream()
                                .mapToLong(Region::sizeBytes)
                                .sum(),
                        objects.memoryBytes()),
                coverage(analysis),
                TasksApi.counts(analysis.tasks().counts()),
                new Wire.Threads(snapshot.threads().size(), (int) snapshot.threads().stream()
                        .filter(thread -> thread.registers() != null)
                        .count()),
                Diagnosis.of(snapshot, analysis, view.open().analysed().hang().report()),
                TypesApi.top(analysis.types(), TYPES_SHOWN));
    }

    private static Wire.Coverage coverage(Analysis analysis) {
        CoverageBytes coverage = analysis.coverage().all();
        CountQuality.Figures counts = analysis.countQuality().total();
        return new Wire.Coverage(
                coverage.totalBytes(),
                Arrays.stream(Coverage.Part.values())
                        .map(part -> new Wire.CoveragePart(Parameters.lower(part), coverage.bytes(part)))
                        .toList(),
                counts.counted(),
                counts.exact());
    }

    /// What the snapshot lacks of the process's own memory. Every process has a few pages of the kernel's, which nobody
    /// can read from outside and which hold nothing of Python.
    static List<Hole> missing(Snapshot snapshot) {
        return snapshot.holes().stream().filter(hole -> !hole.isKernels()).toList();
    }

    private static Wire.Python python(Detection detection) {
        return new Wire.Python(
                detection.version().toString(), Parameters.lower(detection.confidence()), detection.evidence());
    }

    private static Wire.Holes holes(List<Hole> holes) {
        return new Wire.Holes(
                holes.size(),
                holes.stream().mapToLong(Hole::sizeBytes).sum(),
                holes.stream()
                        .limit(HOLES_SHOWN)
                        .map(hole -> new Wire.Hole(
                                Parameters.hex(hole.start()),
                                Parameters.hex(hole.end()),
                                hole.sizeBytes(),
                                hole.reason(),
                                hole.path()))
                        .toList());
    }

    private static Wire.Objects objects(TypeHistogram types) {
        TypeHistogram.Total live = types.total(ObjectState.LIVE);
        return new Wire.Objects(
                live.count(),
                live.sizeBytes(),
                live.memoryBytes(),
                new Wire.ByState(
                        live.count(),
                        types.total(ObjectState.GARBAGE).count(),
                        types.total(ObjectState.FREED).count(),
                        types.total(ObjectState.UNSURE).count()));
    }
}
