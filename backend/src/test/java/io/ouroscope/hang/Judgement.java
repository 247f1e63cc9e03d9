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
        return program.each().size() > 1 ? faultsOfSeveral(program, verdicts) : faultsOfOne(program, verdicts);
    }

    private static List<String> faultsOfOne(HangProgram program, List<Verdict> verdicts) {
        var faults = new ArrayList<String>();
        Expected expected = program.first();
        Verdict first = verdicts.isEmpty() ? null : verdicts.getFirst();
        String said = first == null ? VerdictKind.NONE.word() : first.kind().word();
        if (!expected.kinds().contains(said)) {
            faults.add("said " + said + ", not " + expected.words());
        }
        verdicts.stream()
                .filter(verdict -> !expected.kinds().contains(verdict.kind().word())
                        && !program.also().contains(verdict.kind().word()))
                .forEach(verdict -> addIfAlarm(verdict, faults));
        if (first != null && expected.kinds().contains(said)) {
            // Of a knot only a way round is shown; of many that wait alike one is named.
            boolean exactly = DEADLOCKS.contains(first.kind())
                    && !expected.members().isEmpty()
                    && first.members().size() == first.memberCount();
            details(expected, exactly, first, faults);
        }
        long alike = verdicts.stream()
                .filter(verdict -> expected.kinds().contains(verdict.kind().word()))
                .count();
        if (alike < program.verdicts() && program.verdicts() > 1) {
            faults.add(alike + " verdicts, not " + program.verdicts());
        }
        return faults;
    }

    /// Each expected verdict takes one of its kind that names one of its members; what nobody takes is no alarm.
    private static List<String> faultsOfSeveral(HangProgram program, List<Verdict> verdicts) {
        var faults = new ArrayList<String>();
        var left = new ArrayList<Verdict>(verdicts);
        for (Expected expected : program.each()) {
            Verdict said = left.stream()
                    .filter(verdict -> expected.kinds().contains(verdict.kind().word())
                            && names(verdict).stream().anyMatch(expected.members()::contains))
                    .findFirst()
                    .orElse(null);
            if (said == null) {
                faults.add("nobody said " + expected.words() + " of " + expected.members());
                continue;
            }
            if (expected.equals(program.first()) && said != verdicts.getFirst()) {
                faults.add("first said " + verdicts.getFirst().sentence());
            }
            details(expected, true, said, faults);
            left.remove(said);
        }
        left.forEach(verdict -> addIfAlarm(verdict, faults));
        return faults;
    }

    private static void addIfAlarm(Verdict verdict, List<String> faults) {
        if (ALARMS.contains(verdict.kind())) {
            faults.add("false alarm: " + verdict.kind().word() + " ("
                    + verdict.certainty().word() + "): " + verdict.sentence());
        }
    }

    private static Set<String> names(Verdict verdict) {
        return verdict.members().stream()
                .filter(member -> member.kind().runsCode())
                .map(Member::name)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static void details(Expected expected, boolean exactly, Verdict verdict, List<String> faults) {
        if (ALARMS.contains(verdict.kind()) && verdict.certainty().compareTo(certainty(expected.certainty())) > 0) {
            faults.add("only " + verdict.certainty().word() + ", not " + expected.certainty());
        }
        Set<String> names = names(verdict);
        Set<String> wanted = new TreeSet<>(expected.members());
        boolean some = wanted.isEmpty() || names.stream().anyMatch(wanted::contains);
        if (exactly ? !names.equals(wanted) : !some) {
            faults.add("names " + names + ", not " + wanted);
        }
        if (verdict.behind().total() < expected.behind()) {
            faults.add(verdict.behind().total() + " behind, not " + expected.behind());
        }
        String all = text(verdict);
        expected.says().stream()
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
