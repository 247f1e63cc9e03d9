package io.ouroscope.workspace;

import io.ouroscope.analysis.SourceLine;
import io.ouroscope.analysis.SourceLines;
import io.ouroscope.snapshot.SourceFiles;
import io.ouroscope.snapshot.SourceText;
import io.ouroscope.snapshot.note.SourceNote;
import org.jspecify.annotations.Nullable;

/// Lines out of the source files that a capture put into the snapshot.
record EmbeddedSources(SourceFiles files) implements SourceLines {
    private static final int LONGEST = 300;

    static SourceLines of(@Nullable SourceFiles files) {
        return files == null ? NONE : new EmbeddedSources(files);
    }

    @Override
    public @Nullable SourceLine at(String name, int line) {
        SourceNote.File file = files.file(name);
        SourceText text = file == null || line < 1 ? null : files.text(name);
        String found = text == null ? null : text.line(line);
        if (file == null || found == null || found.isBlank()) {
            return null;
        }
        String stripped = found.strip();
        return new SourceLine(
                stripped.length() > LONGEST ? stripped.substring(0, LONGEST) + "…" : stripped, file.newer());
    }
}
