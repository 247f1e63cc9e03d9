package io.ouroscope.python.decode;

import io.ouroscope.memory.Memory;
import io.ouroscope.python.layout.Field;
import io.ouroscope.python.raw.Structs;
import io.ouroscope.python.raw.TypeStructs;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// `_asyncio.Future` and `_asyncio.Task`, which begins with a future's fields.
final class FutureDecoder implements Decoder {
    private static final List<String> STATES = List.of("pending", "cancelled", "finished");

    private final Structs structs;
    private final Memory memory;
    private final boolean task;
    private final Fields fields;
    private final Field state;
    private final int resultOffset;
    private final int exceptionOffset;
    private final int nameOffset;
    private final int coroutineOffset;

    FutureDecoder(Structs structs, boolean task) {
        this.structs = structs;
        this.task = task;
        memory = structs.memory;
        String struct = task ? "TaskObj" : "FutureObj";
        String prefix = task ? "task_" : "fut_";
        // In 3.9 and 3.10 what a cancellation raised is kept in three parts.
        List<String> cancelled = Stream.of("exc_type", "exc_value", "exc_traceback")
                .map(part -> prefix + "cancelled_exc_state." + part)
                .filter(structs.layout.struct(struct)::has)
                .toList();
        fields = new Fields(structs, struct, prefix, List.of(), cancelled);
        state = structs.layout.struct("FutureObj").field("fut_state");
        resultOffset = structs.layout.offset("FutureObj", "fut_result");
        exceptionOffset = structs.layout.offset("FutureObj", "fut_exception");
        nameOffset = task ? structs.layout.offset(struct, "task_name") : -1;
        coroutineOffset = task ? structs.layout.offset(struct, "task_coro") : -1;
    }

    @Override
    public List<String> typeNames() {
        return List.of(task ? "_asyncio.Task" : "_asyncio.Future");
    }

    @Override
    public boolean isValid(long future) {
        return state.read(memory, future) < STATES.size() && fields.areValid(future);
    }

    @Override
    public PyValue value(long future) {
        var members = new ArrayList<PyValue.Member>();
        members.add(PyValue.Member.text("", STATES.get((int) state.read(memory, future))));
        if (task) {
            addName(members, memory.getLong(future + nameOffset));
            add(members, "coro", memory.getLong(future + coroutineOffset));
        }
        add(members, "result", memory.getLong(future + resultOffset));
        add(members, "exception", memory.getLong(future + exceptionOffset));
        return new PyValue.Summary("", members);
    }

    /// Since 3.12 a task that was given no name keeps the number of one, until somebody asks for it.
    private void addName(List<PyValue.Member> members, long name) {
        boolean number = structs.isObject(name)
                && (structs.types.flags(structs.header.type(name)) & TypeStructs.LONG_SUBCLASS) != 0
                && structs.integers.isValid(name);
        if (number) {
            members.add(PyValue.Member.text("name", "'Task-" + structs.integers.readLong(name, 0) + "'"));
        } else {
            add(members, "name", name);
        }
    }

    private static void add(List<PyValue.Member> members, String name, long target) {
        if (target != 0) {
            members.add(PyValue.Member.of(name, target));
        }
    }

    @Override
    public void references(long future, ReferenceSink sink) {
        fields.report(future, sink);
    }

    @Override
    public void facts(long future, FactSink sink) {
        sink.fact("state", "'" + STATES.get((int) state.read(memory, future)).toUpperCase(java.util.Locale.ROOT) + "'");
    }
}
