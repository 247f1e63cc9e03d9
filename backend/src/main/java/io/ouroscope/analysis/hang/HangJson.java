package io.ouroscope.analysis.hang;

import io.ouroscope.analysis.SourceLine;
import io.ouroscope.analysis.SourceLines;
import io.ouroscope.analysis.tasks.Place;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The report in the words of JSON, for the command line and the API alike.
public final class HangJson {
    private final SourceLines lines;

    /// @param lines tells the source of places
    public HangJson(SourceLines lines) {
        this.lines = lines;
    }

    /// @param verdicts the worst and most certain first
    /// @param verdictCount how many there are
    /// @param groups who waits, by where and for what
    public record Hang(List<Verdict> verdicts, int verdictCount, List<WaitGroup> groups) {}

    /// @param circle whether the last member waits for the first
    /// @param memberCount all that take part, of whom `members` may be the first
    public record Verdict(
            String kind,
            String certainty,
            boolean problem,
            boolean forEver,
            String sentence,
            List<String> reasons,
            List<Member> members,
            List<Edge> edges,
            boolean circle,
            int memberCount,
            Waiting behind,
            List<String> unchecked) {}

    /// @param address of the object, null for a thread without one
    /// @param thread address of a thread's state, null for what is no thread
    /// @param nativeId kernel id of a thread, else null
    public record Member(
            String kind,
            @Nullable String address,
            @Nullable String thread,
            @Nullable Long nativeId,
            String name,
            String function,
            @Nullable Where place,
            String detail) {}

    /// A line of the program.
    ///
    /// @param text `file.py:12`
    /// @param source what stands there, null if the snapshot has no sources
    public record Where(
            String file,
            int line,
            String function,
            String text,
            @Nullable SourceLine source) {}

    /// @param from index of a member
    /// @param to index of a member
    /// @param via addresses of what lies between and is not shown
    public record Edge(
            int from,
            int to,
            String how,
            String text,
            @Nullable Where place,
            String sureness,
            List<String> via) {}

    /// @param total tasks and threads
    public record Waiting(int total, List<Place> byPlace) {

        /// @param sample address of one of them: of a task, or of a thread's state
        public record Place(
                String kind, String function, @Nullable Where place, int count, String sample) {}
    }

    /// @param sample address of one of them: of a task, or of a thread's state
    public record WaitGroup(
            String kind,
            String function,
            @Nullable Where place,
            String waitsFor,
            boolean forEver,
            int count,
            String sample) {}

    public Hang of(HangReport report) {
        return new Hang(
                report.verdicts().stream().map(this::of).toList(),
                report.verdictCount(),
                report.groups().stream().map(this::of).toList());
    }

    public WaitGroup of(HangReport.WaitGroup group) {
        return new WaitGroup(
                group.kind().word(),
                group.function(),
                where(group.place()),
                group.waitsFor(),
                group.forEver(),
                group.count(),
                hex(group.sample()));
    }

    public Verdict of(io.ouroscope.analysis.hang.Verdict verdict) {
        return new Verdict(
                verdict.kind().word(),
                verdict.certainty().word(),
                verdict.kind().isProblem(),
                verdict.kind().isForEver(),
                verdict.sentence(),
                verdict.reasons(),
                verdict.members().stream().map(this::of).toList(),
                verdict.edges().stream().map(this::edge).toList(),
                verdict.circle(),
                verdict.memberCount(),
                new Waiting(
                        verdict.behind().total(),
                        verdict.behind().byPlace().stream()
                                .map(group -> new Waiting.Place(
                                        group.kind().word(),
                                        group.function(),
                                        where(group.place()),
                                        group.count(),
                                        hex(group.sample())))
                                .toList()),
                verdict.unchecked());
    }

    public Member of(io.ouroscope.analysis.hang.Verdict.Member member) {
        return new Member(
                member.kind().word(),
                member.address() == 0 ? null : hex(member.address()),
                member.thread() == 0 ? null : hex(member.thread()),
                member.nativeId() == 0 ? null : member.nativeId(),
                member.name(),
                member.function(),
                where(member.place()),
                member.detail());
    }

    private Edge edge(io.ouroscope.analysis.hang.Verdict.Link link) {
        return new Edge(
                link.from(),
                link.to(),
                link.how().word(),
                link.text(),
                where(link.place()),
                link.sureness().word(),
                link.via().stream().map(HangJson::hex).toList());
    }

    private @Nullable Where where(Place place) {
        return place.file().isEmpty() && place.function().isEmpty()
                ? null
                : new Where(
                        place.file(),
                        place.line(),
                        place.function(),
                        place.shortText(),
                        lines.at(place.file(), place.line()));
    }

    private static String hex(long address) {
        return String.format(Locale.ROOT, "0x%x", address);
    }
}
