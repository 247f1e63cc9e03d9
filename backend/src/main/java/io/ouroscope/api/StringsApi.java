package io.ouroscope.api;

import io.javalin.http.Context;
import io.ouroscope.analysis.Analysis;
import io.ouroscope.analysis.strings.Duplicates;
import io.ouroscope.analysis.strings.Lengths;
import io.ouroscope.analysis.strings.StringKind;
import io.ouroscope.analysis.strings.StringList;
import io.ouroscope.python.discovery.Census;
import io.ouroscope.workspace.Question;
import java.util.ArrayList;
import java.util.List;

/// Strings of characters and of bytes: how long they are, which have a text, which are equal and what that costs.
/// Each answer takes a look at all strings of a kind.
final class StringsApi {
    private static final int LONGEST_TEXT = 1000;

    private StringsApi() {}

    private enum Order {
        LONGEST,
        SHORTEST
    }

    private enum Match {
        ANYWHERE,
        START
    }

    /// How many strings there are of each length.
    ///
    /// @param total how many buckets
    /// @param count of all strings of the kind so far
    record LengthsPage(
            long total,
            long offset,
            int limit,
            List<Lengths.Bucket> items,
            Asking.Search search,
            long count,
            long memoryBytes) {}

    /// A part of the strings that fit.
    record StringsPage(
            long total, long offset, int limit, List<StringRow> items, Asking.Search search, long memoryBytes) {}

    /// A string.
    ///
    /// @param length in characters, of bytes in bytes
    record StringRow(
            String address, String type, List<Wire.Span> preview, long length, long sizeBytes, long memoryBytes) {}

    /// A part of the groups of equal strings.
    ///
    /// @param total how many groups are listed: the costliest 100,000
    /// @param groups how many there are
    /// @param duplicates how many strings could be spared
    /// @param wastedBytes what these occupy
    record DuplicatesPage(
            long total,
            long offset,
            int limit,
            List<DuplicateRow> items,
            Asking.Search search,
            long groups,
            long duplicates,
            long wastedBytes) {}

    /// Strings of equal content.
    ///
    /// @param sample one of them
    /// @param wastedBytes what all but one occupy
    record DuplicateRow(StringRow sample, int count, long wastedBytes) {}

    private record LengthsAnswer(Lengths lengths) implements Question.Answer {
        @Override
        public long heapBytes() {
            return lengths.heapBytes();
        }
    }

    private record ListAnswer(StringList list) implements Question.Answer {
        @Override
        public long heapBytes() {
            return list.heapBytes();
        }
    }

    private record DuplicatesAnswer(Duplicates duplicates) implements Question.Answer {
        @Override
        public long heapBytes() {
            return duplicates.heapBytes();
        }
    }

    static void register(InSnapshot routes) {
        Parameter kind = Parameter.choice("kind", StringKind.STR, "Which type, with its subclasses");
        routes.get("/strings", StringsApi::list)
                .describe(
                        "Strings by length, those that have a text or a length",
                        StringsPage.class,
                        kind,
                        Parameter.number("least", 0, 0, "Least length, in characters"),
                        Parameter.number("most", Long.MAX_VALUE, 0, "Greatest length, in characters"),
                        Parameter.text("text", "Only those that have this text"),
                        Parameter.choice("match", Match.ANYWHERE, "Where the text must stand"),
                        Parameter.address("equal", "Only those with the same content as the string at this address"),
                        Parameter.choice("order", Order.LONGEST, "Which come first"),
                        Paging.OFFSET,
                        Paging.LIMIT,
                        Asking.AGAIN);
        routes.get("/strings/lengths", StringsApi::lengths)
                .describe(
                        "How many strings there are of each length, in powers of two",
                        LengthsPage.class,
                        kind,
                        Paging.OFFSET,
                        Paging.LIMIT,
                        Asking.AGAIN);
        routes.get("/strings/duplicates", StringsApi::duplicates)
                .describe(
                        "Strings of equal content, costliest first",
                        DuplicatesPage.class,
                        kind,
                        Paging.OFFSET,
                        Paging.LIMIT,
                        Asking.AGAIN);
    }

    private static LengthsPage lengths(Context ctx, InSnapshot.View view) throws InterruptedException {
        Paging paging = Paging.of(ctx);
        StringKind kind = Parameters.choice(ctx, "kind", StringKind.STR);
        Question<LengthsAnswer> question = view.questions()
                .ask(
                        "string lengths " + kind,
                        "Measuring strings",
                        () -> new LengthsAnswer(new Lengths()),
                        (snapshot, answer, job) -> answer.lengths().fill(snapshot.analysis(), kind, job));
        Asking.Search search = Asking.search(question.job());
        List<Lengths.Bucket> buckets = List.of(question.answer().lengths().buckets());
        Wire.Page<Lengths.Bucket> page = paging.of(buckets, bucket -> bucket);
        return new LengthsPage(
                page.total(),
                page.offset(),
                page.limit(),
                page.items(),
                search,
                buckets.stream().mapToLong(Lengths.Bucket::count).sum(),
                buckets.stream().mapToLong(Lengths.Bucket::memoryBytes).sum());
    }

    private static StringsPage list(Context ctx, InSnapshot.View view) throws InterruptedException {
        Paging paging = Paging.of(ctx);
        StringKind kind = Parameters.choice(ctx, "kind", StringKind.STR);
        Order order = Parameters.choice(ctx, "order", Order.LONGEST);
        String text = Parameters.text(ctx, "text");
        if (text.length() > LONGEST_TEXT) {
            throw ApiException.of(400, "bad-parameter", "text must have at most " + LONGEST_TEXT + " characters");
        }
        var choice = new StringList.Choice(
                kind,
                length(ctx, "least", 0),
                length(ctx, "most", Long.MAX_VALUE),
                text,
                Parameters.choice(ctx, "match", Match.ANYWHERE) == Match.START,
                equalTo(ctx, view));
        Question<ListAnswer> question = view.questions()
                .ask(
                        "strings " + order + " " + choice,
                        "Looking through strings",
                        () -> new ListAnswer(new StringList(order == Order.LONGEST)),
                        (snapshot, answer, job) -> answer.list().fill(snapshot.analysis(), choice, job));
        Asking.Search search = Asking.search(question.job());
        StringList list = question.answer().list();
        int total = list.size();
        var rows = new ArrayList<StringRow>();
        for (int i = (int) Math.min(paging.offset(), total); i < paging.end(total); i++) {
            rows.add(row(list.node(i), view));
        }
        return new StringsPage(total, paging.offset(), paging.limit(), rows, search, list.memoryBytes());
    }

    private static long length(Context ctx, String name, long otherwise) {
        long length = Parameters.number(ctx, name, otherwise);
        if (length < 0) {
            throw ApiException.of(400, "bad-parameter", name + " must not be negative but was " + length);
        }
        return length;
    }

    private static int equalTo(Context ctx, InSnapshot.View view) {
        String text = Parameters.text(ctx, "equal");
        if (text.isEmpty()) {
            return -1;
        }
        long address = Parameters.address(text);
        int node = view.analysis().process().census().node(address);
        if (node < 0) {
            throw ObjectsApi.noObject(address);
        }
        return node;
    }

    private static DuplicatesPage duplicates(Context ctx, InSnapshot.View view) throws InterruptedException {
        Paging paging = Paging.of(ctx);
        StringKind kind = Parameters.choice(ctx, "kind", StringKind.STR);
        Question<DuplicatesAnswer> question = view.questions()
                .ask(
                        "duplicates " + kind,
                        "Comparing strings",
                        () -> new DuplicatesAnswer(new Duplicates()),
                        (snapshot, answer, job) -> answer.duplicates().fill(snapshot.analysis(), kind, job));
        Asking.Search search = Asking.search(question.job());
        Duplicates duplicates = question.answer().duplicates();
        Wire.Page<DuplicateRow> page = paging.of(
                duplicates.groups(),
                group -> new DuplicateRow(row(group.node(), view), group.count(), group.wastedBytes()));
        return new DuplicatesPage(
                page.total(),
                page.offset(),
                page.limit(),
                page.items(),
                search,
                duplicates.groupCount(),
                duplicates.duplicateCount(),
                duplicates.wastedBytes());
    }

    private static StringRow row(int node, InSnapshot.View view) {
        Analysis analysis = view.analysis();
        Census census = analysis.process().census();
        long object = census.address(node);
        return new StringRow(
                Parameters.hex(object),
                census.type(node).name(),
                view.refs().preview(object),
                StringKind.length(analysis.process().heap().value(object)),
                analysis.sizeBytes(node),
                analysis.memoryBytes(node));
    }
}
