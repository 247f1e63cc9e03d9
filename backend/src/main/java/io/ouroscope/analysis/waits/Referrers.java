package io.ouroscope.analysis.waits;

import java.util.function.LongConsumer;

/// Who refers to an object, by address.
@FunctionalInterface
public interface Referrers {
    Referrers NONE = (object, visitor) -> {};

    /// Calls `visitor` for every object that refers to it, as often as it does.
    void each(long object, LongConsumer visitor);
}
