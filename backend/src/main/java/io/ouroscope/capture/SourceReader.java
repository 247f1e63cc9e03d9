package io.ouroscope.capture;

import io.ouroscope.capture.linux.ProcFiles;
import io.ouroscope.capture.linux.ProcStatus;
import io.ouroscope.capture.linux.ProcessRoot;
import io.ouroscope.progress.Progress;
import io.ouroscope.snapshot.SourceNoteWriter;
import io.ouroscope.snapshot.note.SourceNote;
import io.ouroscope.snapshot.note.SourceNote.LeftOut;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads the source files whose names were found in the process, while it runs on: the program's own first, then
/// installed packages, then the standard library, as much as [SourceNote] takes.
///
/// On a thread of its own with the process's file rights; a file system that does not answer costs [#PATIENCE_MILLIS]
/// and not the capture.
final class SourceReader {
    private static final long PATIENCE_MILLIS = 10_000;
    /// The kernel counts a process's start in 1/100 s, and a file may be written right before it is run.
    private static final long START_TOLERANCE_MILLIS = 1_000;

    private static final int OF_LIBRARY = 2;
    private static final int SAMPLES = 5;
    private static final int SCRIPT_HEAD_BYTES = 128;
    private static final Pattern LIBRARY = Pattern.compile("/python3[^/]*/");
    private static final Pattern INSTALLED = Pattern.compile("/(site|dist)-packages/");

    private final ProcessRoot root;
    private final ProcStatus rights;
    private final List<String> commandLine;
    private final long startMillis;
    private final SourceNoteWriter note = new SourceNoteWriter();
    private final Map<String, List<String>> leftOut = new LinkedHashMap<>();
    private final Map<String, Integer> leftOutCounts = new LinkedHashMap<>();
    private long bytes;
    private boolean over;
    private @Nullable Throwable failure;

    /// @param startMillis when the process began, since 1970
    SourceReader(ProcessRoot root, ProcStatus rights, List<String> commandLine, long startMillis) {
        this.root = root;
        this.rights = rights;
        this.commandLine = commandLine;
        this.startMillis = startMillis;
    }

    /// When a process began, to 1/100 s.
    static long startMillis(long startTicks) {
        String uptime = ProcFiles.text(Path.of("/proc/uptime"));
        double seconds = uptime.isEmpty() ? 0 : Double.parseDouble(uptime.substring(0, uptime.indexOf(' ')));
        return System.currentTimeMillis() - Math.round(seconds * 1000) + startTicks * 10;
    }

    /// What was read.
    ///
    /// @param content of the note
    record Result(byte[] content, int files, long bytes, List<LeftOut> leftOut) {}

    /// No file, for this reason.
    static Result nothing(String reason) {
        List<LeftOut> leftOut = List.of(new LeftOut(reason, 1, List.of()));
        return new Result(new SourceNoteWriter().encode(leftOut), 0, 0, leftOut);
    }

    /// Reads the files of these names, and the script of the command line.
    ///
    /// @param names as found; most are no files
    /// @param onlyOwn without the standard library
    Result read(SourceNames names, boolean onlyOwn, Progress progress) {
        if (names.beyond() > 0) {
            String reason = "beyond the first " + SourceNames.MAX_NAMES + " names that were found";
            leftOut.put(reason, List.of(names.firstBeyond()));
            leftOutCounts.put(reason, names.beyond());
        }
        Thread reader = Thread.ofPlatform()
                .daemon()
                .name("capture-sources")
                .start(() -> readAll(ordered(names.names(), onlyOwn)));
        long deadline = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
        try {
            while (reader.isAlive() && System.nanoTime() < deadline) {
                reader.join(20);
                progress.check();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        synchronized (this) {
            over = true;
            if (reader.isAlive()) {
                leftOut("not read within " + PATIENCE_MILLIS / 1000 + " s, with all that would have followed", "");
            }
            if (failure != null) {
                leftOut("not read: " + failure, "");
            }
            List<LeftOut> reasons = new ArrayList<>();
            leftOut.forEach((reason, samples) ->
                    reasons.add(new LeftOut(reason, leftOutCounts.getOrDefault(reason, 0), List.copyOf(samples))));
            return new Result(note.encode(reasons), note.files(), bytes, reasons);
        }
    }

    private void readAll(List<String> names) {
        try {
            if (!ProcessRoot.takeFileRights(rights)) {
                leftOutNow("not read: the rights of the process's user cannot be taken on", "");
                return;
            }
            String script = script();
            if (script != null) {
                one(script, true);
            }
            for (String name : names) {
                if (isOver()) {
                    return;
                }
                if (!name.equals(script)) {
                    one(name, false);
                }
            }
        } catch (RuntimeException | Error e) {
            synchronized (this) {
                failure = e;
            }
        }
    }

    static List<String> ordered(Set<String> names, boolean onlyOwn) {
        List<String> all = new ArrayList<>(new TreeSet<>(names));
        if (onlyOwn) {
            all.removeIf(name -> rank(name) == OF_LIBRARY);
        }
        all.sort(Comparator.comparingInt(SourceReader::rank));
        return all;
    }

    private static int rank(String name) {
        return INSTALLED.matcher(name).find() ? 1 : LIBRARY.matcher(name).find() ? OF_LIBRARY : 0;
    }

    /// The first argument that is neither an option nor what belongs to one; null if it begins otherwise.
    private @Nullable String script() {
        for (int i = 1; i < commandLine.size(); i++) {
            String word = commandLine.get(i);
            if (word.equals("-X") || word.equals("-W") || word.equals("--check-hash-based-pycs")) {
                i++;
            } else if (!word.startsWith("-")) {
                return word;
            } else if (word.matches("-[A-Za-z]*[cm].*")) {
                return null;
            }
        }
        return null;
    }

    private synchronized boolean isOver() {
        return over;
    }

    private void one(String name, boolean isScript) {
        try (ProcessRoot.Found file = root.find(name)) {
            if (file == null) {
                return;
            }
            var attributes = Files.readAttributes(file.path(), BasicFileAttributes.class);
            if (!attributes.isRegularFile()) {
                return;
            }
            if (attributes.size() > SourceNote.MAX_FILE_BYTES) {
                leftOutNow("larger than " + (SourceNote.MAX_FILE_BYTES >> 20) + " MB", name);
                return;
            }
            synchronized (this) {
                if (bytes + attributes.size() > SourceNote.MAX_BYTES) {
                    leftOut("beyond " + (SourceNote.MAX_BYTES >> 20) + " MB in all", name);
                    return;
                }
            }
            byte[] content;
            try (InputStream in = Files.newInputStream(file.path())) {
                content = in.readNBytes(SourceNote.MAX_FILE_BYTES);
            }
            if (isScript && !name.endsWith(".py") && !isPython(content)) {
                return;
            }
            FileTime changed = (FileTime) Files.getAttribute(file.path(), "unix:ctime");
            long latest =
                    Math.max(changed.toMillis(), attributes.lastModifiedTime().toMillis());
            add(name, content, latest > startMillis + START_TOLERANCE_MILLIS);
        } catch (AccessDeniedException e) {
            leftOutNow("not readable by the process's user", name);
        } catch (IOException e) {
            leftOutNow(String.valueOf(e.getMessage()), name);
        }
    }

    /// A script without `.py` says in its first line who runs it; anything else that stands there stays out.
    private static boolean isPython(byte[] content) {
        String head = new String(content, 0, Math.min(content.length, SCRIPT_HEAD_BYTES), StandardCharsets.ISO_8859_1);
        return head.startsWith("#!")
                && head.lines().findFirst().orElse("").toLowerCase(Locale.ROOT).contains("python");
    }

    private synchronized void add(String name, byte[] content, boolean newer) {
        if (!over && bytes + content.length <= SourceNote.MAX_BYTES) {
            bytes += content.length;
            note.add(name, content, newer);
        }
    }

    private synchronized void leftOutNow(String reason, String name) {
        if (!over) {
            leftOut(reason, name);
        }
    }

    private void leftOut(String reason, String name) {
        List<String> samples = leftOut.computeIfAbsent(reason, each -> new ArrayList<>());
        leftOutCounts.merge(reason, 1, Integer::sum);
        if (samples.size() < SAMPLES && !name.isEmpty()) {
            samples.add(name);
        }
    }
}
