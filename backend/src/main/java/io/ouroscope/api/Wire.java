package io.ouroscope.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.ouroscope.analysis.SourceLine;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What goes over the wire: every JSON object of the API, in one place.
///
/// Addresses are strings `0x…`, sizes carry their unit in the name. Nothing inside Ouroscope uses these records; the
/// resource that sends one builds it.
final class Wire {
    private Wire() {}

    /// A part of a list. `total` counts the whole list.
    record Page<T>(long total, long offset, int limit, List<T> items) {}

    record Items<T>(List<T> items) {}

    record Info(
            String version,
            String store,
            long storeBytes,
            boolean captureSupported,
            @Nullable String captureProblem,
            String host) {}

    record Snapshot(
            @Nullable String id,
            String file,
            @Nullable String label,
            long fileBytes,
            long sizeBytes,
            @Nullable Integer pid,
            String process,
            String commandLine,
            @Nullable String host,
            @Nullable String capturedAt,
            @Nullable Double pauseMillis,
            @Nullable String pythonVersion,
            String state,
            @Nullable String problem,
            @Nullable String jobId,
            boolean demo) {}

    record Process(
            int pid,
            int ppid,
            @Nullable Integer parent,
            String name,
            String commandLine,
            String user,
            long rssBytes,
            int threads,
            @Nullable String pythonVersion,
            String evidence,
            @Nullable String startedAt,
            boolean capturable,
            @Nullable String problem,
            @Nullable String fix) {}

    record JobStarted(String jobId) {}

    record Job(
            String id,
            String kind,
            String title,
            String state,
            String stage,
            @Nullable Integer percent,
            @Nullable Integer secondsLeft,
            @Nullable String snapshotId,
            @Nullable JobProblem problem) {}

    record JobProblem(String title, String detail, @Nullable String hint) {}

    /// A piece of Python-like text: kind, text, and the address of the object it stands for if it is a
    /// link.
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Span(String k, String t, @Nullable String a) {}

    record Ref(String address, String type, List<Span> preview) {}

    record TypeName(String address, String name) {}

    record Overview(
            Snapshot snapshot,
            Python python,
            boolean complete,
            Holes holes,
            Objects objects,
            MemoryUse memory,
            Coverage coverage,
            TaskCounts tasks,
            Threads threads,
            List<Finding> diagnosis,
            List<TypeRow> topTypes) {}

    record Python(String version, String confidence, List<String> evidence) {}

    record Holes(long total, long bytes, List<Hole> items) {}

    record Hole(String start, String end, long bytes, String reason, String path) {}

    record Objects(long count, long sizeBytes, long memoryBytes, ByState byState) {}

    record ByState(long live, long garbage, long freed, long unsure) {}

    /// The parts add up to the whole; see the analysis of the same name.
    record Coverage(long totalBytes, List<CoveragePart> parts, long countedObjects, long explainedObjects) {}

    record CoveragePart(String part, long bytes) {}

    record MemoryUse(long processBytes, long objectsBytes) {}

    record TaskCounts(long total, long pending, long done, long cancelled, long running, long futures) {}

    record Threads(int total, int stopped) {}

    /// One sentence of diagnosis.
    ///
    /// @param certainty of a verdict on why the process stands still
    record Finding(
            String severity,
            String text,
            @Nullable String certainty,
            @Nullable Action action) {}

    record Action(String label, String path) {}

    record TypeRow(
            String address,
            String name,
            String module,
            long count,
            long sizeBytes,
            long memoryBytes,
            long garbageCount,
            long garbageBytes) {}

    record Totals(long count, long sizeBytes, long memoryBytes) {}

    record TypesPage(long total, long offset, int limit, List<TypeRow> items, Totals totals) {}

    record ObjectDetail(
            String address,
            String kind,
            @Nullable TypeName type,
            List<Span> preview,
            long sizeBytes,
            long memoryBytes,
            @Nullable Long referenceCount,
            String state,
            long fieldCount,
            long itemCount,
            @Nullable String itemKind,
            long referrerCount,
            long referenceTotal,
            @Nullable String text,
            @Nullable Long textLength,
            @Nullable String taskKind,
            @Nullable String fault,
            @Nullable String detail) {}

    record Field(
            String name,
            @JsonProperty("class") String edgeClass,
            @Nullable String evidence,
            @Nullable Ref value,
            @Nullable String text) {}

    record Item(long index, @Nullable Ref key, @Nullable Ref value) {}

    /// @param evidence of a conservative reference: `confirmed`, `likely`, `unconfirmed`, `borrowed`
    record Referrer(
            String label,
            @JsonProperty("class") String edgeClass,
            @Nullable String evidence,
            Ref from) {}

    record Reference(
            String label,
            @JsonProperty("class") String edgeClass,
            @Nullable String evidence,
            Ref to) {}

    /// @param neverLoaded whether the process has surely not imported `_asyncio`
    record Tasks(TaskCounts counts, int cycleCount, List<CycleSummary> cycles, boolean neverLoaded) {}

    record CycleSummary(int index, int length, long memberCount, long behindTotal, List<String> names) {}

    record TaskRow(
            String address,
            String kind,
            @Nullable String name,
            @Nullable String coroutine,
            @Nullable String file,
            @Nullable Integer line,
            String state,
            @Nullable Wait waits,
            long childCount,
            long waiterCount,
            @Nullable Integer cycle,
            boolean stuck,
            boolean repeats,
            boolean unsure,
            TaskFilter.@Nullable FoundIn found) {}

    /// How the row above waits for this one.
    record Wait(String kind, String text) {}

    /// @param sources what stands at the places of the edges and of who waits behind, each place once, where known
    record Cycle(
            int index,
            int length,
            long memberCount,
            List<TaskRow> nodes,
            List<CycleEdge> edges,
            Behind behind,
            List<PlaceSource> sources,
            boolean certain,
            String sentence) {}

    record PlaceSource(String file, int line, SourceLine source) {}

    record CycleEdge(
            String from,
            String to,
            String kind,
            String text,
            @Nullable String file,
            @Nullable Integer line,
            List<TaskRow> via) {}

    record Behind(long total, List<Place> byPlace) {}

    record Place(
            @Nullable String file,
            @Nullable Integer line,
            @Nullable String coroutine,
            long count,
            String sample,
            @Nullable String sampleName) {}

    record Task(
            TaskRow row,
            List<StackEntry> stack,
            List<Neighbour> waitsFor,
            List<Neighbour> waitedForBy,
            @Nullable Ref coroutine,
            @Nullable Ref result,
            @Nullable Ref exception) {}

    /// Either a frame, or what the innermost frame awaits; absent fields belong to the other kind.
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record StackEntry(
            String kind,
            @Nullable String function,
            @Nullable String file,
            @Nullable Integer line,
            @Nullable SourceLine source,
            @Nullable String coroutine,
            @Nullable List<Local> locals,
            @Nullable String text,
            @Nullable Ref target) {}

    record Local(String name, @Nullable Ref value) {}

    record Neighbour(@Nullable TaskRow row, Ref ref, String kind) {}

    record ThreadsPage(long total, long offset, int limit, List<ThreadRow> items, List<String> problems) {}

    /// A thread of an interpreter, or (without address) one that no interpreter knows.
    ///
    /// @param activity for programs, `word` for people
    /// @param frames how many Python frames it has, `top` the innermost one
    record ThreadRow(
            @Nullable String address,
            @Nullable Long interpreter,
            @Nullable Long nativeId,
            String name,
            String activity,
            String word,
            @Nullable ThreadWait waiting,
            @Nullable String waitChannel,
            @Nullable Ref object,
            int frames,
            @Nullable FramePlace top) {}

    record ThreadWait(
            String call,
            List<ThreadsApi.CallPiece> words,
            @Nullable Integer file,
            @Nullable Ref lock,
            @Nullable ThreadName heldBy) {}

    record ThreadName(String address, String name) {}

    record FramePlace(
            @Nullable String function,
            @Nullable String file,
            @Nullable Integer line,
            @Nullable SourceLine source,
            @Nullable String problem) {}

    record ThreadDetail(
            ThreadRow row,
            Page<ThreadFrame> stack,
            @Nullable String problem) {}

    /// @param valuesCertain whether the depth of the value stack is saved; else some of `values` may be
    ///     left over
    record ThreadFrame(
            FramePlace place, @Nullable String code, List<Local> locals, boolean valuesCertain, List<Ref> values) {}

    record SuspendedGroup(
            String kind,
            String state,
            String function,
            @Nullable String file,
            @Nullable Integer line,
            long count,
            List<Ref> samples) {}
}
