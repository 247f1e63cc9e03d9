package io.ouroscope.api;

import io.javalin.http.Context;
import io.ouroscope.snapshot.SourceFiles;
import io.ouroscope.snapshot.SourceText;
import io.ouroscope.snapshot.note.SourceNote;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The source files in a snapshot, and lines around a place in one. Never files of this machine: see [SourceFiles].
final class SourcesApi {
    private static final int MOST_AROUND = 100;
    private static final int LONGEST_LINE = 2_000;

    private SourcesApi() {}

    /// @param embedded whether the capture looked for source files at all
    record SourceFileList(
            long total,
            long offset,
            int limit,
            List<SourceFile> items,
            boolean embedded,
            List<SourcesLeftOut> leftOut) {}

    /// A source file in the snapshot.
    record SourceFile(String name, int bytes, boolean newer) {}

    /// Source files that are not in the snapshot.
    ///
    /// @param samples the first few
    record SourcesLeftOut(String reason, int count, List<String> samples) {}

    /// A part of a source file.
    ///
    /// @param lineCount of the whole file
    record SourcePart(String file, int lineCount, boolean newer, List<NumberedLine> lines) {}

    /// A line of a file.
    record NumberedLine(int number, String text) {}

    static void register(InSnapshot routes) {
        routes.get("/sources", SourcesApi::list)
                .describe(
                        "The source files that the capture put into the snapshot, and why others are missing",
                        SourceFileList.class,
                        Paging.OFFSET,
                        Paging.LIMIT);
        routes.get("/sources/lines", SourcesApi::lines)
                .describe(
                        "Lines of a source file around a place",
                        SourcePart.class,
                        Parameter.text("file", "Its name as code objects have it")
                                .example("/srv/app/client.py"),
                        Parameter.number("line", 1, 1, Integer.MAX_VALUE, "The place, from 1"),
                        Parameter.number("before", 3, 0, MOST_AROUND, "How many lines before it"),
                        Parameter.number("after", 3, 0, MOST_AROUND, "How many lines after it"));
    }

    private static SourceFileList list(Context ctx, InSnapshot.View view) {
        SourceFiles files = view.open().analysed().snapshot().sources();
        List<SourceNote.File> all = files == null
                ? List.of()
                : files.files().stream()
                        .sorted(Comparator.comparing(SourceNote.File::name))
                        .toList();
        Wire.Page<SourceFile> page =
                Paging.of(ctx).of(all, file -> new SourceFile(file.name(), file.bytes(), file.newer()));
        return new SourceFileList(
                page.total(),
                page.offset(),
                page.limit(),
                page.items(),
                files != null,
                files == null
                        ? List.of()
                        : files.leftOut().stream()
                                .map(each -> new SourcesLeftOut(each.reason(), each.count(), each.samples()))
                                .toList());
    }

    /// A file that is not here has no lines: names of files that exist nowhere are no mistake of who asks.
    private static SourcePart lines(Context ctx, InSnapshot.View view) {
        String name = Parameters.text(ctx, "file");
        int line = within(ctx, "line", 1, 1, Integer.MAX_VALUE);
        int before = within(ctx, "before", 3, 0, MOST_AROUND);
        int after = within(ctx, "after", 3, 0, MOST_AROUND);
        SourceFiles files = view.open().analysed().snapshot().sources();
        SourceNote.@Nullable File file = files == null ? null : files.file(name);
        SourceText text = files == null ? null : files.text(name);
        List<NumberedLine> lines = new ArrayList<>();
        if (text != null) {
            long last = Math.min(text.lines(), (long) line + after);
            for (int number = Math.max(1, line - before); number <= last; number++) {
                String found = text.line(number);
                if (found != null) {
                    lines.add(new NumberedLine(
                            number, found.length() > LONGEST_LINE ? found.substring(0, LONGEST_LINE) + "…" : found));
                }
            }
        }
        return new SourcePart(name, text == null ? 0 : text.lines(), file != null && file.newer(), lines);
    }

    private static int within(Context ctx, String name, int otherwise, int least, int most) {
        long number = Parameters.number(ctx, name, otherwise);
        if (number < least || number > most) {
            throw ApiException.of(
                    400, "bad-parameter", name + " must be from " + least + " to " + most + " but was " + number);
        }
        return (int) number;
    }
}
