package io.ouroscope.analysis.locks;

import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The other processes of `multiprocessing` that this one knows: its children, and the parent that made it.
///
/// Which of them has a lock or writes to a pipe no memory of ours says.
final class Relatives {
    private static final int MOST_NAMED = 8;

    private final ObjectReader reader;
    private @Nullable String words;

    Relatives(ObjectReader reader) {
        this.reader = reader;
    }

    /// `; other processes: child 123, Process-2 124`; empty if it knows none.
    String words() {
        if (words == null) {
            words = read();
        }
        return words;
    }

    private String read() {
        Set<String> found = new LinkedHashSet<>();
        reader.each("multiprocessing.process.BaseProcess", process -> {
            if (found.size() > MOST_NAMED) {
                return;
            }
            long popen = reader.get(process, "_popen");
            long pid = popen == 0 ? 0 : reader.integer(popen, "pid");
            if (pid != 0 && reader.get(popen, "returncode") == 0) {
                found.add(reader.text(process, "_name") + " " + pid);
            } else if (reader.isA(process, "multiprocessing.process._ParentProcess")) {
                found.add(reader.text(process, "_name") + " " + reader.integer(process, "_pid"));
            }
        });
        if (found.isEmpty()) {
            return "";
        }
        boolean more = found.size() > MOST_NAMED;
        return "; other processes: "
                + String.join(", ", found.stream().limit(MOST_NAMED).toList()) + (more ? " and more" : "");
    }
}
