package io.ouroscope.capture.linux;

import com.sun.jna.Memory;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Who is at the other end of each unix socket and what waits to be read there: the kernel tells it over a socket of
/// its own only (`sock_diag(7)`), and only of our network namespace. Where it does not, nothing is known.
final class UnixSockets {
    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW_CLOEXEC = 3 | 02000000;
    private static final int NETLINK_SOCK_DIAG = 4;
    private static final int SOCK_DIAG_BY_FAMILY = 20;
    private static final int NLM_F_REQUEST_DUMP = 0x301;
    private static final int NLMSG_ERROR = 2;
    private static final int NLMSG_DONE = 3;
    private static final int HEAD_BYTES = 16;
    private static final int REQUEST_BYTES = HEAD_BYTES + 24;
    /// The kernel fills no more than this at a time.
    private static final int ANSWER_BYTES = 64 * 1024;
    /// `unix_diag.h`: what is asked for, and the attributes that answer.
    private static final int SHOW_PEER = 4;

    private static final int SHOW_QUEUES = 16;
    private static final int PEER = 2;
    private static final int QUEUES = 4;
    private static final int MESSAGE_BYTES = 16;
    private static final int ATTRIBUTE_BYTES = 4;

    private final Map<Long, Long> peers = new HashMap<>();
    private final Map<Long, Long> waiting = new HashMap<>();

    private UnixSockets() {}

    /// Those of the network namespace of a process.
    static UnixSockets of(int pid) {
        var sockets = new UnixSockets();
        String namespace = ProcFiles.link(ProcFiles.path(pid, "ns/net"));
        if (!namespace.isEmpty() && namespace.equals(ProcFiles.link(java.nio.file.Path.of("/proc/self/ns/net")))) {
            sockets.ask();
        }
        return sockets;
    }

    /// The inode of the socket at the other end, 0 if there is none or it is unknown.
    long peer(long inode) {
        return peers.getOrDefault(inode, 0L);
    }

    /// Bytes that wait to be read, or connections to be accepted; null if unknown.
    @Nullable
    Long waiting(long inode) {
        return waiting.get(inode);
    }

    private void ask() {
        int socket = LibC.socket(AF_NETLINK, SOCK_RAW_CLOEXEC, NETLINK_SOCK_DIAG);
        if (socket < 0) {
            return;
        }
        try (var buffer = new Memory(ANSWER_BYTES)) {
            buffer.clear(REQUEST_BYTES);
            buffer.setInt(0, REQUEST_BYTES);
            buffer.setShort(4, (short) SOCK_DIAG_BY_FAMILY);
            buffer.setShort(6, (short) NLM_F_REQUEST_DUMP);
            buffer.setByte(HEAD_BYTES, (byte) 1); // AF_UNIX
            buffer.setInt(HEAD_BYTES + 4, -1); // in any state
            buffer.setInt(HEAD_BYTES + 12, SHOW_PEER | SHOW_QUEUES);
            if (LibC.send(socket, buffer, REQUEST_BYTES, 0) == REQUEST_BYTES) {
                boolean more = true;
                while (more) {
                    long bytes = LibC.recv(socket, buffer, ANSWER_BYTES, 0);
                    more = bytes > 0 && read(buffer, bytes);
                }
            }
        } finally {
            LibC.close(socket);
        }
    }

    /// @return whether more answers follow
    private boolean read(Memory buffer, long bytes) {
        long at = 0;
        while (at + HEAD_BYTES <= bytes) {
            long length = Integer.toUnsignedLong(buffer.getInt(at));
            int type = buffer.getShort(at + 4);
            if (type == NLMSG_DONE || type == NLMSG_ERROR || length < HEAD_BYTES || at + length > bytes) {
                return false;
            }
            socket(buffer, at + HEAD_BYTES, at + length);
            at += length + 3 & ~3L;
        }
        return true;
    }

    private void socket(Memory buffer, long start, long end) {
        long inode = Integer.toUnsignedLong(buffer.getInt(start + 4));
        long at = start + MESSAGE_BYTES;
        while (at + ATTRIBUTE_BYTES <= end) {
            int length = Short.toUnsignedInt(buffer.getShort(at));
            if (length < ATTRIBUTE_BYTES || at + length > end) {
                return;
            }
            long value =
                    length >= 2 * ATTRIBUTE_BYTES ? Integer.toUnsignedLong(buffer.getInt(at + ATTRIBUTE_BYTES)) : 0;
            switch (buffer.getShort(at + 2)) {
                case PEER -> peers.put(inode, value);
                case QUEUES -> waiting.put(inode, value);
                default -> {}
            }
            at += length + 3 & ~3;
        }
    }
}
