package io.ouroscope.capture.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.ouroscope.snapshot.note.CaptureNote.SocketNote;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SocketTableTest {
    @TempDir
    Path net;

    @Test
    void tcpSocketsHaveAddressesStateAndQueues() throws IOException {
        Files.writeString(net.resolve("tcp"), """
                  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
                   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 11 1 0
                   1: 0500000A:A8CA 0600000A:01BB 08 00000010:80000000 01:00000040 00000003  1000        0 12 1 0
                   2: 0500000A:A8CB 0600000A:01BB 06 00000000:00000000 03:00000F3A 00000000     0        0 0 3 0
                """);
        SocketTable table = SocketTable.read(net);
        assertThat(table.get(11))
                .isEqualTo(new SocketNote("inet", "stream", "LISTEN", "127.0.0.1:8080", "", 0L, 0L, 11, 0, 0));
        assertThat(table.get(12))
                .isEqualTo(new SocketNote(
                        "inet", "stream", "CLOSE_WAIT", "10.0.0.5:43210", "10.0.0.6:443", 0x80000000L, 16L, 12, 3, 0));
        assertThat(table.get(0)).isNull();
    }

    @Test
    void ipv6AddressesAreShort() {
        assertThat(SocketTable.address("00000000000000000000000001000000:0050")).isEqualTo("[::1]:80");
        assertThat(SocketTable.address("00000000000000000000000000000000:0000")).isEqualTo("[::]:0");
        assertThat(SocketTable.address("0000000000000000FFFF00000100007F:0016")).isEqualTo("[::ffff:127.0.0.1]:22");
        assertThat(SocketTable.address("B80D0120000000000000010000020000:0001")).isEqualTo("[2001:db8::1:0:0:200]:1");
        assertThat(SocketTable.address("junk")).isEmpty();
    }

    @Test
    void unixSocketsHaveTypePathAndState() throws IOException {
        Files.writeString(net.resolve("unix"), """
                Num       RefCount Protocol Flags    Type St Inode Path
                0000000000000000: 00000002 00000000 00010000 0001 01 21 /run/a b.sock
                0000000000000000: 00000003 00000000 00000000 0001 03 22
                0000000000000000: 00000003 00000000 00000000 0002 01 23 @abstract
                """);
        SocketTable table = SocketTable.read(net);
        assertThat(table.get(21))
                .isEqualTo(new SocketNote("unix", "stream", "LISTEN", "/run/a b.sock", "", null, null, 21, 0, 0));
        assertThat(table.get(22))
                .isEqualTo(new SocketNote("unix", "stream", "CONNECTED", "", "", null, null, 22, 0, 0));
        assertThat(table.get(23))
                .isEqualTo(new SocketNote("unix", "dgram", "UNCONNECTED", "@abstract", "", null, null, 23, 0, 0));
    }

    @Test
    void missingOrTornTablesHoldNothing() throws IOException {
        Files.writeString(net.resolve("tcp"), "head\n 0: 01 02\n\n 1: zz:zz zz:zz zz zz zz zz zz zz\n");
        assertThat(SocketTable.read(net).get(1)).isNull();
        assertThat(SocketTable.read(net.resolve("none")).get(1)).isNull();
    }
}
