package io.ouroscope.analysis.hang;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// Connections to one host are told together.
class PeerWordsTest {

    @Test
    void descriptorsAreNotTold() {
        assertThat(PeerWords.withoutDescriptor("receive from fd 9 → socket 10.0.0.7:443"))
                .isEqualTo("receive from socket 10.0.0.7:443");
    }

    @Test
    void connectionsToOneHostAreOneGroupAndToTwoHostsTwo() {
        assertThat(PeerWords.withoutPorts("socket 10.0.0.7:443"))
                .isEqualTo(PeerWords.withoutPorts("socket 10.0.0.7:8443"));
        assertThat(PeerWords.withoutPorts("socket [::1]:443")).isEqualTo("socket [::1]");
        assertThat(PeerWords.withoutPorts("socket 10.0.0.7:443"))
                .isNotEqualTo(PeerWords.withoutPorts("socket 10.0.0.8:443"));
    }

    @Test
    void aPortThatAllShareIsToldAndOneThatDiffersIsNot() {
        String two = PeerWords.common("127.0.0.1:80 → 10.0.0.7:1001", "127.0.0.1:80 → 10.0.0.7:1002");
        assertThat(PeerWords.told(two)).isEqualTo("127.0.0.1:80 → 10.0.0.7");
        String three = PeerWords.common(two, "127.0.0.1:80 → 10.0.0.7:1003");
        assertThat(PeerWords.told(three)).isEqualTo("127.0.0.1:80 → 10.0.0.7");
        assertThat(PeerWords.withoutPorts(three)).isEqualTo("127.0.0.1 → 10.0.0.7");
        assertThat(PeerWords.told(PeerWords.common("10.0.0.7:443", "10.0.0.7:443")))
                .isEqualTo("10.0.0.7:443");
    }

    @Test
    void timesAreNoPorts() {
        assertThat(PeerWords.withoutPorts("read, since 12:30:11")).isEqualTo("read, since 12:30:11");
    }
}
