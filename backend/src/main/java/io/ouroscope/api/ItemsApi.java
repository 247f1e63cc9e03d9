package io.ouroscope.api;

import io.javalin.http.Context;
import io.ouroscope.analysis.Analysis;
import io.ouroscope.analysis.ItemSearch;
import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.decode.PyType;
import io.ouroscope.workspace.Question;
import java.util.ArrayList;

/// Items of a container: in its order from any index on, a sample over all of it, or those whose text matches.
final class ItemsApi {
    private static final int MOST_SAMPLES = 500;
    private static final int USUAL_SAMPLES = 100;

    private static final Parameter FILTER = Parameter.text(
            "filter", "Text that a key or a value must contain as it is printed, without regard to case");

    private ItemsApi() {}

    static void register(InSnapshot routes) {
        routes.get("/objects/{address}/items", ItemsApi::items)
                .describe(
                        "Items of a container, in its order",
                        Endpoint.page(Wire.Item.class),
                        Paging.OFFSET,
                        Paging.LIMIT);
        routes.get("/objects/{address}/items/found", ItemsApi::found)
                .describe(
                        "Items of a container whose key or value matches",
                        Endpoint.of(Asking.Found.class, Wire.Item.class),
                        FILTER,
                        Paging.OFFSET,
                        Paging.LIMIT,
                        Asking.AGAIN);
        routes.get("/objects/{address}/items/sample", ItemsApi::sample)
                .describe(
                        "Items of a container at equal distances over all of it",
                        Endpoint.page(Wire.Item.class),
                        Parameter.number("count", USUAL_SAMPLES, 1, MOST_SAMPLES, "How many items"),
                        Paging.OFFSET,
                        Paging.LIMIT);
    }

    private static Wire.Page<Wire.Item> items(Context ctx, InSnapshot.View view) {
        long object = ObjectParts.object(ctx, view);
        Paging paging = Paging.of(ctx);
        Heap heap = view.analysis().process().heap();
        long total = Math.max(0, heap.itemCount(object));
        var items = new ArrayList<Wire.Item>();
        heap.items(object, paging.offset(), paging.end(total), (index, key, value) -> {
            items.add(item(index, key, value, view));
            return true;
        });
        return new Wire.Page<>(total, paging.offset(), paging.limit(), items);
    }

    private static Wire.Item item(long index, long key, long value, InSnapshot.View view) {
        return new Wire.Item(index, view.refs().refOrNull(key), view.refs().refOrNull(value));
    }

    private record FoundItems(ItemSearch.Found found) implements Question.Answer {
        FoundItems() {
            this(new ItemSearch.Found());
        }

        @Override
        public long heapBytes() {
            return found.heapBytes();
        }
    }

    private static Asking.Found<Wire.Item> found(Context ctx, InSnapshot.View view) throws InterruptedException {
        long object = ObjectParts.object(ctx, view);
        Paging paging = Paging.of(ctx);
        String filter = Parameters.text(ctx, "filter");
        Question<FoundItems> question = view.questions()
                .ask(
                        "items of " + object + " with " + filter,
                        "Filtering items",
                        FoundItems::new,
                        (snapshot, answer, job) ->
                                new ItemSearch(snapshot.analysis(), filter).search(object, answer.found(), job));
        Asking.Search search = Asking.search(question.job());
        ItemSearch.Found found = question.answer().found();
        var items = new ArrayList<Wire.Item>();
        long total = found.visit(
                paging.offset(), paging.limit(), (index, key, value) -> items.add(item(index, key, value, view)));
        return new Asking.Found<>(total, paging.offset(), paging.limit(), items, search);
    }

    /// A sequence is entered at each place; what can only be walked is walked once.
    private static Wire.Page<Wire.Item> sample(Context ctx, InSnapshot.View view) {
        long object = ObjectParts.object(ctx, view);
        long wanted = Parameters.number(ctx, "count", USUAL_SAMPLES);
        if (wanted < 1 || wanted > MOST_SAMPLES) {
            throw ApiException.of(
                    400, "bad-parameter", "count must be between 1 and " + MOST_SAMPLES + " but was " + wanted);
        }
        Analysis analysis = view.analysis();
        Heap heap = analysis.process().heap();
        long total = Math.max(0, heap.itemCount(object));
        long count = Math.min(wanted, total);
        var items = new ArrayList<Wire.Item>();
        PyType type = heap.typeOf(object);
        if (type != null && (type.isSubtypeOf("list") || type.isSubtypeOf("tuple"))) {
            for (long i = 0; i < count; i++) {
                long at = place(i, count, total);
                heap.items(object, at, at + 1, (index, key, value) -> items.add(item(index, key, value, view)));
            }
        } else {
            heap.items(object, 0, total, (index, key, value) -> {
                if (index == place(items.size(), count, total)) {
                    items.add(item(index, key, value, view));
                }
                return items.size() < count;
            });
        }
        return Paging.of(ctx).of(items, each -> each);
    }

    private static long place(long number, long count, long total) {
        return Math.floorDiv(number * (total - 1), Math.max(1, count - 1));
    }
}
