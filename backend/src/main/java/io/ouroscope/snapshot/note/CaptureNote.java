package io.ouroscope.snapshot.note;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The note `OUROSCOPE` of a snapshot, type [#NOTE_TYPE]: a UTF-8 JSON object with these fields, unknown ones ignored.
///
/// @param formatVersion version of this note's format, 1
/// @param capturedAt ISO 8601 instant at which the process was stopped
/// @param pauseMillis how long the process stood still
/// @param host name of the machine
/// @param pid process id as the capturing machine saw it
/// @param parentPid parent's process id
/// @param userId real uid of the process
/// @param executable path of the program, as in /proc/PID/exe
/// @param commandLine its arguments
/// @param pythonVersion CPython version if it was known at capture, like `3.11.2`
/// @param threads one for each thread, those that could not be stopped too
/// @param files open file descriptors
/// @param mappings all mappings of the process, those without bytes in the file too
/// @param holes ranges whose bytes are not in the file, with reasons; ranges of untouched (zero) pages are not holes
public record CaptureNote(
        int formatVersion,
        String capturedAt,
        double pauseMillis,
        String host,
        int pid,
        int parentPid,
        int userId,
        String executable,
        List<String> commandLine,
        @Nullable String pythonVersion,
        List<ThreadNote> threads,
        List<FileNote> files,
        List<MappingNote> mappings,
        List<HoleNote> holes) {

    public static final String OWNER = "OUROSCOPE";
    public static final int NOTE_TYPE = 1;
    public static final int FORMAT_VERSION = 1;

    /// A thread at the stop.
    ///
    /// @param tid kernel thread id
    /// @param name kernel name (comm)
    /// @param state one letter of /proc/PID/task/TID/stat, read just before the stop
    /// @param waitChannel kernel function it slept in before the stop, empty if unknown
    /// @param stopped false if it did not stop in time; its registers are then not in the file
    /// @param problem why it was passed over, if it was
    /// @param syscall the system call it was in at the stop, null if in none or unknown
    public record ThreadNote(
            int tid,
            String name,
            String state,
            String waitChannel,
            boolean stopped,
            @Nullable String problem,
            @Nullable SyscallNote syscall) {}

    /// A system call in progress: its x86-64 number and six argument registers, as `0x…` strings.
    public record SyscallNote(int number, List<String> arguments) {}

    /// An open file descriptor.
    ///
    /// @param fd its number
    /// @param kind one of file, directory, socket, pipe, eventfd, epoll, timerfd, signalfd, inotify, pidfd, device,
    ///     other
    /// @param target what /proc/PID/fd/N points to
    /// @param socket details if it is a socket that could be identified
    public record FileNote(
            int fd, String kind, String target, @Nullable SocketNote socket) {}

    /// A socket.
    ///
    /// @param family inet, inet6, unix, netlink, other
    /// @param type stream, dgram, raw, seqpacket, other
    /// @param state TCP or unix state in upper case (`ESTABLISHED`, `LISTEN`), empty if none
    /// @param local local address, `10.0.0.5:43210` or `[::1]:80` or a unix path
    /// @param peer peer address, empty if none
    /// @param receiveQueueBytes bytes that arrived and were not read, null if unknown (unix sockets)
    /// @param sendQueueBytes bytes sent and not acknowledged, null if unknown
    /// @param inode socket inode
    public record SocketNote(
            String family,
            String type,
            String state,
            String local,
            String peer,
            @Nullable Long receiveQueueBytes,
            @Nullable Long sendQueueBytes,
            long inode) {}

    /// One line of /proc/PID/maps: `[start, end)` as `0x…` strings, permissions like `rw-p`.
    public record MappingNote(String start, String end, String permissions, String offset, String path) {}

    /// A range `[start, end)` (as `0x…` strings) whose bytes are not in the file.
    ///
    /// @param reason a sentence, like `device memory`, `guard page`, `read failed: Input/output error`
    public record HoleNote(String start, String end, String reason, String path) {}
}
