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
/// @param monotonicNanos what the machine's monotonic clock showed when the process was stopped, null if unknown
/// @param sharing which other processes have its semaphores mapped, null if nobody looked
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
        List<HoleNote> holes,
        @Nullable Long monotonicNanos,
        @Nullable SharingNote sharing) {

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
    /// @param descriptor what the kernel says of the descriptor itself, null if it was not asked:
    ///     in older notes, and where there were too many to read all while the process stood still
    /// @param otherEnds who else has an end of the same pipe or the peer of the same unix socket
    public record FileNote(
            int fd,
            String kind,
            String target,
            @Nullable SocketNote socket,
            @Nullable DescriptorNote descriptor,
            List<EndNote> otherEnds) {}

    /// What /proc/PID/fdinfo/N says, see `proc(5)`.
    ///
    /// @param flags as given to `open(2)`, with those that `fcntl(2)` set
    /// @param positionBytes where the next read or write begins
    /// @param sizeBytes of a file, null of others
    /// @param count of an eventfd, null of others
    /// @param timerNanos until a timerfd expires, 0 if it is not set, null of others
    /// @param processId whom a pidfd stands for, null of others
    /// @param watches what an epoll watches
    public record DescriptorNote(
            int flags,
            long positionBytes,
            @Nullable Long sizeBytes,
            @Nullable Long count,
            @Nullable Long timerNanos,
            @Nullable Long processId,
            List<WatchNote> watches) {}

    /// A descriptor that an epoll watches.
    ///
    /// @param fd as it was when it was added; it may be closed since
    /// @param events as in `epoll_ctl(2)`
    public record WatchNote(int fd, long events) {}

    /// A descriptor of another process.
    ///
    /// @param process its kernel name
    /// @param flags as in [DescriptorNote], 0 if unknown
    public record EndNote(int pid, String process, int fd, int flags) {}

    /// A socket.
    ///
    /// @param family inet, inet6, unix, netlink, other
    /// @param type stream, dgram, raw, seqpacket, other
    /// @param state TCP or unix state in upper case (`ESTABLISHED`, `LISTEN`), empty if none
    /// @param local local address, `10.0.0.5:43210` or `[::1]:80` or a unix path
    /// @param peer peer address, empty if none
    /// @param receiveQueueBytes bytes that arrived and were not read, of a listening socket connections
    ///     that nobody has accepted; null if unknown
    /// @param sendQueueBytes bytes sent and not acknowledged, of a unix socket not read; null if unknown
    /// @param inode socket inode
    /// @param retransmits how often TCP has sent the same again without an answer
    /// @param peerInode of the unix socket at the other end, 0 if unknown
    public record SocketNote(
            String family,
            String type,
            String state,
            String local,
            String peer,
            @Nullable Long receiveQueueBytes,
            @Nullable Long sendQueueBytes,
            long inode,
            int retransmits,
            long peerInode) {}

    /// One line of /proc/PID/maps: `[start, end)` as `0x…` strings, permissions like `rw-p`.
    public record MappingNote(String start, String end, String permissions, String offset, String path) {}

    /// Who else has the named semaphores of the process mapped (`sem_open(3)`).
    ///
    /// @param semaphores all that the process has mapped
    /// @param unseen how many other processes could not be looked at
    public record SharingNote(List<SemaphoreNote> semaphores, int unseen) {}

    /// @param start where the process has it mapped, as a `0x…` string
    /// @param path its file as the mapping names it: mostly by a name that it had only while it was made
    public record SemaphoreNote(String start, String path, List<SharerNote> sharers) {}

    /// A process that has a semaphore mapped.
    ///
    /// @param process its kernel name
    /// @param threads how many it has
    /// @param waiting how many of them wait for the semaphore, without a timeout
    public record SharerNote(int pid, String process, int threads, int waiting) {}

    /// A range `[start, end)` (as `0x…` strings) whose bytes are not in the file.
    ///
    /// @param reason a sentence, like `device memory`, `guard page`, `read failed: Input/output error`
    public record HoleNote(String start, String end, String reason, String path) {}
}
