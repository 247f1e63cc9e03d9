package io.ouroscope.api;

import io.javalin.http.Context;
import io.ouroscope.analysis.hang.HangJson;
import io.ouroscope.analysis.hang.HangReport;
import io.ouroscope.analysis.hang.Verdict;
import java.util.List;
import java.util.stream.IntStream;

/// Why the process stands still: all of it as the command line prints it, and in parts for the screen.
final class HangApi {
    private HangApi() {}

    /// A verdict without its proof.
    ///
    /// @param index its number, from 0: the worst and most certain first
    /// @param problem whether a person should look
    /// @param forEver whether nothing known will end it
    /// @param members how many take part
    /// @param behind how many tasks and threads wait behind them
    record VerdictHead(
            int index,
            String kind,
            String certainty,
            boolean problem,
            boolean forEver,
            String sentence,
            int members,
            int behind) {}

    static void register(InSnapshot routes) {
        routes.get("/hang", (ctx, view) -> json(view).of(report(view)))
                .describe(
                        "Why the process is stuck: verdicts with their proof, and who waits where for what",
                        HangJson.Hang.class);
        routes.get("/hang/verdicts", (ctx, view) -> heads(ctx, report(view)))
                .describe(
                        "The verdicts without their proof, the worst and most certain first",
                        Endpoint.page(VerdictHead.class),
                        Paging.OFFSET,
                        Paging.LIMIT);
        routes.get("/hang/verdicts/{verdict}", (ctx, view) -> json(view).of(verdict(ctx, report(view))))
                .describe("One verdict with its proof", HangJson.Verdict.class);
        routes.get("/hang/groups", (ctx, view) -> groups(ctx, view))
                .describe(
                        "Who waits, by where and for what, the most first",
                        Endpoint.page(HangJson.WaitGroup.class),
                        Paging.OFFSET,
                        Paging.LIMIT);
    }

    static HangJson json(InSnapshot.View view) {
        return new HangJson(view.open().analysed().sourceLines());
    }

    private static HangReport report(InSnapshot.View view) {
        return view.open().analysed().hang().report();
    }

    private static Wire.Page<VerdictHead> heads(Context ctx, HangReport report) {
        List<VerdictHead> heads = IntStream.range(0, report.verdicts().size())
                .mapToObj(index -> head(index, report.verdicts().get(index)))
                .toList();
        return Paging.of(ctx).of(heads, head -> head);
    }

    static VerdictHead head(int index, Verdict verdict) {
        return new VerdictHead(
                index,
                verdict.kind().word(),
                verdict.certainty().word(),
                verdict.kind().isProblem(),
                verdict.kind().isForEver(),
                verdict.sentence(),
                verdict.memberCount(),
                verdict.behind().total());
    }

    private static Verdict verdict(Context ctx, HangReport report) {
        String index = ctx.pathParam("verdict");
        int count = report.verdicts().size();
        if (!index.matches("\\d{1,9}") || Integer.parseInt(index) >= count) {
            throw ApiException.of(404, "no-verdict", "There is no verdict " + index + "; this snapshot has " + count);
        }
        return report.verdicts().get(Integer.parseInt(index));
    }

    private static Wire.Page<HangJson.WaitGroup> groups(Context ctx, InSnapshot.View view) {
        return Paging.of(ctx).of(report(view).groups(), json(view)::of);
    }
}
