package io.ouroscope.api;

import io.javalin.http.Context;
import io.ouroscope.analysis.paths.Evaluation;
import io.ouroscope.analysis.paths.ObjectPath;
import io.ouroscope.analysis.paths.PathEvaluator;
import io.ouroscope.analysis.paths.PathFinder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Python paths: of an object, and what one means.
final class PathsApi {
    private static final int MOST_OTHERS = 20;

    private PathsApi() {}

    /// How an object is reached.
    ///
    /// @param expression a Python path that names the object
    /// @param python whether it begins with a name: then it means the same in the process itself
    /// @param root what holds the first object, in words; null if nothing that is alive leads here
    /// @param rootKind `modules`, `type`, `frame`, `thread`, `interpreter`, `native`, `none`
    /// @param leftOut steps between the first and the second object that are not listed
    /// @param others expressions through other objects that refer to this one
    /// @param search looks through a very large owner for the object; null if that was not needed. Until it is
    ///   done, nothing else is known
    record PythonPath(
            String expression,
            boolean python,
            @Nullable String root,
            String rootKind,
            List<PathStep> steps,
            int leftOut,
            List<String> others,
            Asking.@Nullable Search search) {}

    /// An object on the way.
    ///
    /// @param text how the one before refers to it; empty for the first
    /// @param python whether the text is Python, and not words
    record PathStep(String text, boolean python, Wire.Ref object) {}

    /// What an expression means: an object, or a failure.
    ///
    /// @param note how names were understood, empty if there is nothing to say
    /// @param search looks through a very large mapping for a key; null if that was not needed. Until it is
    ///   done, there is neither object nor failure
    record Evaluated(
            String expression,
            Wire.@Nullable Ref object,
            List<PathVisit> visited,
            String note,
            @Nullable PathFailure failure,
            Asking.@Nullable Search search) {}

    /// An object that the evaluation came by: the expression up to it names it.
    record PathVisit(String expression, Wire.Ref object) {}

    /// @param from where the part that failed begins in the expression, `to` where it ends
    /// @param suggestions whole expressions that may have been meant
    record PathFailure(int from, int to, String part, String message, List<String> suggestions) {}

    static void register(InSnapshot routes) {
        routes.get("/objects/{address}/path", PathsApi::path)
                .describe(
                        "The Python path of an object, and how it is held",
                        PythonPath.class,
                        Parameter.number(
                                "others", 0, 0, MOST_OTHERS, "How many paths through other objects are wanted at most"),
                        Asking.AGAIN);
        routes.get("/evaluate", (ctx, view) -> evaluate(Parameters.text(ctx, "expression"), view))
                .describe(
                        "The object that a Python path names; nothing runs",
                        Evaluated.class,
                        Parameter.text(
                                        "expression",
                                        "Names, attributes and items; begins with a module, a built-in, a name of the"
                                                + " main program or an address")
                                .example("sys.modules['__main__']"),
                        Asking.AGAIN);
    }

    /// The path to an object, and others to it.
    private record Paths(ObjectPath path, List<ObjectPath> others) {}

    private static PythonPath path(Context ctx, InSnapshot.View view) throws InterruptedException {
        long object = Parameters.pathAddress(ctx);
        if (view.analysis().process().heap().typeOf(object) == null) {
            throw ObjectsApi.noObject(object);
        }
        int most = (int) Parameters.number(ctx, "others", 0);
        if (most < 0 || most > MOST_OTHERS) {
            throw ApiException.of(
                    400, "bad-parameter", "others must be between 0 and " + MOST_OTHERS + " but was " + most);
        }
        Asking.Whole<Paths> found = view.questions()
                .whole("path of " + object + ", " + most, "Looking for the way to an object", (analysis, progress) -> {
                    var finder = new PathFinder(analysis, progress);
                    return new Paths(finder.find(object), finder.others(object, most));
                });
        Paths paths = found.value();
        if (paths == null) {
            return new PythonPath("", false, null, "none", List.of(), 0, List.of(), found.search());
        }
        ObjectPath path = paths.path();
        return new PythonPath(
                path.expression(),
                path.python(),
                path.root(),
                Parameters.lower(path.kind()),
                path.steps().stream()
                        .map(step -> new PathStep(
                                step.text(), step.python(), view.refs().ref(step.object())))
                        .toList(),
                path.leftOut(),
                paths.others().stream()
                        .map(ObjectPath::expression)
                        .filter(each -> !each.equals(path.expression()))
                        .toList(),
                found.search());
    }

    /// What an expression means, as soon as it is known.
    static Asking.Whole<Evaluation> evaluation(String expression, InSnapshot.View view) throws InterruptedException {
        return view.questions()
                .whole(
                        "evaluation of " + expression,
                        "Looking for a key",
                        (analysis, progress) -> new PathEvaluator(analysis, progress).evaluate(expression));
    }

    private static Evaluated evaluate(String expression, InSnapshot.View view) throws InterruptedException {
        Asking.Whole<Evaluation> whole = evaluation(expression, view);
        return switch (whole.value()) {
            case null -> new Evaluated(expression, null, List.of(), "", null, whole.search());
            case Evaluation.Found(var object, var visited, var note) ->
                new Evaluated(
                        expression,
                        view.refs().ref(object),
                        visited.stream()
                                .map(each -> new PathVisit(
                                        expression.substring(0, each.end()),
                                        view.refs().ref(each.object())))
                                .toList(),
                        note,
                        null,
                        whole.search());
            case Evaluation.Failed(var from, var to, var message, var suggestions) ->
                new Evaluated(
                        expression,
                        null,
                        List.of(),
                        "",
                        new PathFailure(
                                from,
                                to,
                                expression.substring(from, to),
                                message,
                                suggestions.stream()
                                        .map(each -> expression.substring(0, from) + each + expression.substring(to))
                                        .toList()),
                        whole.search());
        };
    }
}
