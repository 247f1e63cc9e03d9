package io.ouroscope.capture.linux;

import io.ouroscope.snapshot.note.CaptureNote.SocketNote;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The sockets of a process's network namespace by inode, from the tables of /proc/PID/net.
///
/// Peers and queues of unix sockets are not in these tables; [UnixSockets] has them.
public final class SocketTable {
    /// `tcp_states.h`; datagram sockets use 1 (connected) and 7 (not).
    private static final List<String> TCP_STATES = List.of(
            "",
            "ESTABLISHED",
            "SYN_SENT",
            "SYN_RECV",
            "FIN_WAIT1",
            "FIN_WAIT2",
            "TIME_WAIT",
            "CLOSE",
            "CLOSE_WAIT",
            "LAST_ACK",
            "LISTEN",
            "CLOSING",
            "NEW_SYN_RECV");

    /// `net.h`: socket_state; a listening one is told by its flag.
    private static final List<String> UNIX_STATES =
            List.of("FREE", "UNCONNECTED", "CONNECTING", "CONNECTED", "DISCONNECTING");

    private static final int UNIX_ACCEPTS = 0x10000;
    private static final Map<Integer, String> TYPES = Map.of(1, "stream", 2, "dgram", 3, "raw", 5, "seqpacket");

    /// No sockets.
    public static final SocketTable EMPTY = new SocketTable();

    private final Map<Long, SocketNote> byInode = new HashMap<>();

    /// The sockets that a process can have.
    public static SocketTable ofProcess(int pid) {
        SocketTable table = read(ProcFiles.path(pid, "net"));
        table.refreshQueues(pid);
        return table;
    }

    /// Asks again what waits to be read in unix sockets: quick enough for a process that stands still.
    public void refreshQueues(int pid) {
        if (byInode.values().stream().anyMatch(socket -> socket.family().equals("unix"))) {
            join(UnixSockets.of(pid));
        }
    }

    /// Reads the tables under `net`, normally /proc/PID/net; one that is missing is passed over.
    public static SocketTable read(Path net) {
        SocketTable table = new SocketTable();
        for (String[] kind : new String[][] {
            {"tcp", "inet", "stream"},
            {"tcp6", "inet6", "stream"},
            {"udp", "inet", "dgram"},
            {"udp6", "inet6", "dgram"},
            {"raw", "inet", "raw"},
            {"raw6", "inet6", "raw"}
        }) {
            for (String line : lines(net.resolve(kind[0]))) {
                table.internet(line.trim().split("\\s+"), kind[1], kind[2]);
            }
        }
        for (String line : lines(net.resolve("unix"))) {
            table.unix(line.trim().split(" +", 8));
        }
        for (String line : lines(net.resolve("netlink"))) {
            String[] fields = line.trim().split("\\s+");
            if (fields.length >= 10) {
                table.add(new SocketNote("netlink", "raw", "", "", "", null, null, parseLong(fields[9], 10), 0, 0));
            }
        }
        return table;
    }

    /// The socket with this inode, null if it is in no table.
    public @Nullable SocketNote get(long inode) {
        return byInode.get(inode);
    }

    private static List<String> lines(Path table) {
        List<String> lines = ProcFiles.text(table).lines().toList();
        return lines.isEmpty() ? lines : lines.subList(1, lines.size());
    }

    private void add(SocketNote socket) {
        if (socket.inode() != 0) {
            byInode.put(socket.inode(), socket);
        }
    }

    private void internet(String[] fields, String family, String type) {
        if (fields.length < 10) {
            return;
        }
        String[] queues = fields[4].split(":");
        int state = (int) parseLong(fields[3], 16);
        String local = address(fields[1]);
        String peer = address(fields[2]);
        add(new SocketNote(
                family,
                type,
                type.equals("stream") && state < TCP_STATES.size() ? TCP_STATES.get(state) : "",
                local,
                peer.endsWith(":0") ? "" : peer,
                parseLong(queues[queues.length - 1], 16),
                parseLong(queues[0], 16),
                parseLong(fields[9], 10),
                (int) parseLong(fields[6], 16),
                0));
    }

    private void unix(String[] fields) {
        if (fields.length < 7) {
            return;
        }
        int state = (int) parseLong(fields[5], 16);
        boolean listens = (parseLong(fields[3], 16) & UNIX_ACCEPTS) != 0;
        add(new SocketNote(
                "unix",
                TYPES.getOrDefault((int) parseLong(fields[4], 16), "other"),
                listens ? "LISTEN" : state < UNIX_STATES.size() ? UNIX_STATES.get(state) : "",
                fields.length > 7 ? fields[7] : "",
                "",
                null,
                null,
                parseLong(fields[6], 10),
                0,
                0));
    }

    /// What waits to be read at one end was sent by the other.
    private void join(UnixSockets known) {
        byInode.replaceAll((inode, socket) -> {
            long peer = known.peer(inode);
            return !socket.family().equals("unix")
                    ? socket
                    : new SocketNote(
                            socket.family(),
                            socket.type(),
                            socket.state(),
                            socket.local(),
                            peer == 0 ? "" : path(peer),
                            known.waiting(inode),
                            peer == 0 ? null : known.waiting(peer),
                            inode,
                            0,
                            peer);
        });
    }

    private String path(long inode) {
        SocketNote socket = byInode.get(inode);
        return socket == null ? "" : socket.local();
    }

    /// `0100007F:1F90` is 127.0.0.1:8080: each 32-bit word in the machine's byte order, the port in plain hex.
    static String address(String hex) {
        int colon = hex.indexOf(':');
        if (colon != 8 && colon != 32) {
            return "";
        }
        byte[] words = HexFormat.of().parseHex(hex.substring(0, colon).toLowerCase(Locale.ROOT));
        byte[] bytes = new byte[words.length];
        for (int i = 0; i < words.length; i++) {
            bytes[i] = words[i & ~3 | 3 - (i & 3)];
        }
        long port = parseLong(hex.substring(colon + 1), 16);
        if (bytes.length == 4) {
            return (bytes[0] & 255) + "." + (bytes[1] & 255) + "." + (bytes[2] & 255) + "." + (bytes[3] & 255) + ":"
                    + port;
        }
        return "[" + InternetAddresses.text(bytes) + "]:" + port;
    }

    private static long parseLong(String text, int radix) {
        try {
            return Long.parseUnsignedLong(text, radix);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
