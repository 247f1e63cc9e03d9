package io.ouroscope.analysis.hang;

import io.ouroscope.analysis.hang.Verdict.Behind;
import io.ouroscope.analysis.hang.Verdict.Link;
import io.ouroscope.analysis.hang.Verdict.Member;
import io.ouroscope.analysis.threads.Activity;
import io.ouroscope.analysis.threads.NativeThread;
import io.ouroscope.analysis.threads.ThreadInfo;
import io.ouroscope.analysis.waits.How;
import io.ouroscope.analysis.waits.LostWakeup;
import io.ouroscope.analysis.waits.ThingKind;
import io.ouroscope.analysis.waits.WaitGraph;
import io.ouroscope.analysis.waits.Wake;
import io.ouroscope.graph.IntGraph;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.ints.IntLinkedOpenHashSet;
import it.unimi.dsi.fastutil.ints.IntList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// What holds others up at this moment and may end: a loop whose thread does something else, the GIL in native code, a
/// peer that does not answer.
final class Hindrances {
    private static final int MOST_SHOWN = 12;
    /// A timer that is so late tells that its loop has not looked at it.
    private static final double LATE_SECONDS = 1;

    private final WaitGraph graph;
    private final BitSet stuck;
    private final Deadlocks deadlocks;
    private final Cast cast;

    Hindrances(WaitGraph graph, BitSet stuck, Deadlocks deadlocks, Cast cast) {
        this.deadlocks = deadlocks;
        this.graph = graph;
        this.stuck = stuck;
        this.cast = cast;
    }

    List<Verdict> verdicts() {
        var found = new ArrayList<Verdict>();
        blockedLoops(found);
        graph.lostWakeups().forEach(each -> found.add(lostWakeup(each)));
        busyThreads(found);
        peers(found);
        return found;
    }

    private void blockedLoops(List<Verdict> found) {
        Map<Integer, IntArrayList> tasks = new LinkedHashMap<>();
        IntGraph forward = graph.forward();
        for (int node = 0; node < forward.nodeCount(); node++) {
            for (int position = forward.start(node); position < forward.end(node); position++) {
                if (graph.how(forward.edgeId(position)) == How.RUNS_IN && graph.kind(node) == ThingKind.TASK) {
                    tasks.computeIfAbsent(forward.target(position), each -> new IntArrayList())
                            .add(node);
                }
            }
        }
        tasks.forEach((thread, waiting) -> {
            ThreadInfo info = graph.thread(thread);
            if (info != null && isBlocked(info) && !deadlocks.isInCircle(thread)) {
                found.add(blockedLoop(thread, info, waiting.toIntArray()));
            }
        });
    }

    /// Asleep in a call; one that only passes through a call runs.
    private static boolean isBlocked(ThreadInfo thread) {
        NativeThread kernel = thread.kernel();
        return kernel != null
                && !kernel.call().isNone()
                && (kernel.state().equals("S") || kernel.state().equals("D"))
                && thread.activity() != Activity.WAITS_FOR_GIL;
    }

    private Verdict blockedLoop(int thread, ThreadInfo info, int[] waiting) {
        Member member = cast.member(thread);
        String what =
                info.waiting() == null ? "is in a system call" : info.waiting().sentence();
        String sentence = "The event loop of thread '" + member.name() + "' is blocked by a synchronous call in "
                + at(member) + " (" + what + "); "
                + Words.count(waiting.length, "task") + " " + Words.verb(waiting.length, "wait") + " for the loop.";
        boolean forEver = stuck.get(thread);
        return new Verdict(
                VerdictKind.BLOCKED_LOOP,
                forEver ? Certainty.CERTAIN : Certainty.LIKELY,
                sentence,
                List.of(
                        forEver
                                ? "What the call waits for never comes."
                                : "The snapshot is one moment: how long the call takes is not known."),
                List.of(member),
                List.of(),
                false,
                1,
                cast.grouped(waiting),
                graph.unchecked(),
                IntList.of(thread));
    }

    private Verdict lostWakeup(LostWakeup lost) {
        Member member = cast.member(lost.thread());
        int[] waiting = IntStream.range(0, graph.tasks().nodeCount())
                .filter(node ->
                        graph.tasks().isTask(node) && graph.tasks().loop(node) == lost.loop() && !graph.finished(node))
                .toArray();
        boolean many = lost.callbacks() != 1;
        String sentence = "The event loop of thread '" + member.name() + "' sleeps although "
                + Words.count(lost.callbacks(), "callback") + (many ? " are" : " is") + " ready: "
                + (many ? "they were" : "it was")
                + " scheduled without waking the loop, by another thread or a signal handler"
                + (waiting.length == 0
                        ? "."
                        : "; " + Words.count(waiting.length, "task") + " " + Words.verb(waiting.length, "wait")
                                + " for the loop.");
        return new Verdict(
                VerdictKind.BLOCKED_LOOP,
                lost.descriptors() == 0 ? Certainty.CERTAIN : Certainty.LIKELY,
                sentence,
                List.of(
                        "It sleeps without a timeout, and nothing has come on the descriptors it watches.",
                        "call_soon_threadsafe wakes a loop; call_soon, set_result, put_nowait and the like do not.",
                        lost.descriptors() == 0
                                ? "It watches no other descriptor: only call_soon_threadsafe or a signal could wake it."
                                : "It goes on when something comes on "
                                        + (lost.descriptors() == 1 ? "the " : "one of the ")
                                        + Words.count(lost.descriptors(), "descriptor") + " it watches."),
                List.of(member),
                List.of(),
                false,
                1,
                cast.grouped(waiting),
                graph.unchecked(),
                IntList.of(lost.thread()));
    }

    private static String at(Member member) {
        String place = member.place().shortText();
        String function = member.place().function();
        return function.isEmpty() ? "native code" : function + "()" + (place.isEmpty() ? "" : " at " + place);
    }

    private void busyThreads(List<Verdict> found) {
        var wanting = new IntArrayList();
        for (int node = graph.tasks().nodeCount(); node < graph.nodeCount(); node++) {
            ThreadInfo thread = graph.thread(node);
            if (thread != null && thread.activity() == Activity.WAITS_FOR_GIL) {
                wanting.add(node);
            }
        }
        for (int node = graph.tasks().nodeCount(); node < graph.nodeCount(); node++) {
            ThreadInfo thread = graph.thread(node);
            if (thread == null || thread.activity() != Activity.HOLDS_GIL && thread.activity() != Activity.ACTIVE) {
                continue;
            }
            if (isBlocked(thread) && thread.activity() == Activity.HOLDS_GIL) {
                found.add(gilHeld(node, thread, wanting.toIntArray()));
            } else if (isBusy(node, thread)) {
                found.add(cpuBound(node, wanting.toIntArray()));
            }
        }
    }

    private Verdict gilHeld(int node, ThreadInfo thread, int[] wanting) {
        Member member = cast.member(node);
        String what = thread.waiting() == null
                ? "is in a system call"
                : thread.waiting().sentence();
        String others = wanting.length == 0
                ? "no other thread can run Python code."
                : Words.count(wanting.length, "thread") + " " + Words.verb(wanting.length, "wait") + " for it.";
        return simple(
                VerdictKind.GIL_HELD_IN_C,
                Certainty.CERTAIN,
                "Thread '" + member.name() + "' keeps the GIL in native code called by " + at(member) + " (" + what
                        + "); " + others,
                "A thread that gave the GIL back would not have it in a system call that sleeps.",
                node,
                wanting);
    }

    /// A loop's thread that runs is busy only where timers are late; another thread when the kernel saw it run.
    private boolean isBusy(int node, ThreadInfo thread) {
        NativeThread kernel = thread.kernel();
        if (kernel == null || !kernel.state().equals("R")) {
            return false;
        }
        boolean loop = false;
        IntGraph reverse = graph.reverse();
        for (int position = reverse.start(node); position < reverse.end(node); position++) {
            if (graph.how(reverse.edgeId(position)) == How.RUNS_IN) {
                loop = true;
                if (isLate(reverse.target(position))) {
                    return true;
                }
            }
        }
        return !loop;
    }

    private boolean isLate(int task) {
        IntGraph forward = graph.forward();
        for (int position = forward.start(task); position < forward.end(task); position++) {
            Wake wake = graph.wake(forward.target(position));
            if (wake != null && wake.kind() == Wake.Kind.TIMER && wake.seconds() < -LATE_SECONDS) {
                return true;
            }
        }
        return false;
    }

    private Verdict cpuBound(int node, int[] wanting) {
        Member member = cast.member(node);
        int[] waiting = cast.behind(node);
        String others = waiting.length + wanting.length == 0
                ? ""
                : " " + Words.number(waiting.length + wanting.length) + " "
                        + Words.verb(waiting.length + wanting.length, "wait") + " for it.";
        return simple(
                VerdictKind.CPU_BOUND,
                Certainty.POSSIBLE,
                "Thread '" + member.name() + "' computes in " + at(member) + "." + others,
                "The snapshot is one moment: how long it has been there is not known.",
                node,
                waiting.length == 0 ? wanting : waiting);
    }

    private Verdict simple(
            VerdictKind kind, Certainty certainty, String sentence, String reason, int node, int[] waiting) {
        return new Verdict(
                kind,
                certainty,
                sentence,
                List.of(reason),
                List.of(cast.member(node)),
                List.of(),
                false,
                1,
                waiting.length == 0 ? Behind.NOBODY : cast.grouped(waiting),
                graph.unchecked(),
                IntList.of(node));
    }

    /// Where it is waited, and for what kind of peer: its words without ports, in which the connections to one host
    /// differ.
    private record PeerSite(String peer, long site) {}

    private record PeerGroup(int sample, String words, IntLinkedOpenHashSet waiters) {}

    private void peers(List<Verdict> found) {
        Map<PeerSite, PeerGroup> groups = new LinkedHashMap<>();
        for (int node = 0; node < graph.nodeCount(); node++) {
            Wake wake = graph.wake(node);
            boolean waits = wake != null
                    && wake.kind() == Wake.Kind.PEER
                    && !wake.text().contains("listening ")
                    && !isSelector(node)
                    && !graph.finished(node);
            if (wake == null || !waits) {
                continue;
            }
            for (int waiter : graph.kind(node).runsCode() ? new int[] {node} : direct(node)) {
                long site = graph.kind(waiter) == ThingKind.TASK
                        ? graph.tasks().ownSite(waiter)
                        : cast.member(waiter).place().hashCode();
                String words = PeerWords.withoutDescriptor(wake.text());
                int sample = node;
                groups.compute(new PeerSite(PeerWords.withoutPorts(words), site), (key, group) -> {
                    PeerGroup of = group == null
                            ? new PeerGroup(sample, words, new IntLinkedOpenHashSet())
                            : new PeerGroup(group.sample(), PeerWords.common(group.words(), words), group.waiters());
                    of.waiters().add(waiter);
                    return of;
                });
            }
        }
        groups.values().stream()
                .sorted(Comparator.comparingInt(
                        (PeerGroup group) -> -group.waiters().size()))
                .forEach(group -> found.add(peer(
                        PeerWords.told(group.words()),
                        group.sample(),
                        group.waiters().toIntArray())));
    }

    /// A thread that waits for many descriptors at once waits for work, not for an answer.
    private boolean isSelector(int node) {
        ThreadInfo thread = graph.thread(node);
        return thread != null
                && thread.kernel() != null
                && switch (thread.kernel().call().name()) {
                    case "epoll_wait", "epoll_pwait", "epoll_pwait2" -> true;
                    default -> false;
                };
    }

    private int[] direct(int node) {
        var found = new IntArrayList();
        IntGraph reverse = graph.reverse();
        for (int position = reverse.start(node); position < reverse.end(node); position++) {
            int waiter = reverse.target(position);
            if (graph.kind(waiter).runsCode()) {
                found.add(waiter);
            }
        }
        return found.toIntArray();
    }

    private Verdict peer(String peer, int sample, int[] waiters) {
        Member first = cast.member(waiters[0]);
        String at = first.place().shortText();
        var members = new ArrayList<Member>();
        var links = new ArrayList<Link>();
        if (graph.kind(sample) != ThingKind.THREAD) {
            members.add(cast.member(sample));
            for (int waiter : waiters) {
                if (members.size() <= MOST_SHOWN && waitsFor(waiter, sample)) {
                    links.add(cast.link(new int[] {waiter, sample}, members.size(), 0));
                    members.add(cast.member(waiter));
                }
            }
        } else {
            members.add(first);
        }
        int[] behind = cast.behind(waiters);
        return new Verdict(
                VerdictKind.WAITING_FOR_PEER,
                Certainty.CERTAIN,
                capital(cast.count(waiters)) + " " + Words.verb(waiters.length, "wait")
                        + (at.isEmpty() ? "" : " at " + at) + " for the other side: " + peer + "."
                        + Cast.more(behind.length, waiters.length == 1),
                List.of((waiters.length == 1 ? "It goes" : "They go") + " on when the other side answers."),
                members,
                links,
                false,
                waiters.length,
                cast.grouped(IntStream.concat(Arrays.stream(waiters), Arrays.stream(behind))
                        .distinct()
                        .toArray()),
                graph.unchecked(),
                IntList.of(waiters));
    }

    private boolean waitsFor(int waiter, int node) {
        IntGraph forward = graph.forward();
        for (int position = forward.start(waiter); position < forward.end(waiter); position++) {
            if (forward.target(position) == node) {
                return true;
            }
        }
        return false;
    }

    private static String capital(@Nullable String text) {
        return text == null || text.isEmpty() ? "" : Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }
}
