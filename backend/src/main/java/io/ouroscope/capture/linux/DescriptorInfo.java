package io.ouroscope.capture.linux;

import io.ouroscope.snapshot.note.CaptureNote.DescriptorNote;
import io.ouroscope.snapshot.note.CaptureNote.WatchNote;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What /proc/PID/fdinfo/N says of a descriptor, see `proc(5)`: lines of `name: value`, for an epoll one line for each
/// descriptor that it watches. A read costs about 15 µs.
final class DescriptorInfo {
    private static final long NANOS = 1_000_000_000;

    private DescriptorInfo() {}

    /// Null if it is closed by now, or the kernel does not say.
    static @Nullable DescriptorNote read(int pid, int fd, String kind) {
        String text = ProcFiles.text(ProcFiles.path(pid, "fdinfo/" + fd));
        return text.isEmpty()
                ? null
                : parse(text, kind.equals("file") ? sizeBytes(ProcFiles.path(pid, "fd/" + fd)) : null);
    }

    /// @param sizeBytes of the file behind it, which is not in the text
    static DescriptorNote parse(String text, @Nullable Long sizeBytes) {
        int flags = 0;
        long position = 0;
        Long count = null;
        Long timer = null;
        Long process = null;
        List<WatchNote> watches = new ArrayList<>();
        for (String line : text.split("\n")) {
            int colon = line.indexOf(':');
            if (colon < 0) {
                continue;
            }
            String value = line.substring(colon + 1).strip();
            switch (line.substring(0, colon)) {
                case "pos" -> position = number(value, 10);
                case "flags" -> flags = (int) number(value, 8);
                case "eventfd-count" -> count = number(value, 16);
                case "it_value" -> timer = nanos(value);
                case "Pid" -> process = number(value, 10);
                case "tfd" -> watches.add(watch(value));
                default -> {}
            }
        }
        return new DescriptorNote(flags, position, sizeBytes, count, timer, process, List.copyOf(watches));
    }

    /// `4 events:       19 data: …`, the events in hexadecimal.
    private static WatchNote watch(String value) {
        String[] words = value.split("[\\s:]+");
        return new WatchNote((int) number(words[0], 10), words.length > 2 ? number(words[2], 16) : 0);
    }

    /// `(5, 999999999)`: seconds and nanoseconds.
    private static long nanos(String value) {
        String[] words = value.replaceAll("[() ]", "").split(",");
        return number(words[0], 10) * NANOS + (words.length > 1 ? number(words[1], 10) : 0);
    }

    private static long number(String text, int radix) {
        try {
            return Long.parseLong(text, radix);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /// Follows the link inside the kernel: right for deleted files and other mount namespaces.
    private static @Nullable Long sizeBytes(Path link) {
        try {
            return Files.size(link);
        } catch (IOException e) {
            return null;
        }
    }
}
