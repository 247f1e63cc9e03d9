package io.ouroscope.analysis.primitives;

import static org.assertj.core.api.Assertions.assertThat;

import io.ouroscope.analysis.threads.StopFacts;
import io.ouroscope.analysis.waits.Wake;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// When a timer of a loop fires, by the loop's clock and that of the snapshot.
class LoopTimesTest {
    private static final StopFacts AT_100_SECONDS = new StopFacts(Map.of(), Map.of(), 100_000_000_000L, 0, Map.of());

    @Test
    void aTimerSaysInHowManySecondsItFires() {
        Wake wake = LoopWork.timer(103.5, AT_100_SECONDS);
        assertThat(wake.kind()).isEqualTo(Wake.Kind.TIMER);
        assertThat(wake.text()).isEqualTo("timer in 3.5 s");
        assertThat(wake.seconds()).isEqualTo(3.5);
    }

    @Test
    void aTimerThatShouldHaveFiredIsDueAndSaysSinceWhen() {
        Wake wake = LoopWork.timer(98, AT_100_SECONDS);
        assertThat(wake.text()).isEqualTo("a timer that is due");
        assertThat(wake.seconds()).isEqualTo(-2);
    }

    @Test
    void withoutAClockATimerRunsAndNobodySaysHowLong() {
        Wake wake = LoopWork.timer(103.5, StopFacts.UNKNOWN);
        assertThat(wake.text()).isEqualTo("a running timer");
        assertThat(wake.seconds()).isNaN();
    }

    @Test
    void whatIsNoTimeIsARunningTimerToo() {
        for (double when :
                new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.MAX_VALUE, -1e300
                }) {
            assertThat(LoopWork.timer(when, AT_100_SECONDS).text())
                    .as("%s", when)
                    .isEqualTo("a running timer");
        }
    }

    @Test
    void signalsHaveTheirNames() {
        assertThat(LoopWork.signal(15).text()).isEqualTo("SIGTERM");
        assertThat(LoopWork.signal(-7).text()).isEqualTo("signal -7");
    }
}
