package io.ouroscope.analysis.tasks;

import java.util.regex.Pattern;

/// A place in Python source.
///
/// @param file as the code object names it; empty when unknown
/// @param line 0 when unknown
/// @param function qualified where the version knows it
public record Place(String file, int line, String function) {
    /// Also inside a zip: `…/python312.zip/queue.py`.
    private static final Pattern STANDARD_LIBRARY =
            Pattern.compile("/python3(\\.\\d+t?|\\d+\\.zip)/(?!site-packages/|dist-packages/)");

    public static final Place UNKNOWN = new Place("", 0, "");

    /// `generate.py:21`, empty when unknown.
    public String shortText() {
        return file.isEmpty() ? "" : file.substring(file.lastIndexOf('/') + 1) + ":" + line;
    }

    /// Whether `file:line` or the function has the text.
    boolean has(TextMatches wanted) {
        return wanted.isIn(file + ":" + line) || wanted.isIn(function);
    }

    /// Whether this is asyncio's own code: `…/python3.12/asyncio/tasks.py`, also inside a zip.
    boolean insideAsyncio() {
        int name = file.lastIndexOf('/');
        int folder = name < 0 ? -1 : file.lastIndexOf('/', name - 1);
        int library = folder < 0 ? -1 : file.lastIndexOf('/', folder - 1);
        return library >= 0
                && file.substring(folder + 1, name).equals("asyncio")
                && file.startsWith("python3", library + 1);
    }

    /// Whether this is code of the standard library, asyncio's own included: `…/python3.12/threading.py`, `<frozen …>`.
    public boolean isStandardLibrary() {
        return file.startsWith("<frozen ") || STANDARD_LIBRARY.matcher(file).find();
    }
}
