package io.ouroscope.cli;

import io.ouroscope.analysis.hang.HangJson;
import io.ouroscope.analysis.hang.Verdict.Member;
import io.ouroscope.analysis.hang.WaitedThings;
import io.ouroscope.analysis.hang.WaitedThings.Count;
import io.ouroscope.capture.CaptureException;
import io.ouroscope.workspace.AnalysedSnapshot;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `ouroscope locks SOURCE`: who has what, and who waits for it.
@Command(
        name = "locks",
        description = "Show locks, semaphores, events, queues and pools: who has them, who waits for them.")
final class LocksCommand implements Callable<Integer> {
    /// Of those who have or want one thing so many are named; `--json` has all who have it.
    private static final int NAMED = 3;

    private final Session session;

    @Parameters(paramLabel = "SOURCE", description = "A process id or a snapshot file.")
    private String source = "";

    @Option(names = "--waited", description = "Only those that somebody waits for.")
    private boolean waited;

    @Option(names = "--json", description = "Print them as JSON.")
    private boolean json;

    @Mixin
    private CaptureLimits limits = new CaptureLimits();

    LocksCommand(Session session) {
        this.session = session;
    }

    /// As JSON; waiters are addresses, of threads those of their states.
    record Lock(
            String kind,
            String address,
            String name,
            String state,
            boolean stuck,
            List<Holder> holders,
            List<String> waiters) {}

    /// Who has it, and how that is known.
    record Holder(HangJson.Member by, String sureness) {}

    @Override
    public Integer call() throws IOException, CaptureException {
        try (AnalysedSnapshot snapshot = new Source(session, limits).open(source)) {
            WaitedThings things = snapshot.hang().things();
            List<Count> counts = things.list().stream()
                    .filter(each -> !waited || each.waiters() > 0)
                    .toList();
            if (json) {
                CliJson.print(
                        session.out(),
                        counts.stream()
                                .map(each -> lock(things, each.node(), new HangJson(snapshot.sourceLines())))
                                .toList());
            } else {
                print(things, counts);
            }
        }
        return ExitCode.OK;
    }

    private void print(WaitedThings things, List<Count> counts) {
        if (counts.isEmpty()) {
            session.out().line("Nobody waits for a lock, and none is known to be held.");
            return;
        }
        var text = new TextTable("WAITERS>", "KIND", "ADDRESS", "NAME", "STATE", "HELD BY", "WAITED FOR BY");
        for (Count each : counts) {
            int node = each.node();
            text.row(
                    String.format(Locale.ROOT, "%,d", each.waiters()),
                    each.kind().word() + (things.isStuck(node) && each.waiters() > 0 ? " (stuck)" : ""),
                    hex(things.address(node)),
                    PlainText.of(each.name()),
                    or(PlainText.of(things.state(node))),
                    or(holders(things, each)),
                    or(waiters(things, node)));
        }
        text.print(session.out());
    }

    private static String holders(WaitedThings things, Count each) {
        String names = things.holders(each.node(), NAMED).stream()
                .map(held -> name(held.by()) + (held.sureness().word().equals("inferred") ? " (inferred)" : ""))
                .collect(Collectors.joining(", "));
        return names + more(each.holders());
    }

    private static String waiters(WaitedThings things, int node) {
        int[] waiters = things.waiters(node);
        return Arrays.stream(waiters)
                        .limit(NAMED)
                        .mapToObj(each -> name(things.member(each)))
                        .collect(Collectors.joining(", "))
                + more(waiters.length);
    }

    private static String more(int all) {
        return all > NAMED ? String.format(Locale.ROOT, " and %,d more", all - NAMED) : "";
    }

    private static String name(Member member) {
        return member.kind().word() + " " + PlainText.of(member.name());
    }

    private static String or(String text) {
        return text.isEmpty() ? "-" : text;
    }

    private static Lock lock(WaitedThings things, int node, HangJson json) {
        return new Lock(
                things.kind(node).word(),
                hex(things.address(node)),
                things.name(node),
                things.state(node),
                things.isStuck(node),
                things.holders(node, Integer.MAX_VALUE).stream()
                        .map(held ->
                                new Holder(json.of(held.by()), held.sureness().word()))
                        .toList(),
                Arrays.stream(things.waiters(node))
                        .mapToObj(things::member)
                        .map(member -> hex(member.thread() == 0 ? member.address() : member.thread()))
                        .toList());
    }

    private static String hex(long address) {
        return "0x" + Long.toHexString(address);
    }
}
