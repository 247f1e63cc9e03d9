package io.ouroscope.api;

import io.javalin.http.Context;
import io.ouroscope.analysis.Analysis;
import io.ouroscope.analysis.ObjectLists;
import io.ouroscope.analysis.ObjectState;
import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.decode.PyType;
import io.ouroscope.python.decode.PyValue;
import io.ouroscope.python.discovery.Census;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Objects: lists by type and state, and one object.
final class ObjectsApi {
    private static final int TEXT_SHOWN = 4_000;

    private ObjectsApi() {}

    private enum StateChoice {
        ALL(null),
        LIVE(ObjectState.LIVE),
        GARBAGE(ObjectState.GARBAGE),
        FREED(ObjectState.FREED),
        UNSURE(ObjectState.UNSURE);

        private final @Nullable ObjectState state;

        StateChoice(@Nullable ObjectState state) {
            this.state = state;
        }
    }

    static void register(InSnapshot routes) {
        routes.get("/objects", ObjectsApi::list)
                .describe(
                        "Objects by type and state, in the order of their addresses",
                        Endpoint.page(Wire.ObjectRow.class),
                        Parameter.address("type", "Address of their type; of every type, unless told"),
                        Parameter.choice("state", StateChoice.LIVE, "Which of them"),
                        Paging.OFFSET,
                        Paging.LIMIT);
        routes.get("/objects/{address}", (ctx, view) -> detail(Parameters.pathAddress(ctx), view))
                .describe("One object: value, sizes, references", Wire.ObjectDetail.class);
    }

    private static Wire.Page<Wire.ObjectRow> list(Context ctx, InSnapshot.View view) {
        Paging paging = Paging.of(ctx);
        StateChoice state = Parameters.choice(ctx, "state", StateChoice.LIVE);
        Analysis analysis = view.analysis();
        String typeText = Parameters.text(ctx, "type");
        PyType type = null;
        if (!typeText.isEmpty()) {
            long address = Parameters.address(typeText);
            type = analysis.process().heap().type(address);
            if (type == null) {
                throw ApiException.of(404, "no-type", "There is no type at " + Parameters.hex(address));
            }
        }
        ObjectLists.Page page =
                analysis.objects().page(new ObjectLists.Choice(type, state.state), paging.offset(), paging.limit());
        List<Wire.ObjectRow> rows =
                Arrays.stream(page.nodes()).mapToObj(node -> row(node, view)).toList();
        return new Wire.Page<>(page.total(), paging.offset(), paging.limit(), rows);
    }

    private static Wire.ObjectRow row(int node, InSnapshot.View view) {
        Census census = view.analysis().process().census();
        long object = census.address(node);
        return new Wire.ObjectRow(
                Parameters.hex(object),
                view.refs().type(census.type(node)),
                view.refs().preview(object),
                view.analysis().sizeBytes(node),
                view.analysis().memoryBytes(node),
                Parameters.lower(view.analysis().state(node)));
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
                analysis.tasks().contains(object),
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
