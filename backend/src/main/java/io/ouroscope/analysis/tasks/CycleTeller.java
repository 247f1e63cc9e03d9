package io.ouroscope.analysis.tasks;

import it.unimi.dsi.fastutil.longs.Long2IntOpenHashMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/// Tells a cycle to people: futures folded into the edges between tasks, who waits behind it and where, one sentence.
final class CycleTeller {
    private static final int NAMES_IN_SUMMARY = 5;

    private final Nodes nodes;
    private final Waits waits;
    private final Cycles cycles;
    private final Rows rows;
    private final NodeNames names;

    CycleTeller(Nodes nodes, Waits waits, Cycles cycles, Rows rows, NodeNames names) {
        this.nodes = nodes;
        this.waits = waits;
        this.cycles = cycles;
        this.rows = rows;
        this.names = names;
    }

    Cycle.Summary summary(int cycle) {
        int[] drawn = drawn(ordered(cycle));
        return new Cycle.Summary(
                cycle,
                drawn.length,
                cycles.memberCount(cycle),
                cycles.tasksBehind(cycle).length,
                Arrays.stream(drawn)
                        .limit(NAMES_IN_SUMMARY)
                        .mapToObj(names::name)
                        .toList());
    }

    Cycle cycle(int cycle) {
        int[] round = ordered(cycle);
        int[] members = cycles.members(cycle);
        int tasks = (int) Arrays.stream(members).filter(this::isTask).count();
        boolean certain = !cycles.mayFail(cycle) && !cycles.mayBeCancelledFromBehind(cycle);
        return new Cycle(
                cycle,
                cycles.shortest(cycle).shortest(),
                members.length,
                tasks,
                Arrays.stream(drawn(round)).mapToObj(rows::row).toList(),
                edges(round),
                new Cycle.Behind(cycles.tasksBehind(cycle).length, groups(cycles.tasksBehind(cycle))),
                certain,
                sentence(cycle, round, tasks));
    }

    /// The shortest way round, beginning at the task whose name comes first.
    int[] ordered(int cycle) {
        int[] round = cycles.shortest(cycle).nodes();
        int first = 0;
        String firstName = null;
        for (int i = 0; i < round.length; i++) {
            if (isTask(round[i])) {
                String name = names.name(round[i]);
                if (firstName == null || NodeNames.natural().compare(name, firstName) < 0) {
                    first = i;
                    firstName = name;
                }
            }
        }
        int[] rotated = new int[round.length];
        System.arraycopy(round, first, rotated, 0, round.length - first);
        System.arraycopy(round, 0, rotated, round.length - first, first);
        return rotated;
    }

    private int[] drawn(int[] round) {
        return isTask(round[0]) ? Arrays.stream(round).filter(this::isTask).toArray() : round;
    }

    private boolean isTask(int node) {
        return nodes.kind(node) == NodeKind.TASK;
    }

    private List<Cycle.Edge> edges(int[] round) {
        boolean fold = isTask(round[0]);
        var edges = new ArrayList<Cycle.Edge>();
        int from = round[0];
        var kinds = new ArrayList<WaitKind>();
        var via = new ArrayList<TaskRow>();
        for (int i = 0; i < round.length; i++) {
            int next = round[(i + 1) % round.length];
            WaitKind kind = waits.kind(round[i], next);
            kinds.add(kind);
            if (fold && !isTask(next)) {
                via.add(rows.row(next, round[i], kind));
            } else {
                edges.add(edge(from, next, kinds, via));
                from = next;
                kinds.clear();
                via.clear();
            }
        }
        return edges;
    }

    private Cycle.Edge edge(int from, int to, List<WaitKind> kinds, List<TaskRow> via) {
        List<WaitKind> telling =
                kinds.stream().filter(kind -> kind != WaitKind.AWAIT).distinct().toList();
        WaitKind kind = telling.isEmpty() ? WaitKind.AWAIT : telling.getFirst();
        String how = telling.stream().map(WaitKind::word).collect(Collectors.joining(" of "));
        String text = isTask(from) ? rows.awaitText(from, how) : kind.word();
        return new Cycle.Edge(
                nodes.address(from), nodes.address(to), kind, text, nodes.ownPlace(from), List.copyOf(via));
    }

    private List<Cycle.Group> groups(int[] tasks) {
        var numbers = new Long2IntOpenHashMap();
        var samples = new ArrayList<Integer>();
        int[] counts = new int[tasks.length];
        for (int task : tasks) {
            int number = numbers.getOrDefault(nodes.site(task), -1);
            if (number < 0) {
                number = samples.size();
                samples.add(task);
                numbers.put(nodes.site(task), number);
            }
            counts[number]++;
        }
        var groups = new ArrayList<Cycle.Group>();
        for (int i = 0; i < samples.size(); i++) {
            int task = samples.get(i);
            groups.add(new Cycle.Group(nodes.place(task), nodes.coroutine(task), counts[i], nodes.address(task)));
        }
        groups.sort(Comparator.comparingInt((Cycle.Group group) -> -group.count()));
        return groups;
    }

    private String sentence(int cycle, int[] round, int tasks) {
        String who = tasks == 0
                ? cycles.memberCount(cycle) + " futures wait for each other"
                : tasks == 1
                        ? names.name(round[0]) + " waits for itself"
                        : "%,d tasks wait for each other".formatted(tasks);
        String them = tasks == 1 ? "it" : "them";
        if (cycles.mayFail(cycle)) {
            String goes = tasks == 1 ? "it goes" : "they go";
            return who + "; " + goes + " on only if something else that is waited for fails.";
        }
        if (cycles.mayBeCancelledFromBehind(cycle)) {
            return who + "; only a timeout or cancellation of someone who waits for " + them + " can end this.";
        }
        return who + "; nothing scheduled will wake " + them + ".";
    }
}
