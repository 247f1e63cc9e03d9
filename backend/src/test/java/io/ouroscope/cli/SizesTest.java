package io.ouroscope.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class SizesTest {

    @ParameterizedTest
    @CsvSource({"1, 1", "2GB, 2147483648", "2 GiB, 2147483648", "1.5k, 1536", "512mb, 536870912", "10B, 10"})
    void sizesAreReadAsPeopleWriteThem(String text, long bytes) {
        assertThat(new Sizes.Converter().convert(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "GB", "-1", "2XB", "0", "1e9", "2GBs"})
    void anythingElseIsRefused(String text) {
        assertThatThrownBy(() -> new Sizes.Converter().convert(text)).isInstanceOf(TypeConversionException.class);
    }

    @ParameterizedTest
    @CsvSource({"10s, 10000", "500ms, 500", "2m, 120000", "3, 3000", "0.5s, 500"})
    void timesAreReadAsPeopleWriteThem(String text, long millis) {
        assertThat(new Durations.Converter().convert(text)).isEqualTo(millis);
    }

    @Test
    void textOfTheProcessCannotSteerTheTerminal() {
        assertThat(PlainText.of("a\u001b[2Jb\u202ec\u0007é")).isEqualTo("a\\x1b[2Jb\\x202ec\\x07é");
    }
}
