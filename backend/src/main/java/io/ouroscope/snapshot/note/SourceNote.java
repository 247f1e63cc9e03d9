package io.ouroscope.snapshot.note;

import java.util.List;

/// The note `OUROSCOPE` of a snapshot, type [#NOTE_TYPE]: Python source files as they were when the process was
/// captured, so that lines can be shown where the files are not. There is none if the capture was told to leave them.
///
/// Four bytes, little-endian: the length of what follows, a UTF-8 JSON object with these fields, unknown ones
/// ignored. After it come the files, each deflated by itself (zlib), so that one can be read without the others.
///
/// @param formatVersion version of this note's format, 1
/// @param files in no order
/// @param leftOut files whose names were found and that are not here
public record SourceNote(int formatVersion, List<File> files, List<LeftOut> leftOut) {

    /// Debuggers take small numbers for the kernel's notes, whoever owns them: 2 would be registers.
    public static final int NOTE_TYPE = 0x5352_4353;

    public static final int FORMAT_VERSION = 1;

    /// Bytes of a file at most; the longest module of the standard library has 0.3 MB.
    public static final int MAX_FILE_BYTES = 2 << 20;

    /// Bytes of all files together at most; deflated they take about a quarter.
    public static final int MAX_BYTES = 32 << 20;

    /// A file.
    ///
    /// @param name as code objects have it
    /// @param offset of its bytes after the JSON
    /// @param storedBytes deflated
    /// @param bytes as in the file
    /// @param newer whether it was changed after the process began: its lines may not be those that run
    public record File(String name, long offset, int storedBytes, int bytes, boolean newer) {}

    /// Files that are not here for the same reason.
    ///
    /// @param reason a part of a sentence, like `larger than 2 MB`
    /// @param samples the first few names
    public record LeftOut(String reason, int count, List<String> samples) {}
}
