package io.ouroscope.truth;

import io.ouroscope.memory.Region;
import io.ouroscope.snapshot.Snapshot;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Looks for texts in a snapshot's memory and in the names of what was mapped.
final class Traces {
    private static final int CHUNK_BYTES = 1 << 20;
    private static final int OVERLAP_BYTES = 64;

    private Traces() {}

    /// @return each text found, with what is around it
    static List<String> in(Snapshot snapshot, List<String> texts) {
        var found = new ArrayList<String>();
        for (var mapping : snapshot.mappings()) {
            texts.stream()
                    .filter(mapping.path()::contains)
                    .forEach(text -> found.add(text + " in the name of " + mapping.path()));
        }
        for (Region region : snapshot.memory().regions()) {
            for (long at = 0; at < region.bytes().byteSize(); at += CHUNK_BYTES) {
                long length =
                        Math.min(CHUNK_BYTES + OVERLAP_BYTES, region.bytes().byteSize() - at);
                chunk(region.bytes().asSlice(at, length), texts, found);
            }
        }
        return found;
    }

    private static void chunk(MemorySegment bytes, List<String> texts, List<String> found) {
        if (isZero(bytes)) {
            return;
        }
        String content = new String(bytes.toArray(ValueLayout.JAVA_BYTE), StandardCharsets.ISO_8859_1);
        for (String text : texts) {
            int at = content.indexOf(text);
            if (at >= 0) {
                found.add(content.substring(Math.max(0, at - 40), Math.min(content.length(), at + 60))
                        .replaceAll("[^ -~]", "·"));
            }
        }
    }

    private static boolean isZero(MemorySegment bytes) {
        for (long at = 0; at + Long.BYTES <= bytes.byteSize(); at += Long.BYTES) {
            if (bytes.get(ValueLayout.JAVA_LONG_UNALIGNED, at) != 0) {
                return false;
            }
        }
        return true;
    }
}
