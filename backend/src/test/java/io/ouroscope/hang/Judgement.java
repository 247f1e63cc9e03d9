package io.ouroscope.hang;

import io.ouroscope.analysis.hang.Certainty;
import io.ouroscope.analysis.hang.Verdict;
import io.ouroscope.analysis.hang.Verdict.Member;
import io.ouroscope.analysis.hang.VerdictKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Compares what was said of a program with what its table says.
final class Judgement {
    private static final Set<VerdictKind> ALARMS = alarms();
    private static final Set<VerdictKind> DEADLOCKS =
            EnumSet.of(VerdictKind.TASK_DEADLOCK, VerdictKind.THREAD_DEADLOCK, VerdictKind.MIXED_DEADLOCK);

    private Judgement() {}

    /// What must never be said of a healthy program.
    private static Set<VerdictKind> alarms() {
        Set<VerdictKind> alarms = EnumSet.of(VerdictKind.BLOCKED_LOOP, VerdictKind.GIL_HELD_IN_C);
        Arrays.stream(VerdictKind.values()).filter(VerdictKind::isForEver).forEach(alarms::add);
        return alarms;
    }

    /// @param word of a verdict's kind, as in JSON
    static VerdictKind kind(String word) {
        return Arrays.stream(VerdictKind.values())
                .filter(kind -> kind.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no verdict is called " + word));
    }

    static boolean isAlarm(String word) {
        return ALARMS.contains(kind(word));
    }

    /// What is wrong with these verdicts, one sentence each; empty when they are right.
    static List<String> faults(HangProgram program, List<Verdict> verdicts) {
        var faults = new ArrayList<String>();
        Verdict first = verdicts.isEmpty() ? null : verdicts.getFirst();
        String said = first == null ? VerdictKind.NONE.word() : first.kind().word();
        if (!program.kinds().contains(said)) {
            faults.add("said " + said + ", not " + String.join(" or ", program.kinds()));
        }
        for (Verdict verdict : verdicts) {
            String word = verdict.kind().word();
            if (ALARMS.contains(verdict.kind())
                    && !program.kinds().contains(word)
                    && !program.also().contains(word)) {
                faults.add("false alarm: " + word + " (" + verdict.certainty().word() + "): " + verdict.sentence());
            }
        }
        if (first != null && program.kinds().contains(said)) {
            details(program, first, faults);
        }
        long alike = verdicts.stream()
                .filter(verdict -> program.kinds().contains(verdict.kind().word()))
                .count();
        if (alike < program.verdicts() && program.verdicts() > 1) {
            faults.add(alike + " verdicts, not " + program.verdicts());
        }
        return faults;
    }

    private static void details(HangProgram program, Verdict verdict, List<String> faults) {
        if (ALARMS.contains(verdict.kind()) && verdict.certainty().compareTo(certainty(program.certainty())) > 0) {
            faults.add("only " + verdict.certainty().word() + ", not " + program.certainty());
        }
        Set<String> names = new TreeSet<>();
        verdict.members().stream()
                .filter(member -> member.kind().runsCode())
                .map(Member::name)
                .forEach(names::add);
        Set<String> expected = new TreeSet<>(program.members());
        // Of a knot only a way round is shown.
        boolean shown = verdict.members().size() == verdict.memberCount();
        boolean exactly = DEADLOCKS.contains(verdict.kind()) && !expected.isEmpty() && shown;
        // Of many that wait alike one is named.
        boolean some = expected.isEmpty() || names.stream().anyMatch(expected::contains);
        if (exactly ? !names.equals(expected) : !some) {
            faults.add("names " + names + ", not " + expected);
        }
        if (verdict.behind().total() < program.behind()) {
            faults.add(verdict.behind().total() + " behind, not " + program.behind());
        }
        String all = text(verdict);
        program.says().stream()
                .filter(word -> !all.contains(word))
                .forEach(word -> faults.add("does not say '" + word + "': " + verdict.sentence()));
    }

    private static Certainty certainty(String word) {
        return Arrays.stream(Certainty.values())
                .filter(each -> each.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no certainty is called " + word));
    }

    private static String text(Verdict verdict) {
        Stream<String> members = verdict.members().stream()
                .map(member -> member.name() + " " + member.function() + " " + member.detail());
        return Stream.of(Stream.of(verdict.sentence()), verdict.reasons().stream(), members)
                .flatMap(each -> each)
                .collect(Collectors.joining("\n"));
    }
}
