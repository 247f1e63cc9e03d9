package io.ouroscope.capture.linux;

import io.ouroscope.snapshot.note.CaptureNote.DescriptorNote;
import io.ouroscope.snapshot.note.CaptureNote.EndNote;
import io.ouroscope.snapshot.note.CaptureNote.FileNote;
import io.ouroscope.snapshot.note.CaptureNote.SocketNote;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// Which other processes have an end of a process's pipes and the peers of its unix sockets.
///
/// Looks through the descriptors of all processes that we may look at, after the process goes on: a second at most.
public final class OtherEnds {
    private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int MOST_OF_ONE = 20;

    private OtherEnds() {}

    /// The same files, those with other ends having them.
    public static List<FileNote> of(int pid, List<FileNote> files) {
        Map<String, List<EndNote>> ends = new HashMap<>();
        for (FileNote file : files) {
            String other = other(file);
            if (!other.isEmpty()) {
                ends.put(other, new ArrayList<>());
            }
        }
        if (ends.isEmpty()) {
            return files;
        }
        find(pid, ends);
        List<FileNote> described = new ArrayList<>(files.size());
        for (FileNote file : files) {
            List<EndNote> found = ends.getOrDefault(other(file), List.of());
            described.add(
                    found.isEmpty()
                            ? file
                            : new FileNote(
                                    file.fd(),
                                    file.kind(),
                                    file.target(),
                                    file.socket(),
                                    file.descriptor(),
                                    List.copyOf(found)));
        }
        return described;
    }

    /// What a descriptor of the other end points to, empty if there is none to look for.
    private static String other(FileNote file) {
        if (file.target().startsWith("pipe:[")) {
            return file.target();
        }
        SocketNote socket = file.socket();
        return socket == null || socket.peerInode() == 0 ? "" : "socket:[" + socket.peerInode() + "]";
    }

    private static void find(int pid, Map<String, List<EndNote>> ends) {
        long deadline = System.nanoTime() + MOST_NANOS;
        Set<Integer> processes = new HashSet<>(ProcFiles.processes());
        processes.remove(pid);
        for (int process : processes) {
            Path directory = ProcFiles.path(process, "fd");
            for (int fd : ProcFiles.numbers(directory)) {
                if (System.nanoTime() - deadline > 0) {
                    return;
                }
                List<EndNote> found = ends.get(ProcFiles.link(directory.resolve(Integer.toString(fd))));
                if (found != null && found.size() < MOST_OF_ONE) {
                    DescriptorNote descriptor = DescriptorInfo.read(process, fd, "");
                    found.add(new EndNote(
                            process,
                            ProcFiles.text(ProcFiles.path(process, "comm")),
                            fd,
                            descriptor == null ? 0 : descriptor.flags()));
                }
            }
        }
    }
}
