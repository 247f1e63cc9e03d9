package io.ouroscope.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.ouroscope.analysis.ObjectState;
import io.ouroscope.analysis.SourceLine;
import io.ouroscope.analysis.threads.Suspended;
import io.ouroscope.analysis.threads.SuspendedGroup;
import io.ouroscope.analysis.threads.ThreadInfo;
import io.ouroscope.analysis.threads.Threads;
import io.ouroscope.progress.Progress;
import io.ouroscope.python.frame.Frame;
import io.ouroscope.python.frame.StackFrame;
import io.ouroscope.python.frame.ValueStack;
import io.ouroscope.python.preview.Previewer;
import io.ouroscope.workspace.AnalysedSnapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Threads as JSON, one after another: a deep recursion is never held as a whole.
final class ThreadsJson {
    private final AnalysedSnapshot snapshot;
    private final Output out;
    private final boolean locals;
    private final boolean suspended;
    private final Threads threads;
    private final Previewer previewer;

    ThreadsJson(AnalysedSnapshot snapshot, Output out, boolean locals, boolean suspended) {
        this.snapshot = snapshot;
        this.out = out;
        this.locals = locals;
        this.suspended = suspended;
        threads = snapshot.threads();
        previewer = snapshot.analysis().previewer();
    }

    void print() throws IOException {
        try (JsonGenerator json = CliJson.stream(out)) {
            json.writeStartObject();
            json.writeNumberField("pid", snapshot.snapshot().info().pid());
            json.writeStringField(
                    "python",
                    snapshot.analysis().process().detection().version().toString());
            json.writeArrayFieldStart("threads");
            for (ThreadInfo thread : threads.list()) {
                json.writeRaw('\n');
                thread(thread, json);
            }
            json.writeEndArray();
            if (suspended) {
                suspended(json);
            }
            json.writeArrayFieldStart("problems");
            for (String problem : threads.problems()) {
                json.writeString(problem);
            }
            json.writeEndArray();
            json.writeEndObject();
            json.writeRaw('\n');
        }
    }

    private void thread(ThreadInfo thread, JsonGenerator json) throws IOException {
        json.writeStartObject();
        address("address", thread.address(), json);
        number("interpreter", thread.interpreterId() >= 0, thread.interpreterId(), json);
        number("native_id", thread.nativeId() != 0, thread.nativeId(), json);
        number(
                "ident",
                thread.state() != null,
                thread.state() == null ? 0 : thread.state().threadId(),
                json);
        json.writeStringField("name", thread.name());
        json.writeStringField("state", thread.activity().word());
        json.writeBooleanField(
                "holds_gil", thread.state() != null && thread.state().holdsGil());
        if (thread.waiting() != null) {
            json.writeObjectFieldStart("waiting");
            json.writeStringField("call", thread.waiting().call());
            json.writeStringField("words", thread.waiting().sentence());
            number("file", thread.waiting().file() >= 0, thread.waiting().file(), json);
            address("lock", thread.waiting().lock(), json);
            number(
                    "lock_owner",
                    thread.waiting().lockOwner() != 0,
                    thread.waiting().lockOwner(),
                    json);
            json.writeEndObject();
        } else {
            json.writeNullField("waiting");
        }
        json.writeArrayFieldStart("frames");
        String problem = threads.visitStack(thread, frame -> {
            try {
                frame(frame, json);
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        });
        json.writeEndArray();
        if (problem.isEmpty()) {
            json.writeNullField("problem");
        } else {
            json.writeStringField("problem", problem);
        }
        json.writeEndObject();
    }

    private void frame(StackFrame frame, JsonGenerator json) throws IOException {
        json.writeStartObject();
        if (frame.isBroken()) {
            json.writeStringField("problem", frame.problem());
            json.writeEndObject();
            return;
        }
        json.writeStringField("function", frame.function());
        json.writeStringField("qualname", frame.qualname());
        json.writeStringField("file", frame.file());
        number("line", frame.line() > 0, frame.line(), json);
        source(snapshot.sourceLines().at(frame.file(), frame.line()), json);
        address("code", frame.code(), json);
        if (locals) {
            json.writeArrayFieldStart("locals");
            Frame whole = threads.frames().at(frame.frame());
            if (whole != null) {
                for (Frame.Local local : whole.locals()) {
                    local(local, json);
                }
            }
            json.writeEndArray();
            ValueStack values = threads.frames().values(frame.frame());
            json.writeObjectFieldStart("value_stack");
            json.writeBooleanField("certain", values.certain());
            json.writeArrayFieldStart("objects");
            for (ValueStack.Value value : values.values()) {
                json.writeString(Addresses.hex(value.object()));
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    /// Null where the snapshot has no source.
    private static void source(@Nullable SourceLine line, JsonGenerator json) throws IOException {
        if (line == null) {
            json.writeNullField("source");
            return;
        }
        json.writeObjectFieldStart("source");
        json.writeStringField("text", line.text());
        json.writeBooleanField("newer", line.newer());
        json.writeEndObject();
    }

    private void local(Frame.Local local, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", local.name());
        address("address", local.value(), json);
        if (local.value() == 0) {
            json.writeNullField("repr");
        } else {
            json.writeStringField("repr", Previewer.text(previewer.preview(local.value())));
        }
        json.writeEndObject();
    }

    private void suspended(JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("suspended");
        for (SuspendedGroup group : Suspended.groups(
                snapshot.analysis().process(),
                node -> snapshot.analysis().state(node) != ObjectState.FREED,
                Progress.NONE)) {
            json.writeRaw('\n');
            json.writeStartObject();
            json.writeStringField("kind", group.kind());
            json.writeStringField("state", group.state().name().toLowerCase(Locale.ROOT));
            json.writeStringField("qualname", group.qualname());
            json.writeStringField("file", group.file());
            number("line", group.line() > 0, group.line(), json);
            json.writeNumberField("count", group.objects().size());
            json.writeArrayFieldStart("addresses");
            for (long object : group.objects()) {
                json.writeString(Addresses.hex(object));
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /// Null where nothing is known.
    private static void number(String name, boolean known, long value, JsonGenerator json) throws IOException {
        if (known) {
            json.writeNumberField(name, value);
        } else {
            json.writeNullField(name);
        }
    }

    private static void address(String name, long address, JsonGenerator json) throws IOException {
        if (address == 0) {
            json.writeNullField(name);
        } else {
            json.writeStringField(name, Addresses.hex(address));
        }
    }
}
