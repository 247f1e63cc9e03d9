package io.ouroscope.api;

import io.javalin.http.Context;
import io.ouroscope.analysis.Analysis;
import io.ouroscope.analysis.ObjectState;
import io.ouroscope.analysis.SourceLines;
import io.ouroscope.analysis.threads.CallWord;
import io.ouroscope.analysis.threads.Suspended;
import io.ouroscope.analysis.threads.SuspendedGroup;
import io.ouroscope.analysis.threads.ThreadGroup;
import io.ouroscope.analysis.threads.ThreadInfo;
import io.ouroscope.analysis.threads.ThreadInfo.Waiting;
import io.ouroscope.analysis.threads.Threads;
import io.ouroscope.python.frame.Frame;
import io.ouroscope.python.frame.PythonStack;
import io.ouroscope.python.frame.StackFrame;
import io.ouroscope.python.frame.ValueStack;
import io.ouroscope.workspace.Question;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Threads, the stack of one with its variables, and what stands suspended beside them.
final class ThreadsApi {
    /// Of a group of suspended objects so many are named; a list of objects of the type has all.
    private static final int SAMPLES = 20;

    private ThreadsApi() {}

    /// Threads that do the same at the same place; their number is their position in the list.
    ///
    /// @param first the first of them, which stands for all
    record ThreadGroupRow(String title, int count, Wire.ThreadRow first) {}

    /// @param threads in all groups together
    record ThreadGroups(
            long total, long offset, int limit, List<ThreadGroupRow> items, int threads, List<String> problems) {}

    /// A piece of what a thread does in the kernel, in words, and what it names.
    ///
    /// @param file a file descriptor
    /// @param address an address that is no object's
    record CallPiece(
            String text, @Nullable Integer file, @Nullable String address, Wire.@Nullable Ref object) {}

    static void register(InSnapshot routes) {
        routes.get("/threads", ThreadsApi::threads)
                .describe(
                        "The threads: state, what each waits for, innermost frame",
                        Wire.ThreadsPage.class,
                        Parameter.number("group", -1, -1, "Only those of the group with this number, from 0"),
                        Paging.OFFSET,
                        Paging.LIMIT);
        routes.get("/threads/groups", ThreadsApi::groups)
                .describe(
                        "Threads that stand at the same lines in the same system call, the most of a kind first",
                        ThreadGroups.class,
                        Paging.OFFSET,
                        Paging.LIMIT);
        routes.get("/threads/{address}", ThreadsApi::thread)
                .describe("One thread and a part of its stack", Wire.ThreadDetail.class, Paging.OFFSET, Paging.LIMIT);
        routes.get("/suspended", ThreadsApi::suspended)
                .describe(
                        "Coroutines and generators that stand suspended, by place",
                        Endpoint.of(Asking.Found.class, Wire.SuspendedGroup.class),
                        Paging.OFFSET,
                        Paging.LIMIT,
                        Asking.AGAIN);
    }

    private static Wire.ThreadsPage threads(Context ctx, InSnapshot.View view) {
        Threads threads = view.open().analysed().threads();
        SourceLines lines = view.open().analysed().sourceLines();
        Refs refs = view.refs();
        long group = Parameters.number(ctx, "group", -1);
        if (group < -1) {
            throw ApiException.of(400, "bad-parameter", "group must be at least 0 but was " + group);
        }
        List<ThreadInfo> list = group < 0
                ? threads.list()
                : threads.groups().stream()
                        .skip(group)
                        .findFirst()
                        .map(ThreadGroup::threads)
                        .orElse(List.of());
        Wire.Page<Wire.ThreadRow> page = Paging.of(ctx).of(list, thread -> row(thread, threads, refs, lines));
        return new Wire.ThreadsPage(page.total(), page.offset(), page.limit(), page.items(), threads.problems());
    }

    private static ThreadGroups groups(Context ctx, InSnapshot.View view) {
        Threads threads = view.open().analysed().threads();
        SourceLines lines = view.open().analysed().sourceLines();
        Refs refs = view.refs();
        List<ThreadGroup> all = threads.groups();
        Paging paging = Paging.of(ctx);
        Wire.Page<ThreadGroupRow> page = paging.of(
                all,
                group -> new ThreadGroupRow(
                        group.title(),
                        group.threads().size(),
                        row(group.threads().getFirst(), threads, refs, lines)));
        return new ThreadGroups(
                page.total(),
                page.offset(),
                page.limit(),
                page.items(),
                threads.list().size(),
                threads.problems());
    }

    private static Wire.ThreadRow row(ThreadInfo thread, Threads threads, Refs refs, SourceLines lines) {
        PythonStack stack = threads.stack(thread, 0, 1);
        return new Wire.ThreadRow(
                thread.address() == 0 ? null : Parameters.hex(thread.address()),
                thread.interpreterId() < 0 ? null : thread.interpreterId(),
                thread.nativeId() == 0 ? null : thread.nativeId(),
                thread.name(),
                Parameters.lower(thread.activity()),
                thread.activity().word(),
                thread.waiting() == null ? null : waiting(thread.waiting(), threads, refs),
                thread.kernel() == null || thread.kernel().waitChannel().isEmpty()
                        ? null
                        : thread.kernel().waitChannel(),
                refs.refOrNull(thread.object()),
                stack.total(),
                stack.frames().isEmpty() ? null : place(stack.frames().getFirst(), lines));
    }

    private static Wire.ThreadWait waiting(Waiting waiting, Threads threads, Refs refs) {
        return new Wire.ThreadWait(
                waiting.call(),
                waiting.words().stream().map(word -> piece(word, refs)).toList(),
                waiting.file() < 0 ? null : waiting.file(),
                refs.refOrNull(waiting.lock()),
                waiting.lockOwner() == 0
                        ? null
                        : threads.list().stream()
                                .filter(each ->
                                        each.state() != null && each.state().threadId() == waiting.lockOwner())
                                .findFirst()
                                .map(each -> new Wire.ThreadName(Parameters.hex(each.address()), each.name()))
                                .orElse(null));
    }

    private static CallPiece piece(CallWord word, Refs refs) {
        return new CallPiece(
                word.text(),
                word.file() < 0 ? null : word.file(),
                word.address() == 0 ? null : Parameters.hex(word.address()),
                refs.refOrNull(word.object()));
    }

    private static Wire.FramePlace place(StackFrame frame, SourceLines lines) {
        return new Wire.FramePlace(
                frame.isBroken() ? null : frame.qualname(),
                frame.isBroken() ? null : frame.file(),
                frame.line() == 0 ? null : frame.line(),
                frame.isBroken() ? null : lines.at(frame.file(), frame.line()),
                frame.isBroken() ? frame.problem() : null);
    }

    private static Wire.ThreadDetail thread(Context ctx, InSnapshot.View view) {
        long address = Parameters.pathAddress(ctx);
        Threads threads = view.open().analysed().threads();
        SourceLines lines = view.open().analysed().sourceLines();
        ThreadInfo thread = threads.at(address);
        if (thread == null) {
            throw ApiException.of(
                    404,
                    "no-thread",
                    "There is no thread state at " + Parameters.hex(address) + " in this snapshot",
                    "Addresses of threads are in the list of threads");
        }
        Paging paging = Paging.of(ctx);
        int offset = Math.clamp(paging.offset(), 0, Integer.MAX_VALUE);
        PythonStack stack = threads.stack(thread, offset, paging.limit());
        return new Wire.ThreadDetail(
                row(thread, threads, view.refs(), lines),
                new Wire.Page<>(
                        stack.total(),
                        offset,
                        paging.limit(),
                        stack.frames().stream()
                                .map(frame -> frame(frame, threads, view.refs(), lines))
                                .toList()),
                stack.problem().isEmpty() ? null : stack.problem());
    }

    private static Wire.ThreadFrame frame(StackFrame frame, Threads threads, Refs refs, SourceLines lines) {
        Frame whole = frame.isBroken() ? null : threads.frames().at(frame.frame());
        ValueStack values = threads.frames().values(frame.frame());
        return new Wire.ThreadFrame(
                place(frame, lines),
                frame.isBroken() ? null : Parameters.hex(frame.code()),
                whole == null
                        ? List.of()
                        : whole.locals().stream()
                                .map(local -> new Wire.Local(local.name(), refs.refOrNull(local.value())))
                                .toList(),
                values.certain(),
                values.values().stream().map(value -> refs.ref(value.object())).toList());
    }

    /// What stands suspended; empty until all of it was read.
    private static final class Suspension implements Question.Answer {
        private volatile List<SuspendedGroup> groups = List.of();

        @Override
        public long heapBytes() {
            return groups.stream()
                    .mapToLong(group -> (long) group.objects().size() * Long.BYTES)
                    .sum();
        }
    }

    private static Asking.Found<Wire.SuspendedGroup> suspended(Context ctx, InSnapshot.View view)
            throws InterruptedException {
        Question<Suspension> question = view.questions()
                .ask("suspended", "Reading suspended frames", Suspension::new, (snapshot, answer, job) -> {
                    Analysis analysis = snapshot.analysis();
                    answer.groups = Suspended.groups(
                            analysis.process(), node -> analysis.state(node) != ObjectState.FREED, job);
                });
        Asking.Search search = Asking.search(question.job());
        Wire.Page<Wire.SuspendedGroup> page =
                Paging.of(ctx).of(question.answer().groups, group -> group(group, view.refs()));
        return new Asking.Found<>(page.total(), page.offset(), page.limit(), page.items(), search);
    }

    private static Wire.SuspendedGroup group(SuspendedGroup group, Refs refs) {
        return new Wire.SuspendedGroup(
                group.kind(),
                Parameters.lower(group.state()),
                group.qualname(),
                emptyAsNull(group.file()),
                group.line() == 0 ? null : group.line(),
                group.objects().size(),
                group.objects().longStream().limit(SAMPLES).mapToObj(refs::ref).toList());
    }

    private static @Nullable String emptyAsNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
