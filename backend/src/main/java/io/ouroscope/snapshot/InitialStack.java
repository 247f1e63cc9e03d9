package io.ouroscope.snapshot;

import io.ouroscope.memory.Memory;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the kernel put on the stack when the program began (System V ABI for x86-64, 3.4.1): argument count, arguments,
/// environment, auxiliary vector. Read for other tools' cores, whose notes hold 80 characters of the command line at
/// best.
///
/// The process may have overwritten it all; what does not fit together is not used.
final class InitialStack {
    private static final long AT_RANDOM = 25;
    private static final long AT_EXECFN = 31;
    /// How far below the 16 random bytes the vector is looked for: the environment's pointers lie further down still.
    private static final long SEARCH_BYTES = 1 << 20;

    private static final int MOST_WORDS = 1 << 17;
    private static final int MOST_ARGUMENTS = 4096;
    private static final int LONGEST_ARGUMENT = 1 << 16;

    private final Memory memory;
    private final Map<Long, Long> auxiliary;

    /// @param auxiliary in the order of the note
    InitialStack(Memory memory, Map<Long, Long> auxiliary) {
        this.memory = memory;
        this.auxiliary = auxiliary;
    }

    /// The path by which the program was started, null if unknown.
    @Nullable
    String executable() {
        Long address = auxiliary.get(AT_EXECFN);
        String text = address == null ? "" : text(address);
        return text.isEmpty() ? null : text;
    }

    /// The command line, empty if unknown.
    List<String> arguments() {
        long vector = findVector();
        long position = vector - Long.BYTES;
        if (vector == 0 || word(position) != 0) {
            return List.of();
        }
        for (int i = 0; i < MOST_WORDS; i++) {
            position -= Long.BYTES;
            if (word(position) == 0) {
                return argumentsBefore(position);
            }
        }
        return List.of();
    }

    private List<String> argumentsBefore(long end) {
        List<String> arguments = new ArrayList<>();
        for (long position = end - Long.BYTES; arguments.size() <= MOST_ARGUMENTS; position -= Long.BYTES) {
            long pointer = word(position);
            if (pointer == arguments.size()) {
                Collections.reverse(arguments);
                return arguments;
            }
            if (!memory.isReadable(pointer, 1)) {
                return List.of();
            }
            arguments.add(text(pointer));
        }
        return List.of();
    }

    /// Where the first two entries of the vector lie in memory, 0 if nowhere.
    private long findVector() {
        Long random = auxiliary.get(AT_RANDOM);
        if (random == null || auxiliary.size() < 2) {
            return 0;
        }
        Iterator<Map.Entry<Long, Long>> entries = auxiliary.entrySet().iterator();
        Map.Entry<Long, Long> first = entries.next();
        Map.Entry<Long, Long> second = entries.next();
        long top = random & -16;
        for (long at = top; top - at < SEARCH_BYTES && memory.isReadable(at, 4 * Long.BYTES); at -= Long.BYTES) {
            if (memory.getLong(at) == first.getKey()
                    && memory.getLong(at + 8) == first.getValue()
                    && memory.getLong(at + 16) == second.getKey()
                    && memory.getLong(at + 24) == second.getValue()) {
                return at;
            }
        }
        return 0;
    }

    /// The word at `address`; -1, which is neither a count nor a pointer, where nothing is.
    private long word(long address) {
        return memory.isReadable(address, Long.BYTES) ? memory.getLong(address) : -1;
    }

    private String text(long address) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (long at = address; bytes.size() < LONGEST_ARGUMENT && memory.isReadable(at, 1); at++) {
            int value = memory.getUnsignedByte(at);
            if (value == 0) {
                break;
            }
            bytes.write(value);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
