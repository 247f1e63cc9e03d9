package io.ouroscope.capture.linux;

import io.ouroscope.progress.CancelledException;
import io.ouroscope.snapshot.note.CaptureNote.FileNote;
import io.ouroscope.snapshot.note.CaptureNote.SocketNote;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// The open file descriptors of a process, from /proc/PID/fd.
public final class OpenFiles {
    private OpenFiles() {}

    /// Descriptors and what they point to; sockets are not looked up yet.
    ///
    /// @param stop asked for each, for there can be a million; true ends it with a [CancelledException]
    public static List<FileNote> read(int pid, BooleanSupplier stop) {
        Path directory = ProcFiles.path(pid, "fd");
        List<FileNote> files = new ArrayList<>();
        for (int fd : ProcFiles.numbers(directory)) {
            if (stop.getAsBoolean()) {
                throw new CancelledException();
            }
            Path link = directory.resolve(Integer.toString(fd));
            String target = ProcFiles.link(link);
            if (!target.isEmpty()) {
                files.add(new FileNote(fd, kind(link, target), target, null, null, List.of()));
            }
        }
        return files;
    }

    /// Runs what [#withDescriptors] needs once, so that it is quick while the process stands still.
    public static void warmUp(int pid) {
        withDescriptors(pid, List.of(new FileNote(0, "file", "", null, null, List.of())), () -> false);
    }

    /// The same with sockets described as far as `sockets` knows them.
    public static List<FileNote> withSockets(List<FileNote> files, SocketTable sockets) {
        List<FileNote> described = new ArrayList<>(files.size());
        for (FileNote file : files) {
            SocketNote socket = file.socket();
            described.add(new FileNote(
                    file.fd(),
                    file.kind(),
                    file.target(),
                    socket != null ? socket : socket(file, sockets),
                    file.descriptor(),
                    file.otherEnds()));
        }
        return described;
    }

    /// The same with what the kernel says of each descriptor.
    ///
    /// @param stop asked for each; true leaves the rest as they are
    public static List<FileNote> withDescriptors(int pid, List<FileNote> files, BooleanSupplier stop) {
        List<FileNote> described = new ArrayList<>(files.size());
        for (FileNote file : files) {
            described.add(
                    stop.getAsBoolean()
                            ? file
                            : new FileNote(
                                    file.fd(),
                                    file.kind(),
                                    file.target(),
                                    file.socket(),
                                    DescriptorInfo.read(pid, file.fd(), file.kind()),
                                    file.otherEnds()));
        }
        return described;
    }

    private static @Nullable SocketNote socket(FileNote file, SocketTable sockets) {
        String target = file.target();
        return target.startsWith("socket:[") ? sockets.get(inode(target)) : null;
    }

    /// The number in `socket:[123]`, -1 if there is none.
    static long inode(String target) {
        int from = target.indexOf(":[");
        try {
            return from < 0 || !target.endsWith("]") ? -1 : Long.parseLong(target, from + 2, target.length() - 1, 10);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    static String kind(Path link, String target) {
        if (target.startsWith("socket:[")) {
            return "socket";
        }
        if (target.startsWith("pipe:[")) {
            return "pipe";
        }
        if (target.startsWith("anon_inode:")) {
            String name = target.substring("anon_inode:".length()).replaceAll("[\\[\\]]", "");
            return switch (name) {
                case "eventfd", "timerfd", "signalfd", "inotify", "pidfd" -> name;
                case "eventpoll" -> "epoll";
                default -> "other";
            };
        }
        if (target.startsWith("pidfd:") || target.startsWith("pidfs:")) {
            return "pidfd";
        }
        if (target.startsWith("/dev/") && !target.startsWith("/dev/shm/")) {
            return "device";
        }
        if (!target.startsWith("/")) {
            return "other";
        }
        try {
            // follows the link inside the kernel: right for deleted files and other mount namespaces
            Object mode = Files.getAttribute(link, "unix:mode");
            return mode instanceof Integer bits ? kindOfMode(bits) : "file";
        } catch (IOException e) {
            return "file";
        }
    }

    private static String kindOfMode(int mode) {
        return switch (mode & 0170000) {
            case 0040000 -> "directory";
            case 0010000 -> "pipe";
            case 0020000, 0060000 -> "device";
            case 0140000 -> "socket";
            default -> "file";
        };
    }
}
