package io.ouroscope.capture.linux;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The file system as a process sees it, held open so that it outlives the process: names lead where they lead for the
/// process, in containers too, and never out of its root, whatever links say (`openat2(2)`, Linux 5.6).
public final class ProcessRoot implements AutoCloseable {
    private static final int O_PATH = 0x20_0000;
    private static final int O_DIRECTORY = 0x1_0000;
    private static final int O_CLOEXEC = 0x8_0000;
    private static final long OPENAT2 = 437;
    private static final long SETGROUPS = 116;
    private static final long SETFSUID = 122;
    private static final long SETFSGID = 123;
    /// `RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS` of `linux/openat2.h`.
    private static final long STAY_INSIDE = 0x10 | 0x02;

    private static final int EAGAIN = 11;

    private final int root;
    private final String directory;

    private ProcessRoot(int root, String directory) {
        this.root = root;
        this.directory = directory;
    }

    /// Null if it may not be looked at.
    public static @Nullable ProcessRoot of(int pid) {
        String outside = ProcFiles.link(ProcFiles.path(pid, "root"));
        String directory = ProcFiles.link(ProcFiles.path(pid, "cwd"));
        boolean changed = !outside.equals("/") && directory.startsWith(outside + "/");
        return at(ProcFiles.path(pid, "root"), changed ? directory.substring(outside.length()) : directory);
    }

    /// @param directory where relative names begin, as seen from `root`
    static @Nullable ProcessRoot at(Path root, String directory) {
        int fd = LibC.open(root.toString(), O_PATH | O_DIRECTORY | O_CLOEXEC, 0);
        return fd < 0 ? null : new ProcessRoot(fd, directory);
    }

    /// Lets the calling thread see only files that `process` itself may read, if it can do more: names are found in
    /// the process's memory, and must not make root read what the process could not. For a thread that ends after.
    ///
    /// @return false if that is not possible
    public static boolean takeFileRights(ProcStatus process) {
        if (LibC.geteuid() != 0 || process.uids()[3] == 0) {
            return true;
        }
        int[] groups = process.groups();
        try (Memory list = new Memory(Math.max(1, groups.length) * (long) Integer.BYTES)) {
            list.write(0, groups, 0, groups.length);
            return LibC.syscall(SETGROUPS, groups.length, list, Pointer.NULL, 0) == 0
                    && LibC.syscall(SETFSGID, process.gids()[3], Pointer.NULL, Pointer.NULL, 0) >= 0
                    && LibC.syscall(SETFSUID, process.uids()[3], Pointer.NULL, Pointer.NULL, 0) >= 0;
        }
    }

    /// A file found by its name; nothing of it was opened yet.
    public static final class Found implements AutoCloseable {
        private final int fd;

        private Found(int fd) {
            this.fd = fd;
        }

        /// Leads to the same file however names change meanwhile.
        public Path path() {
            return Path.of("/proc/self/fd/" + fd);
        }

        @Override
        public void close() {
            LibC.close(fd);
        }
    }

    /// Finds a file, following links inside the root; relative names begin where the process is.
    ///
    /// @return null if there is none
    /// @throws IOException if it may not be looked at, or the kernel cannot
    public @Nullable Found find(String name) throws IOException {
        byte[] text = (name.startsWith("/") ? name : directory + "/" + name).getBytes(StandardCharsets.UTF_8);
        try (Memory path = new Memory(text.length + 1L);
                Memory how = new Memory(24)) {
            path.write(0, text, 0, text.length);
            path.setByte(text.length, (byte) 0);
            how.setLong(0, O_PATH | O_CLOEXEC);
            how.setLong(8, 0);
            how.setLong(16, STAY_INSIDE);
            for (int attempt = 0; ; attempt++) {
                long fd = LibC.syscall(OPENAT2, root, path, how, 24);
                if (fd >= 0) {
                    return new Found((int) fd);
                }
                switch (LibC.errno()) {
                    case LibC.EACCES, LibC.EPERM -> throw new IOException("not readable by the process's user");
                    case LibC.ENOSYS -> throw new IOException("not looked for: this needs Linux 5.6");
                    case EAGAIN -> {
                        if (attempt == 10) {
                            return null;
                        }
                    }
                    default -> {
                        return null;
                    }
                }
            }
        }
    }

    @Override
    public void close() {
        LibC.close(root);
    }
}
