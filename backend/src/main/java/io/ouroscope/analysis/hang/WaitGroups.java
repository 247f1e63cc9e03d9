package io.ouroscope.analysis.hang;

import io.ouroscope.analysis.hang.HangReport.WaitGroup;
import io.ouroscope.analysis.hang.Verdict.Member;
import io.ouroscope.analysis.tasks.Place;
import io.ouroscope.analysis.waits.How;
import io.ouroscope.analysis.waits.ThingKind;
import io.ouroscope.analysis.waits.WaitGraph;
import io.ouroscope.analysis.waits.Wake;
import io.ouroscope.graph.IntGraph;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;

/// All that run code and wait, grouped by where and for what.
final class WaitGroups {
    private static final int MOST_STEPS = 16;

    private final WaitGraph graph;
    private final BitSet stuck;
    private final Cast cast;

    WaitGroups(WaitGraph graph, BitSet stuck, Cast cast) {
        this.graph = graph;
        this.stuck = stuck;
        this.cast = cast;
    }

    List<WaitGroup> groups() {
        record Key(ThingKind kind, long site, String function, Place place, String target, boolean forEver) {}
        var counts = new LinkedHashMap<Key, int[]>();
        for (int node = 0; node < graph.nodeCount(); node++) {
            if (!graph.kind(node).runsCode() || graph.finished(node)) {
                continue;
            }
            String target = target(node);
            boolean forEver = stuck.get(node) && !isIdle(node);
            Key key;
            if (graph.kind(node) == ThingKind.TASK) {
                key = new Key(ThingKind.TASK, graph.tasks().ownSite(node), "", Place.UNKNOWN, target, forEver);
            } else {
                Member member = cast.member(node);
                key = new Key(member.kind(), 0, member.function(), member.place(), target, forEver);
            }
            int sample = node;
            counts.computeIfAbsent(key, each -> new int[] {0, sample})[0]++;
        }
        return counts.entrySet().stream()
                .map(each -> {
                    Member member = cast.member(each.getValue()[1]);
                    return new WaitGroup(
                            member.kind(),
                            member.function(),
                            member.place(),
                            each.getKey().target(),
                            each.getKey().forEver(),
                            each.getValue()[0],
                            member.kind() == ThingKind.THREAD ? member.thread() : member.address());
                })
                .sorted(Comparator.comparingInt((WaitGroup group) -> -group.count()))
                .toList();
    }

    private boolean isIdle(int node) {
        Wake wake = graph.wake(node);
        return wake != null && wake.kind() == Wake.Kind.IDLE;
    }

    /// What it waits for in the end, over futures: `asyncio.Lock`, `timer`, `task`.
    private String target(int start) {
        IntGraph forward = graph.forward();
        int node = start;
        for (int steps = 0; steps < MOST_STEPS; steps++) {
            Wake wake = graph.wake(node);
            if (wake != null) {
                return node == start && graph.kind(node) != ThingKind.THREAD && forward.degree(node) > 0
                        ? step(forward, node)
                        : wake.kind().word();
            }
            if (node != start && graph.kind(node) != ThingKind.FUTURE) {
                ThingKind kind = graph.kind(node);
                return kind.runsCode() ? kind.word() : graph.name(node).isEmpty() ? kind.word() : graph.name(node);
            }
            if (forward.degree(node) == 0) {
                return node == start ? "" : graph.kind(node).word();
            }
            node = forward.target(forward.start(node));
        }
        return "";
    }

    private String step(IntGraph forward, int node) {
        int position = forward.start(node);
        How how = graph.how(forward.edgeId(position));
        return how == How.AWAIT ? graph.kind(forward.target(position)).word() : how.word();
    }
}
