package io.ouroscope.python.discovery;

import io.ouroscope.memory.AddressRanges;
import io.ouroscope.memory.Region;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is known of the target besides its memory; all of it optional, none of it trusted alone.
///
/// @param pythonVersion as found at capture, like `3.11.2`
/// @param mappedFiles paths of mapped files
/// @param stacks of the threads that were stopped
/// @param mappings which addresses were mapped as one, where that is known
public record Hints(
        @Nullable String pythonVersion,
        List<String> mappedFiles,
        List<Stack> stacks,
        List<AddressRanges.Range> mappings) {
    public static final Hints NONE = new Hints(null, List.of());

    /// A thread's stack pointer and its thread pointer, which is where the C library keeps the thread's own data.
    public record Stack(long pointer, long thread) {
        private static final long PAGE_BYTES = 4096;

        /// Where the stack that begins with this region ends: at the thread's own data, a page at most. -1 where that
        /// is not known.
        public long end(Region region) {
            boolean known = region.contains(pointer) && region.contains(thread) && thread - pointer >= 0;
            return known ? Math.min(thread + 2 * PAGE_BYTES - 1 & -PAGE_BYTES, region.end()) : -1;
        }
    }

    public Hints(@Nullable String pythonVersion, List<String> mappedFiles) {
        this(pythonVersion, mappedFiles, List.of(), List.of());
    }
}
