package io.ouroscope.analysis.primitives;

import io.ouroscope.analysis.waits.ThingKind;
import java.util.List;

/// A class whose instances asyncio's tasks wait for.
///
/// @param type full name of the class
/// @param name as people know it
record Primitive(String type, ThingKind kind, String name) {
    static final List<Primitive> ALL = List.of(
            new Primitive("asyncio.locks.Lock", ThingKind.LOCK, "asyncio.Lock"),
            new Primitive("asyncio.locks.Event", ThingKind.EVENT, "asyncio.Event"),
            new Primitive("asyncio.locks.Condition", ThingKind.CONDITION, "asyncio.Condition"),
            new Primitive("asyncio.locks.Semaphore", ThingKind.SEMAPHORE, "asyncio.Semaphore"),
            new Primitive("asyncio.locks.Barrier", ThingKind.BARRIER, "asyncio.Barrier"),
            new Primitive("asyncio.queues.Queue", ThingKind.QUEUE, "asyncio.Queue"));
}
