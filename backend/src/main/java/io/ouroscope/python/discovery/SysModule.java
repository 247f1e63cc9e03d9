package io.ouroscope.python.discovery;

import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.layout.PythonVersion;
import java.util.ArrayList;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the interpreter says of itself in its module `sys`.
///
/// @param version `version_info`, with the flavour that `abiflags` tells
/// @param release `version_info[3]`: final, candidate, beta or alpha
/// @param abiFlags `d` for debug builds, `t` for free-threaded ones
/// @param cacheTag `implementation.cache_tag`, null if there is none
record SysModule(
        PythonVersion version,
        String release,
        String abiFlags,
        @Nullable String cacheTag) {
    private static final int LONGEST_TEXT = 64;
    private static final int MOST_ENTRIES = 1 << 12;
    private static final int LARGEST_NUMBER = 255;

    /// @param namespace address of the dict of `sys`
    static Optional<SysModule> read(Heap heap, long namespace) {
        long info = entry(heap, namespace, "version_info");
        var numbers = new ArrayList<Long>();
        heap.items(info, 0, 4, (index, key, value) -> {
            numbers.add(index < 3 ? heap.integer(value, -1) : value);
            return true;
        });
        if (numbers.size() < 4 || numbers.subList(0, 3).stream().anyMatch(n -> n < 0 || n > LARGEST_NUMBER)) {
            return Optional.empty();
        }
        String flags = heap.text(entry(heap, namespace, "abiflags"), LONGEST_TEXT);
        String release = heap.text(numbers.get(3), LONGEST_TEXT);
        long implementation = entry(heap, namespace, "implementation");
        return Optional.of(new SysModule(
                new PythonVersion(
                        numbers.get(0).intValue(),
                        numbers.get(1).intValue(),
                        numbers.get(2).intValue(),
                        flags != null && flags.contains("t")),
                release == null ? "" : release,
                flags == null ? "" : flags,
                heap.text(heap.attribute(implementation, "cache_tag"), LONGEST_TEXT)));
    }

    String evidence() {
        return "sys.version_info says " + version + (release.equals("final") ? "" : " " + release)
                + "; sys.abiflags is \"" + abiFlags + "\""
                + (cacheTag == null ? "." : ", the cache tag " + cacheTag + ".");
    }

    private static long entry(Heap heap, long dict, String name) {
        long[] found = {0};
        heap.items(dict, 0, MOST_ENTRIES, (index, key, value) -> {
            if (name.equals(heap.text(key, LONGEST_TEXT))) {
                found[0] = value;
                return false;
            }
            return true;
        });
        return found[0];
    }
}
