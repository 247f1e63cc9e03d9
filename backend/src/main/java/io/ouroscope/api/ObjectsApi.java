package io.ouroscope.api;

import io.javalin.http.Context;
import io.ouroscope.analysis.Analysis;
import io.ouroscope.analysis.ObjectState;
import io.ouroscope.analysis.query.AttributeTest;
import io.ouroscope.analysis.query.MatchDetails;
import io.ouroscope.analysis.query.ObjectMatches;
import io.ouroscope.analysis.query.ObjectQuery;
import io.ouroscope.analysis.query.ObjectSearch;
import io.ouroscope.analysis.query.TypeChoice;
import io.ouroscope.analysis.tasks.TaskRow;
import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.decode.PyType;
import io.ouroscope.python.decode.PyValue;
import io.ouroscope.python.discovery.Census;
import io.ouroscope.workspace.Question;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Objects: those that fit a query, and one object.
final class ObjectsApi {
    private static final int TEXT_SHOWN = 4_000;

    private ObjectsApi() {}

    /// Objects that fit what was asked, and what all of them together take, found so far.
    ///
    /// @param sizeBytes as sys.getsizeof says
    /// @param memoryBytes what they really occupy
    /// @param undecided how many could not be searched to their end (too long for a regular expression, or not in
    ///     the snapshot), and so are not among them
    /// @param type the type asked for; null if there was none
    /// @param tests of attributes, as they were understood
    record ObjectsPage(
            long total,
            long offset,
            int limit,
            List<ObjectFound> items,
            Asking.Search search,
            long sizeBytes,
            long memoryBytes,
            int undecided,
            @Nullable TypeAsked type,
            List<String> tests) {}

    /// An object that fits, with what made it fit.
    ///
    /// @param excerpt what stands around the text that was asked for
    /// @param attributes those that were asked for
    record ObjectFound(
            String address,
            Wire.TypeName type,
            List<Wire.Span> preview,
            long sizeBytes,
            long memoryBytes,
            String state,
            @Nullable Excerpt excerpt,
            List<AttributeFound> attributes) {}

    /// @param at where it begins, in characters (in bytes objects: bytes)
    record Excerpt(long at, String before, String match, String after, boolean cutBefore, boolean cutAfter) {}

    /// @param value an object; null if it is a number or flag, which is the text
    record AttributeFound(
            String name, Wire.@Nullable Ref value, @Nullable String text) {}

    /// The type asked for, or several of one name.
    ///
    /// @param subclasses how many other types inherit from it, whether or not they were asked for
    record TypeAsked(String name, List<String> addresses, int subclasses) {}

    /// What is kept of a query.
    private record Answer(ObjectMatches matches, @Nullable TypeAsked type) implements Question.Answer {
        @Override
        public long heapBytes() {
            return matches.heapBytes();
        }
    }

    static void register(InSnapshot routes) {
        routes.get("/objects", ObjectsApi::list)
                .describe("Objects that fit all filters", ObjectsPage.class, ObjectQueries.PARAMETERS);
        routes.get("/objects/{address}", (ctx, view) -> detail(Parameters.pathAddress(ctx), view))
                .describe("One object: value, sizes, references", Wire.ObjectDetail.class);
    }

    private static ObjectsPage list(Context ctx, InSnapshot.View view) throws InterruptedException {
        Paging paging = Paging.of(ctx);
        Analysis analysis = view.analysis();
        List<PyType> types = analysis.process().heap().types();
        ObjectQuery query = ObjectQueries.of(ctx, types);
        Question<Answer> question = view.questions()
                .ask(
                        ObjectQueries.name(ctx),
                        "Searching objects",
                        () -> new Answer(new ObjectMatches(analysis, query.order()), asked(query.types(), types)),
                        (snapshot, answer, job) -> ObjectSearch.run(snapshot.analysis(), query, answer.matches(), job));
        Asking.Search search = Asking.search(question.job());
        var details = new MatchDetails(analysis.process().heap(), query);
        ObjectMatches.Page page = question.answer().matches().page(paging.offset(), paging.limit());
        return new ObjectsPage(
                page.total(),
                paging.offset(),
                paging.limit(),
                Arrays.stream(page.nodes())
                        .mapToObj(node -> row(node, details, view))
                        .toList(),
                search,
                page.sizeBytes(),
                page.memoryBytes(),
                page.undecided(),
                question.answer().type(),
                query.attributes().stream().map(AttributeTest::toString).toList());
    }

    private static @Nullable String taskKind(long object, Analysis analysis) {
        TaskRow row = analysis.tasks().rowAt(object);
        return row == null ? null : Parameters.lower(row.kind());
    }

    private static @Nullable TypeAsked asked(TypeChoice choice, List<PyType> all) {
        return choice.types().isEmpty()
                ? null
                : new TypeAsked(
                        choice.types().getFirst().name(),
                        choice.types().stream()
                                .map(type -> Parameters.hex(type.address()))
                                .toList(),
                        choice.countSubclasses(all));
    }

    private static ObjectFound row(int node, MatchDetails details, InSnapshot.View view) {
        Census census = view.analysis().process().census();
        long object = census.address(node);
        MatchDetails.Excerpt excerpt = details.excerpt(object);
        return new ObjectFound(
                Parameters.hex(object),
                view.refs().type(census.type(node)),
                view.refs().preview(object),
                view.analysis().sizeBytes(node),
                view.analysis().memoryBytes(node),
                Parameters.lower(view.analysis().state(node)),
                excerpt == null
                        ? null
                        : new Excerpt(
                                excerpt.at(),
                                excerpt.before(),
                                excerpt.match(),
                                excerpt.after(),
                                excerpt.isCutBefore(),
                                excerpt.isCutAfter()),
                details.attributes(object).stream()
                        .map(found ->
                                new AttributeFound(found.name(), view.refs().refOrNull(found.value()), found.text()))
                        .toList());
    }

    private static Wire.ObjectDetail detail(long object, InSnapshot.View view) {
        Analysis analysis = view.analysis();
        Heap heap = analysis.process().heap();
        PyType type = heap.typeOf(object);
        int node = analysis.process().census().node(object);
        if (type == null) {
            throw noObject(object);
        }
        PyValue value = heap.value(object);
        var broken = value instanceof PyValue.Broken fault ? fault : null;
        String text = heap.text(object, TEXT_SHOWN);
        long items = heap.itemCount(object);
        return new Wire.ObjectDetail(
                Parameters.hex(object),
                kind(value, type),
                view.refs().type(type),
                view.refs().longPreview(object),
                heap.sizeBytes(object),
                heap.memoryBytes(object),
                heap.referenceCount(object),
                Parameters.lower(node < 0 ? ObjectState.UNSURE : analysis.state(node)),
                ObjectParts.fieldCount(object, analysis),
                Math.max(0, items),
                items < 0 ? null : value.isMapping() ? "mapping" : "sequence",
                node < 0 ? 0 : analysis.references().inCount(node),
                analysis.labels().count(object),
                text,
                value instanceof PyValue.Text whole ? (Long) whole.length() : null,
                taskKind(object, analysis),
                broken == null ? null : Parameters.lower(broken.fault()),
                broken == null ? null : broken.detail());
    }

    static ApiException noObject(long object) {
        return ApiException.of(
                404,
                "no-object",
                "There is no Python object at " + Parameters.hex(object) + " in this snapshot",
                "An address inside an object is not its address; what id() returned in the process is");
    }

    private static String kind(PyValue value, PyType type) {
        return switch (value) {
            case PyValue.Broken broken -> "broken";
            case PyValue.Constant constant -> "constant";
            case PyValue.Int number -> "int";
            case PyValue.Real number -> "float";
            case PyValue.Complex number -> "complex";
            case PyValue.Text text -> "str";
            case PyValue.Bytes bytes -> "bytes";
            case PyValue.Sequence sequence -> "sequence";
            case PyValue.Mapping mapping -> "mapping";
            case PyValue.Named named -> type.isSubtypeOf("type") ? "type" : named.kind();
            case PyValue.Summary summary -> type.isSubtypeOf("type") ? "type" : "object";
            case PyValue.Typed typed -> "object";
            case PyValue.Array array -> "object";
            case PyValue.Pairs pairs -> "sequence";
            case PyValue.Inline inline -> "sequence";
            case PyValue.Parts parts -> "object";
            case PyValue.Call call -> call.isMapping() ? "mapping" : call.isSequence() ? "sequence" : "object";
        };
    }
}
