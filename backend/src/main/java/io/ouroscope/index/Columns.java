package io.ouroscope.index;

/// Named columns, made stage by stage: what an analysis keeps of millions of objects.
///
/// A stage creates its columns, fills them, and is then declared finished; only finished stages are found again when
/// the columns are opened another time. One thread creates and finishes; columns themselves may be filled by many.
public sealed interface Columns extends AutoCloseable permits IndexFile, MemoryColumns {

    /// Whether the stage was finished, now or by whoever worked on these columns before.
    boolean isFinished(String stage);

    /// Declares everything created since the last call the result of `stage`.
    void finish(String stage);

    /// Creates a column of zeros.
    ///
    /// @throws IndexException if there is no room for it
    LongColumn newLongs(String name, long count);

    IntColumn newInts(String name, long count);

    ByteColumn newBytes(String name, long count);

    /// A column whose length is not known yet.
    Appender append(String name);

    /// A column of a finished stage.
    ///
    /// @throws IllegalStateException if there is none of this name
    LongColumn longs(String name);

    IntColumn ints(String name);

    ByteColumn bytes(String name);

    /// Ends all use of the columns.
    @Override
    void close();
}
