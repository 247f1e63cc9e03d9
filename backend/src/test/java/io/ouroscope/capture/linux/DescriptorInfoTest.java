package io.ouroscope.capture.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.ouroscope.snapshot.note.CaptureNote.DescriptorNote;
import io.ouroscope.snapshot.note.CaptureNote.WatchNote;
import java.util.List;
import org.junit.jupiter.api.Test;

class DescriptorInfoTest {

    @Test
    void aFileHasFlagsInOctalAndAPosition() {
        assertThat(DescriptorInfo.parse("pos:\t4096\nflags:\t0102001\nmnt_id:\t27\nino:\t2252847", 9000L))
                .isEqualTo(new DescriptorNote(0102001, 4096, 9000L, null, null, null, List.of()));
    }

    @Test
    void anEpollHasALineForEachDescriptorItWatches() {
        String text = """
                pos:\t0
                flags:\t02000002
                tfd:        4 events:       19 data:                4  pos:0 ino:18557e sdev:f
                tfd:      117 events: 8000001d data:     55d0c0ffee00  pos:0 ino:1 sdev:8
                """;
        assertThat(DescriptorInfo.parse(text, null).watches())
                .containsExactly(new WatchNote(4, 0x19), new WatchNote(117, 0x8000001dL));
    }

    @Test
    void anEventTimerAndProcessHaveTheirNumber() {
        assertThat(DescriptorInfo.parse("flags:\t02\neventfd-count:               1f\neventfd-id: 4", null)
                        .count())
                .isEqualTo(31);
        assertThat(DescriptorInfo.parse("clockid: 1\nit_value: (5, 999999999)\nit_interval: (0, 0)", null)
                        .timerNanos())
                .isEqualTo(5_999_999_999L);
        assertThat(DescriptorInfo.parse("Pid:\t7845\nNSpid:\t7845", null).processId())
                .isEqualTo(7845);
    }

    @Test
    void tornTextHasWhatCouldBeRead() {
        assertThat(DescriptorInfo.parse("pos:\tx\nflags\ntfd:\nit_value: (", null))
                .isEqualTo(new DescriptorNote(0, 0, null, null, 0L, null, List.of(new WatchNote(0, 0))));
    }
}
