package io.ouroscope.analysis.hang;

import io.ouroscope.analysis.hang.Verdict.Behind;
import io.ouroscope.analysis.hang.Verdict.Group;
import io.ouroscope.analysis.hang.Verdict.Link;
import io.ouroscope.analysis.hang.Verdict.Member;
import io.ouroscope.analysis.tasks.Place;
import io.ouroscope.analysis.tasks.TaskGraph;
import io.ouroscope.analysis.threads.ThreadInfo;
import io.ouroscope.analysis.threads.Threads;
import io.ouroscope.analysis.waits.How;
import io.ouroscope.analysis.waits.Sureness;
import io.ouroscope.analysis.waits.ThingKind;
import io.ouroscope.analysis.waits.WaitGraph;
import io.ouroscope.analysis.waits.Wake;
import io.ouroscope.graph.IntGraph;
import io.ouroscope.graph.Reachability;
import io.ouroscope.python.frame.StackFrame;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Tells nodes of the wait graph to people: names, places, how one waits for the next, who waits behind.
final class Cast {
    private static final int FRAMES_LOOKED_AT = 64;

    private final WaitGraph graph;
    private final Threads threads;
    private final Map<Integer, Member> members = new HashMap<>();

    Cast(WaitGraph graph, Threads threads) {
        this.graph = graph;
        this.threads = threads;
    }

    Member member(int node) {
        return members.computeIfAbsent(node, this::read);
    }

    private Member read(int node) {
        ThingKind kind = graph.kind(node);
        Wake wake = graph.wake(node);
        String detail = wake == null ? graph.note(node) : wake.text();
        ThreadInfo thread = graph.thread(node);
        if (thread != null) {
            StackFrame own = ownFrame(thread);
            String waits = thread.waiting() == null ? "" : thread.waiting().sentence();
            return new Member(
                    kind,
                    graph.object(node),
                    thread.address(),
                    thread.nativeId(),
                    thread.name().isEmpty() ? "thread " + thread.nativeId() : thread.name(),
                    own == null ? "" : own.qualname(),
                    place(own),
                    detail.isEmpty() ? waits : detail);
        }
        if (kind == ThingKind.TASK) {
            TaskGraph tasks = graph.tasks();
            return new Member(
                    kind,
                    graph.object(node),
                    0,
                    0,
                    graph.name(node),
                    tasks.coroutineName(node),
                    tasks.ownPlace(node),
                    detail);
        }
        Place place = graph.place(node);
        return new Member(kind, graph.object(node), 0, 0, graph.name(node), place.function(), place, detail);
    }

    /// The innermost frame that is not the standard library's, else the innermost; null without a stack.
    private @Nullable StackFrame ownFrame(ThreadInfo thread) {
        List<StackFrame> frames = threads.stack(thread, 0, FRAMES_LOOKED_AT).frames();
        return frames.stream()
                .filter(frame -> !frame.isBroken() && !place(frame).isStandardLibrary())
                .findFirst()
                .orElse(frames.isEmpty() ? null : frames.getFirst());
    }

    private static Place place(@Nullable StackFrame frame) {
        return frame == null || frame.isBroken()
                ? Place.UNKNOWN
                : new Place(frame.file(), frame.line(), frame.qualname());
    }

    /// How `from` waits for `to`, over the futures between.
    ///
    /// @param way the nodes from the one to the other, both included
    Link link(int[] way, int from, int to) {
        var hows = new ArrayList<How>();
        var via = new ArrayList<Long>();
        Sureness sureness = Sureness.RECORDED;
        for (int i = 0; i + 1 < way.length; i++) {
            int edge = edge(way[i], way[i + 1]);
            hows.add(graph.how(edge));
            sureness = graph.sureness(edge) == Sureness.INFERRED ? Sureness.INFERRED : sureness;
            if (i > 0) {
                via.add(graph.object(way[i]));
            }
        }
        How telling = hows.stream().filter(how -> how != How.AWAIT).findFirst().orElse(How.AWAIT);
        Place place = member(way[0]).place();
        String at = place.shortText();
        return new Link(
                from,
                to,
                telling,
                telling.word() + (at.isEmpty() ? "" : " · " + at),
                place,
                sureness,
                List.copyOf(via));
    }

    private int edge(int from, int to) {
        IntGraph forward = graph.forward();
        for (int position = forward.start(from); position < forward.end(from); position++) {
            if (forward.target(position) == to) {
                return forward.edgeId(position);
            }
        }
        throw new IllegalArgumentException("No edge from " + from + " to " + to);
    }

    /// Who waits for these nodes without being among them, of those that run code; a thread that only runs its loop
    /// is told by the loop's main task.
    int[] behind(int... nodes) {
        var inside = new BitSet();
        Arrays.stream(nodes).forEach(inside::set);
        return Arrays.stream(new Reachability(graph.reverse()).from(nodes))
                .filter(node -> !inside.get(node) && graph.kind(node).runsCode() && !graph.runsLoop(node))
                .toArray();
    }

    /// The same by where they wait.
    Behind grouped(int[] waiting) {
        record Site(ThingKind kind, long site, String function, Place place) {}
        var counts = new LinkedHashMap<Site, int[]>();
        for (int node : waiting) {
            Site site;
            if (graph.kind(node) == ThingKind.TASK) {
                site = new Site(ThingKind.TASK, graph.tasks().ownSite(node), "", Place.UNKNOWN);
            } else {
                Member member = member(node);
                site = new Site(member.kind(), 0, member.function(), member.place());
            }
            int[] count = counts.computeIfAbsent(site, each -> new int[] {0, node});
            count[0]++;
        }
        List<Group> groups = counts.values().stream()
                .map(count -> group(count[0], count[1]))
                .sorted(Comparator.comparingInt((Group group) -> -group.count()))
                .toList();
        return new Behind(waiting.length, groups);
    }

    private Group group(int count, int sample) {
        Member member = member(sample);
        long address = member.kind() == ThingKind.THREAD ? member.thread() : member.address();
        return new Group(member.kind(), member.function(), member.place(), count, address);
    }

    /// What follows a sentence about the members of a verdict.
    static String more(int waiting, boolean behindOne) {
        return waiting == 0
                ? ""
                : " " + Words.number(waiting) + " more " + Words.verb(waiting, "wait")
                        + (behindOne ? " behind it." : " behind them.");
    }

    /// `3 tasks`, `1 thread and 2 tasks`.
    String count(int[] nodes) {
        var counts = new LinkedHashMap<String, Integer>();
        for (int node : nodes) {
            counts.merge(graph.kind(node).word(), 1, Integer::sum);
        }
        return Words.list(counts.entrySet().stream()
                .map(each -> Words.count(each.getValue(), each.getKey()))
                .toList());
    }
}
