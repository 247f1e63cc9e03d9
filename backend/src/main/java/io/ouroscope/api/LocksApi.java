package io.ouroscope.api;

import io.javalin.http.Context;
import io.ouroscope.analysis.hang.HangJson;
import io.ouroscope.analysis.hang.HangReport;
import io.ouroscope.analysis.hang.WaitedThings;
import io.ouroscope.analysis.hang.WaitedThings.Count;
import io.ouroscope.analysis.waits.ThingKind;
import io.ouroscope.api.HangApi.VerdictHead;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Locks and what else is waited for: who has each, who waits for it; and of anything whether it is stuck, and why.
final class LocksApi {
    /// Of holders and waiters so many come with a row.
    private static final int SHOWN = 3;
    /// Of what one waits for; a task may gather 100,000.
    private static final int TARGETS_SHOWN = 20;

    private static final Parameter KIND = Parameter.choice("kind", KindChoice.ALL, "Only things of this kind");
    private static final Parameter FILTER =
            Parameter.text("filter", "Only those whose kind, name, address, state or first holder contains this");

    private LocksApi() {}

    private enum KindChoice {
        ALL,
        LOCK,
        NATIVE_LOCK,
        IMPORT_LOCK,
        GIL,
        SEMAPHORE,
        CONDITION,
        EVENT,
        QUEUE,
        BARRIER,
        POOL
    }

    private enum Sort {
        WAITERS,
        KIND,
        NAME
    }

    private enum Order {
        ASC,
        DESC
    }

    /// Things that are waited for.
    ///
    /// @param kinds how many of each kind there are, whatever the filter
    record LocksPage(long total, long offset, int limit, List<LockRow> items, List<KindCount> kinds) {}

    /// How many of a kind.
    record KindCount(String kind, int count) {}

    /// A lock, event, queue …
    ///
    /// @param state in a few words; empty if nothing is to be said
    /// @param stuck whether nothing known will free it
    /// @param verdict number of the verdict that it takes part in, null if in none
    /// @param holders at most three
    /// @param waiters at most three
    record LockRow(
            String kind,
            String address,
            String name,
            String state,
            boolean stuck,
            @Nullable Integer verdict,
            int holderCount,
            List<LockHolder> holders,
            int waiterCount,
            List<HangJson.Member> waiters) {}

    /// Who has it, and how that is known.
    record LockHolder(HangJson.Member by, String sureness) {}

    /// How a task, thread or thing stands.
    ///
    /// @param kind what it is, null for what neither waits nor is waited for
    /// @param role whether it takes part in the verdict or waits behind it
    /// @param waitsFor over futures, at most 20
    /// @param thing of a lock and the like: who has it and who waits
    record HangStanding(
            @Nullable String kind,
            boolean stuck,
            @Nullable String role,
            @Nullable VerdictHead verdict,
            int waitsForCount,
            List<WaitsFor> waitsFor,
            @Nullable LockRow thing) {}

    /// What it waits for.
    ///
    /// @param holders of a lock: who has it
    record WaitsFor(String how, String sureness, HangJson.Member thing, List<LockHolder> holders) {}

    static void register(InSnapshot routes) {
        routes.get("/locks", LocksApi::list)
                .describe(
                        "Locks, semaphores, conditions, events, queues, barriers and pools: who has them, who waits",
                        LocksPage.class,
                        KIND,
                        Parameter.flag("waited", "Only those that somebody waits for"),
                        FILTER,
                        Parameter.choice("sort", Sort.WAITERS, "What they are sorted by"),
                        Parameter.choice("order", Order.class, "Descending by number and ascending, unless told"),
                        Paging.OFFSET,
                        Paging.LIMIT);
        routes.get("/locks/{address}/waiters", LocksApi::waiters)
                .describe(
                        "Who waits for a lock, event, queue, directly or over futures",
                        Endpoint.page(HangJson.Member.class),
                        Paging.OFFSET,
                        Paging.LIMIT);
        routes.get("/hang/of/{address}", (ctx, view) -> standing(Parameters.pathAddress(ctx), view))
                .describe(
                        "Whether a task, thread (by its state), lock … is stuck, in which verdict, and what it waits for",
                        HangStanding.class);
    }

    private static WaitedThings things(InSnapshot.View view) {
        return view.open().analysed().hang().things();
    }

    private static LocksPage list(Context ctx, InSnapshot.View view) {
        WaitedThings things = things(view);
        HangJson json = HangApi.json(view);
        KindChoice kind = Parameters.choice(ctx, "kind", KindChoice.ALL);
        boolean waited = Parameters.flag(ctx, "waited");
        String filter = Parameters.text(ctx, "filter").toLowerCase(Locale.ROOT);
        Sort sort = Parameters.choice(ctx, "sort", Sort.WAITERS);
        Order order = Parameters.choice(ctx, "order", sort == Sort.WAITERS ? Order.DESC : Order.ASC);
        List<Count> found = things.list().stream()
                .filter(each -> kind == KindChoice.ALL || each.kind().name().equals(kind.name()))
                .filter(each -> !waited || each.waiters() > 0)
                .filter(each -> filter.isEmpty() || fits(things, each, filter))
                .sorted(order == Order.ASC ? by(sort) : by(sort).reversed())
                .toList();
        Wire.Page<LockRow> page = Paging.of(ctx).of(found, each -> row(things, each.node(), json));
        return new LocksPage(page.total(), page.offset(), page.limit(), page.items(), kinds(things));
    }

    private static Comparator<Count> by(Sort sort) {
        return switch (sort) {
            case WAITERS -> Comparator.comparingInt(Count::waiters).thenComparingInt(Count::holders);
            case KIND -> Comparator.comparing(Count::kind);
            case NAME -> Comparator.comparing(Count::name);
        };
    }

    private static boolean fits(WaitedThings things, Count each, String filter) {
        String text = each.kind().word()
                + ' '
                + each.name()
                + ' '
                + Parameters.hex(things.address(each.node()))
                + ' '
                + things.state(each.node());
        return text.toLowerCase(Locale.ROOT).contains(filter)
                || each.holders() > 0
                        && things.holders(each.node(), 1)
                                .getFirst()
                                .by()
                                .name()
                                .toLowerCase(Locale.ROOT)
                                .contains(filter);
    }

    private static List<KindCount> kinds(WaitedThings things) {
        Map<ThingKind, Integer> counts = new EnumMap<>(ThingKind.class);
        things.list().forEach(each -> counts.merge(each.kind(), 1, Integer::sum));
        return counts.entrySet().stream()
                .map(each -> new KindCount(Parameters.lower(each.getKey()), each.getValue()))
                .toList();
    }

    private static Wire.Page<HangJson.Member> waiters(Context ctx, InSnapshot.View view) {
        WaitedThings things = things(view);
        HangJson json = HangApi.json(view);
        int node = things.node(Parameters.pathAddress(ctx));
        List<Integer> waiters = node < 0
                ? List.of()
                : Arrays.stream(things.waiters(node)).boxed().toList();
        return Paging.of(ctx).of(waiters, each -> json.of(things.member(each)));
    }

    private static HangStanding standing(long address, InSnapshot.View view) {
        WaitedThings things = things(view);
        HangJson json = HangApi.json(view);
        int node = things.node(address);
        if (node < 0) {
            return new HangStanding(null, false, null, null, 0, List.of(), null);
        }
        HangReport report = view.open().analysed().hang().report();
        int part = things.standing().partOf(node);
        int verdict = part >= 0 ? part : things.standing().behind(node);
        List<WaitedThings.WaitsFor> targets = things.waitsFor(node);
        return new HangStanding(
                things.kind(node).word(),
                things.isStuck(node),
                verdict < 0 ? null : part >= 0 ? "part" : "behind",
                verdict < 0 ? null : HangApi.head(verdict, report.verdicts().get(verdict)),
                targets.size(),
                targets.stream()
                        .limit(TARGETS_SHOWN)
                        .map(each -> new WaitsFor(
                                each.how().word(),
                                each.sureness().word(),
                                json.of(things.member(each.thing())),
                                holders(things, each.thing(), json)))
                        .toList(),
                things.isListed(node) ? row(things, node, json) : null);
    }

    private static LockRow row(WaitedThings things, int node, HangJson json) {
        int[] waiters = things.waiters(node);
        int verdict = things.standing().partOf(node);
        return new LockRow(
                things.kind(node).word(),
                Parameters.hex(things.address(node)),
                things.name(node),
                things.state(node),
                things.isStuck(node),
                verdict < 0 ? null : verdict,
                things.holderCount(node),
                holders(things, node, json),
                waiters.length,
                Arrays.stream(waiters)
                        .limit(SHOWN)
                        .mapToObj(each -> json.of(things.member(each)))
                        .toList());
    }

    private static List<LockHolder> holders(WaitedThings things, int node, HangJson json) {
        return things.holders(node, SHOWN).stream()
                .map(held -> new LockHolder(json.of(held.by()), held.sureness().word()))
                .toList();
    }
}
