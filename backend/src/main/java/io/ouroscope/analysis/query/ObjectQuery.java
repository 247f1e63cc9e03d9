package io.ouroscope.analysis.query;

import io.ouroscope.analysis.ObjectState;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What is asked of each object; all of it must hold.
///
/// @param sizeBytes what sys.getsizeof says
/// @param memoryBytes what the object really occupies
/// @param text stands in the object, which then is a text or a string of bytes
/// @param attributes each holds
public record ObjectQuery(
        TypeChoice types,
        Range sizeBytes,
        Range memoryBytes,
        Set<ObjectState> states,
        @Nullable TextPattern text,
        List<AttributeTest> attributes,
        Order order) {

    /// Whether objects themselves must be read, not only what the index has of them.
    public boolean readsObjects() {
        return text != null || !attributes.isEmpty();
    }
}
