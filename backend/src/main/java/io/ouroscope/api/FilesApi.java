package io.ouroscope.api;

import io.javalin.http.Context;
import io.ouroscope.analysis.files.Descriptors;
import io.ouroscope.analysis.files.Holder;
import io.ouroscope.analysis.files.WaitedFiles;
import io.ouroscope.analysis.files.Waiter;
import io.ouroscope.analysis.files.Watch;
import io.ouroscope.snapshot.note.CaptureNote;
import io.ouroscope.snapshot.note.CaptureNote.DescriptorNote;
import io.ouroscope.snapshot.note.CaptureNote.FileNote;
import io.ouroscope.snapshot.note.CaptureNote.SocketNote;
import io.ouroscope.snapshot.note.CaptureNote.WatchNote;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Open files and sockets: what the capture recorded, joined with the objects that have them and the threads that wait
/// for them.
///
/// A core of another program has no account of descriptors: then only those that objects have are listed, as `unknown`.
/// A descriptor that objects have but the process did not is `closed`.
final class FilesApi {
    private static final int MOST_HOLDERS = 50;
    private static final int O_ACCMODE = 3;
    private static final int O_DIRECTORY = 0200000;
    /// It comes with that of a directory, which says nothing then.
    private static final int O_TMPFILE = 020000000;
    /// Flags of `open(2)` on x86-64 that say something, besides how it is accessed.
    private static final Map<Integer, String> FLAGS = new TreeMap<>(Map.of(
            02000,
            "O_APPEND",
            04000,
            "O_NONBLOCK",
            010000,
            "O_DSYNC",
            020000,
            "O_ASYNC",
            040000,
            "O_DIRECT",
            O_DIRECTORY,
            "O_DIRECTORY",
            0400000,
            "O_NOFOLLOW",
            02000000,
            "O_CLOEXEC",
            010000000,
            "O_PATH",
            O_TMPFILE,
            "O_TMPFILE"));

    private FilesApi() {}

    static void register(InSnapshot routes) {
        routes.get("/files", FilesApi::list)
                .describe(
                        "Open files and sockets, the objects that have them and the threads that wait for them",
                        FilesPage.class,
                        Parameter.text("filter", "Only those whose target, addresses or objects' types contain this"),
                        Parameter.text("kind", "Only those of this kind"),
                        Parameter.text("state", "Only sockets in this state"),
                        Paging.OFFSET,
                        Paging.LIMIT);
        routes.get("/files/{fd}", FilesApi::one).describe("One file descriptor", FileRow.class);
    }

    /// @param recorded whether the snapshot has an account of open files at all
    /// @param kinds how many of each kind there are, whatever the filter
    /// @param states how many sockets in each state there are, whatever the filter
    record FilesPage(
            long total,
            long offset,
            int limit,
            List<FileRow> items,
            boolean recorded,
            List<NamedCount> kinds,
            List<NamedCount> states) {}

    /// How many of a name.
    record NamedCount(String name, int count) {}

    /// One descriptor.
    ///
    /// @param kind as in the note of the capture; `closed` and `unknown` for what only objects know
    /// @param target what it is: a path, `pipe:[123]`
    /// @param holders objects that have it, at most 50
    /// @param peerFiles descriptors of this process that are the other end of the pipe or unix socket
    record FileRow(
            int fd,
            String kind,
            String target,
            @Nullable Socket socket,
            @Nullable Descriptor descriptor,
            int holderCount,
            List<FileHolder> holders,
            List<FileWaiter> waiters,
            List<FileWatch> watches,
            List<Integer> peerFiles,
            List<OtherEnd> otherEnds) {}

    /// As the kernel's tables have it; queues in bytes, of a listening one in connections.
    record Socket(
            String family,
            String type,
            @Nullable String state,
            @Nullable String local,
            @Nullable String peer,
            @Nullable Long receiveQueue,
            @Nullable Long sendQueue,
            int retransmits) {}

    /// How it is open.
    ///
    /// @param access read, write, or both
    /// @param epoll what it watches if it is an epoll
    record Descriptor(
            String access,
            List<String> flags,
            long positionBytes,
            @Nullable Long sizeBytes,
            @Nullable Long count,
            @Nullable Long timerNanos,
            @Nullable Long processId,
            List<Watched> epoll) {}

    /// A descriptor that an epoll watches, and for what.
    record Watched(int fd, String events) {}

    /// An object that has a descriptor.
    ///
    /// @param outermost who has it in the end; the object itself if nobody stands out
    /// @param owners from the object outwards
    record FileHolder(Wire.Ref object, String field, Wire.Ref outermost, List<FileOwner> owners) {}

    /// Who has the one before, and as which attribute.
    record FileOwner(Wire.Ref object, String attribute) {}

    /// A thread that waits for it.
    ///
    /// @param thread of its thread state, null for a thread without
    /// @param through the epoll that it waits on, null if it waits for the descriptor itself
    record FileWaiter(
            @Nullable String thread,
            String name,
            long nativeId,
            String call,
            @Nullable String events,
            @Nullable Integer through) {}

    /// A selector of Python that watches it.
    record FileWatch(Wire.Ref selector, String events, Wire.@Nullable Ref data) {}

    /// A descriptor of another process for the other end of the pipe or socket.
    record OtherEnd(
            int pid, String process, int fd, @Nullable String access) {}

    private static FilesPage list(Context ctx, InSnapshot.View view) {
        var files = new Files(view);
        Paging paging = Paging.of(ctx);
        String kind = Parameters.text(ctx, "kind");
        String state = Parameters.text(ctx, "state");
        String filter = Parameters.text(ctx, "filter").strip().toLowerCase(Locale.ROOT);
        List<Integer> wanted = files.all().stream()
                .filter(fd -> kind.isEmpty() || files.kind(fd).equals(kind))
                .filter(fd -> state.isEmpty() || files.state(fd).equals(state))
                .filter(fd -> filter.isEmpty() || files.text(fd).contains(filter))
                .toList();
        Wire.Page<FileRow> page = paging.of(wanted, files::row);
        return new FilesPage(
                page.total(),
                page.offset(),
                page.limit(),
                page.items(),
                files.note != null,
                counts(files.all(), files::kind),
                counts(files.all(), files::state));
    }

    private static FileRow one(Context ctx, InSnapshot.View view) {
        var files = new Files(view);
        String text = ctx.pathParam("fd");
        int fd = text.matches("\\d{1,9}") ? Integer.parseInt(text) : -1;
        if (!files.all().contains(fd)) {
            throw ApiException.of(
                    404,
                    "no-file",
                    "The process had no file descriptor " + text + ", and no object has it",
                    "The list of files and sockets has all of them");
        }
        return files.row(fd);
    }

    private static List<NamedCount> counts(TreeSet<Integer> all, Function<Integer, String> name) {
        return all.stream()
                .map(name)
                .filter(each -> !each.isEmpty())
                .collect(Collectors.groupingBy(each -> each, TreeMap::new, Collectors.counting()))
                .entrySet()
                .stream()
                .map(entry -> new NamedCount(entry.getKey(), entry.getValue().intValue()))
                .toList();
    }

    /// What is known of all of them, for one request.
    private static final class Files {
        final @Nullable CaptureNote note;
        private final InSnapshot.View view;
        private final Descriptors descriptors;
        private final WaitedFiles waited;
        private final Map<Integer, FileNote> notes = new HashMap<>();
        private final Map<String, List<FileNote>> byTarget = new HashMap<>();
        private final Map<String, List<Integer>> byAddresses = new HashMap<>();
        /// The epolls of the process by what they watch.
        private final Map<Integer, List<Integer>> epolls = new HashMap<>();

        private final TreeSet<Integer> all = new TreeSet<>();

        Files(InSnapshot.View view) {
            this.view = view;
            descriptors = view.analysis().descriptors();
            note = view.open().analysed().snapshot().note();
            waited = WaitedFiles.of(
                    view.analysis().process().heap().memory(),
                    view.open().analysed().threads().list());
            for (FileNote file : note == null ? List.<FileNote>of() : note.files()) {
                notes.put(file.fd(), file);
                byTarget.computeIfAbsent(file.target(), each -> new ArrayList<>())
                        .add(file);
                if (file.socket() != null && !file.socket().peer().isEmpty()) {
                    byAddresses
                            .computeIfAbsent(
                                    addresses(
                                            file.socket().local(), file.socket().peer()),
                                    each -> new ArrayList<>())
                            .add(file.fd());
                }
                if (file.descriptor() != null) {
                    for (WatchNote watch : file.descriptor().watches()) {
                        epolls.computeIfAbsent(watch.fd(), each -> new ArrayList<>())
                                .add(file.fd());
                    }
                }
            }
            all.addAll(notes.keySet());
            all.addAll(descriptors.all());
        }

        TreeSet<Integer> all() {
            return all;
        }

        String kind(int fd) {
            FileNote file = notes.get(fd);
            return file != null ? file.kind() : note == null ? "unknown" : "closed";
        }

        String state(int fd) {
            FileNote file = notes.get(fd);
            return file == null || file.socket() == null ? "" : file.socket().state();
        }

        /// All that a filter looks at.
        String text(int fd) {
            FileNote file = notes.get(fd);
            SocketNote socket = file == null ? null : file.socket();
            Stream<String> known = file == null
                    ? Stream.of()
                    : Stream.of(
                            file.target(),
                            socket == null
                                    ? ""
                                    : socket.family() + " " + socket.type() + " " + socket.local() + " "
                                            + socket.peer());
            return Stream.of(
                            Stream.of("fd " + fd),
                            known,
                            file == null
                                    ? Stream.<String>of()
                                    : file.otherEnds().stream().map(end -> end.process()),
                            descriptors.holders(fd).stream()
                                    .map(holder -> typeName(holder.object()) + " " + typeName(holder.outermost())))
                    .flatMap(each -> each)
                    .collect(Collectors.joining("\n"))
                    .toLowerCase(Locale.ROOT);
        }

        private String typeName(long object) {
            var type = view.analysis().process().heap().typeOf(object);
            return type == null ? "" : type.name();
        }

        FileRow row(int fd) {
            FileNote file = notes.get(fd);
            List<Holder> holders = descriptors.holders(fd);
            return new FileRow(
                    fd,
                    kind(fd),
                    file == null ? "" : file.target(),
                    file == null || file.socket() == null ? null : socket(file.socket()),
                    file == null || file.descriptor() == null ? null : descriptor(file.descriptor()),
                    holders.size(),
                    holders.stream().limit(MOST_HOLDERS).map(this::holder).toList(),
                    waiters(fd),
                    descriptors.watches(fd).stream().map(this::watch).toList(),
                    file == null ? List.of() : peers(file),
                    file == null
                            ? List.of()
                            : file.otherEnds().stream()
                                    .map(end -> new OtherEnd(
                                            end.pid(),
                                            end.process(),
                                            end.fd(),
                                            file.kind().equals("pipe") ? access(end.flags()) : null))
                                    .toList());
        }

        private FileHolder holder(Holder holder) {
            Refs refs = view.refs();
            return new FileHolder(
                    refs.ref(holder.object()),
                    holder.field(),
                    refs.ref(holder.outermost()),
                    holder.owners().stream()
                            .map(owner -> new FileOwner(refs.ref(owner.object()), owner.attribute()))
                            .toList());
        }

        private FileWatch watch(Watch watch) {
            String events = ((watch.events() & 1) != 0 ? "read " : "") + ((watch.events() & 2) != 0 ? "write" : "");
            return new FileWatch(
                    view.refs().ref(watch.selector()),
                    events.strip(),
                    view.refs().refOrNull(watch.data()));
        }

        private List<FileWaiter> waiters(int fd) {
            var all = new ArrayList<FileWaiter>();
            waited.of(fd).forEach(waiter -> all.add(waiter(waiter, null)));
            for (int epoll : epolls.getOrDefault(fd, List.of())) {
                waited.of(epoll).forEach(waiter -> all.add(waiter(waiter, epoll)));
            }
            return all;
        }

        private static FileWaiter waiter(Waiter waiter, @Nullable Integer through) {
            return new FileWaiter(
                    waiter.thread().address() == 0
                            ? null
                            : Parameters.hex(waiter.thread().address()),
                    waiter.thread().name(),
                    waiter.thread().nativeId(),
                    waiter.call(),
                    waiter.events() == 0 ? null : events(waiter.events()),
                    through);
        }

        /// The descriptors of the same process at the other end.
        private List<Integer> peers(FileNote file) {
            if (file.target().startsWith("pipe:[")) {
                return byTarget.getOrDefault(file.target(), List.of()).stream()
                        .filter(other -> other.fd() != file.fd() && !sameAccess(other, file))
                        .map(FileNote::fd)
                        .toList();
            }
            SocketNote socket = file.socket();
            if (socket == null) {
                return List.of();
            }
            if (socket.peerInode() == 0) {
                return socket.peer().isEmpty()
                        ? List.of()
                        : byAddresses.getOrDefault(addresses(socket.peer(), socket.local()), List.of());
            }
            return byTarget.getOrDefault("socket:[" + socket.peerInode() + "]", List.of()).stream()
                    .map(FileNote::fd)
                    .toList();
        }

        private static String addresses(String local, String peer) {
            return local + " " + peer;
        }

        /// Two descriptors of a pipe that were made by dup(2) are the same end.
        private static boolean sameAccess(FileNote one, FileNote other) {
            return one.descriptor() != null
                    && other.descriptor() != null
                    && (one.descriptor().flags() & O_ACCMODE)
                            == (other.descriptor().flags() & O_ACCMODE);
        }
    }

    private static Socket socket(SocketNote socket) {
        return new Socket(
                socket.family(),
                socket.type(),
                emptyAsNull(socket.state()),
                emptyAsNull(socket.local()),
                emptyAsNull(socket.peer()),
                socket.receiveQueueBytes(),
                socket.sendQueueBytes(),
                socket.retransmits());
    }

    private static Descriptor descriptor(DescriptorNote note) {
        int flags = (note.flags() & O_TMPFILE) != 0 ? note.flags() & ~O_DIRECTORY : note.flags();
        return new Descriptor(
                access(flags),
                FLAGS.entrySet().stream()
                        .filter(flag -> (flags & flag.getKey()) != 0)
                        .map(Map.Entry::getValue)
                        .toList(),
                note.positionBytes(),
                note.sizeBytes(),
                note.count(),
                note.timerNanos(),
                note.processId(),
                note.watches().stream()
                        .map(watch -> new Watched(watch.fd(), events((int) watch.events())))
                        .toList());
    }

    private static String access(int flags) {
        return switch (flags & O_ACCMODE) {
            case 0 -> "read";
            case 1 -> "write";
            default -> "read and write";
        };
    }

    /// As in `poll(2)` and `epoll_ctl(2)`: those that one can wait for.
    private static String events(int events) {
        var names = new ArrayList<String>();
        for (var event : Map.of(1, "read", 4, "write", 2, "urgent").entrySet()) {
            if ((events & event.getKey()) != 0) {
                names.add(event.getValue());
            }
        }
        names.sort(null);
        if ((events & 1 << 31) != 0) {
            names.add("once for each change");
        }
        return names.isEmpty() ? "errors only" : String.join(", ", names);
    }

    private static @Nullable String emptyAsNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
