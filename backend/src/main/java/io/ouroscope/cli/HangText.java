package io.ouroscope.cli;

import io.ouroscope.analysis.SourceLine;
import io.ouroscope.analysis.SourceLines;
import io.ouroscope.analysis.hang.HangReport;
import io.ouroscope.analysis.hang.Verdict;
import io.ouroscope.analysis.hang.Verdict.Link;
import io.ouroscope.analysis.hang.Verdict.Member;
import io.ouroscope.analysis.tasks.Place;
import io.ouroscope.analysis.waits.Sureness;
import java.util.List;
import java.util.Locale;

/// The verdict and its proof as text.
final class HangText {
    private static final int GROUPS = 10;

    private final HangReport report;
    private final SourceLines lines;
    private final Output out;

    HangText(HangReport report, SourceLines lines, Output out) {
        this.report = report;
        this.lines = lines;
        this.out = out;
    }

    void print(boolean all) {
        List<Verdict> verdicts = report.verdicts();
        for (int i = 0; i < verdicts.size(); i++) {
            Verdict verdict = verdicts.get(i);
            out.line((i == 0 ? "" : "\n") + PlainText.of(verdict.sentence()));
            out.line("  " + verdict.kind().word() + ", " + verdict.certainty().word());
            if (i == 0 || all) {
                proof(verdict);
            }
        }
        if (report.verdictCount() > verdicts.size()) {
            out.line("\n" + number(report.verdictCount() - verdicts.size()) + " more are not told.");
        }
        groups();
    }

    private void proof(Verdict verdict) {
        verdict.reasons().forEach(reason -> out.line("  " + PlainText.of(reason)));
        if (!verdict.members().isEmpty()) {
            out.line("");
        }
        for (int i = 0; i < verdict.members().size(); i++) {
            out.line("  " + member(verdict.members().get(i)));
            source(verdict.members().get(i).place());
            for (Link link : verdict.edges()) {
                if (link.from() == i) {
                    String guess = link.sureness() == Sureness.INFERRED ? " (inferred)" : "";
                    out.line("    → " + PlainText.of(link.text()) + guess + " → "
                            + name(verdict.members().get(link.to())));
                }
            }
        }
        if (verdict.memberCount() > verdict.members().size()) {
            out.line("  … " + number(verdict.memberCount() - verdict.members().size()) + " more take part");
        }
        if (verdict.behind().total() > 0) {
            out.line("");
            out.line("  Who waits:");
            verdict.behind().byPlace().stream()
                    .limit(GROUPS)
                    .forEach(group -> out.line("  " + String.format(Locale.ROOT, "%,9d", group.count()) + "  "
                            + at(group.place(), group.function())));
            more(verdict.behind().byPlace().size());
        }
        verdict.unchecked().forEach(each -> out.line("  Not checked: " + PlainText.of(each)));
    }

    /// As a traceback shows it.
    private void source(Place place) {
        SourceLine line = lines.at(place.file(), place.line());
        if (line != null) {
            out.line("      " + PlainText.of(line.text()) + (line.newer() ? "  (file changed since)" : ""));
        }
    }

    private static String member(Member member) {
        String at = at(member.place(), member.function());
        String detail = member.detail().isEmpty() ? "" : "  (" + member.detail() + ")";
        return PlainText.of(member.kind().word() + " " + name(member) + (at.isEmpty() ? "" : "  " + at) + detail);
    }

    private static String name(Member member) {
        String address = member.address() == 0 ? "" : " 0x" + Long.toHexString(member.address());
        String thread = member.nativeId() == 0 ? "" : " " + member.nativeId();
        return PlainText.of(member.name()) + (thread.isEmpty() ? address : thread);
    }

    private static String at(Place place, String function) {
        String name = place.function().isEmpty() ? function : place.function();
        String where = place.file().isEmpty() ? "" : place.file() + ":" + place.line();
        return PlainText.of(where.isEmpty() ? name : name.isEmpty() ? where : name + " at " + where);
    }

    private void groups() {
        if (report.groups().isEmpty()) {
            return;
        }
        out.line("");
        var text = new TextTable("COUNT>", "WHAT", "WAITS FOR", "EVER", "WHERE");
        report.groups().stream()
                .limit(GROUPS)
                .forEach(group -> text.row(
                        number(group.count()),
                        group.kind().word(),
                        group.waitsFor().isEmpty() ? "-" : PlainText.of(group.waitsFor()),
                        group.forEver() ? "stuck" : "",
                        at(group.place(), group.function())));
        text.print(out);
        more(report.groups().size());
    }

    private void more(int size) {
        if (size > GROUPS) {
            out.line("  … " + number(size - GROUPS) + " more places; --json has all");
        }
    }

    private static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
