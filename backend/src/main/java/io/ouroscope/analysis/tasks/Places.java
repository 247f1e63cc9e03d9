package io.ouroscope.analysis.tasks;

import io.ouroscope.memory.UnreadableAddressException;
import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.decode.PyType;
import io.ouroscope.python.frame.Frames;
import io.ouroscope.python.raw.Structs;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/// Where coroutines stand in their source. Equal positions are read once: thousands of tasks share a few.
final class Places {
    private static final int NAME_CHARACTERS = 500;
    private static final int FILE_CHARACTERS = 4096;

    /// Two code objects may share their instructions, so a position needs the code.
    private record Position(long code, int instruction) {}

    private final Heap heap;
    private final Structs structs;
    private final Frames frames;
    private final ConcurrentHashMap<Position, Place> byPosition = new ConcurrentHashMap<>();

    Places(Heap heap) {
        this.heap = heap;
        structs = heap.structs();
        frames = new Frames(heap);
    }

    /// Where the frame of a coroutine or generator stands; unknown when it is finished.
    Place of(long generator) {
        try {
            long frame = structs.generators.frame(generator);
            return frame == 0 ? Place.UNKNOWN : ofFrame(frame, generator);
        } catch (UnreadableAddressException torn) {
            return Place.UNKNOWN;
        }
    }

    private Place ofFrame(long frame, long generator) {
        long code = structs.frames.code(frame);
        if (!structs.isObject(code) || !structs.code.isReadable(code)) {
            return Place.UNKNOWN;
        }
        return byPosition.computeIfAbsent(
                new Position(code, structs.frames.position(frame)),
                position -> new Place(
                        text(structs.code.file(code), FILE_CHARACTERS),
                        structs.frames.line(frame),
                        structs.code.hasQualname()
                                ? text(structs.code.qualname(code), NAME_CHARACTERS)
                                : frames.qualname(generator)));
    }

    /// The qualified name of a coroutine or generator; of a coroutine made in another way the name of its class.
    String qualname(long coroutine) {
        PyType type = coroutine == 0 ? null : heap.typeOf(coroutine);
        return type == null ? "" : frames.isGeneratorLike(coroutine) ? frames.qualname(coroutine) : type.qualname();
    }

    private String text(long str, int characters) {
        return Objects.requireNonNullElse(heap.text(str, characters), "");
    }
}
