package io.ouroscope.progress;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ByteCountTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "1023, 1023 B",
        "1536, 1.5 kB",
        "10189, 10 kB",
        "1042432, 1.0 MB",
        "2147483648, 2.0 GB",
        "5497558138880, 5.0 TB"
    })
    void sizesHaveTwoOrThreeFigures(long bytes, String text) {
        assertThat(ByteCount.text(bytes)).isEqualTo(text);
    }
}
