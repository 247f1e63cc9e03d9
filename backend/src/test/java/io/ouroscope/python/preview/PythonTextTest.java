package io.ouroscope.python.preview;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PythonTextTest {

    /// Expected values are what CPython 3.11 prints.
    @ParameterizedTest
    @CsvSource({
        "0.1, 0.1", "1.0, 1.0", "-0.0, -0.0", "1e16, 1e+16", "123456789012345680.0, 1.2345678901234568e+17",
        "1e15, 1000000000000000.0", "1e-4, 0.0001", "1e-5, 1e-05", "1.5e300, 1.5e+300", "5e-324, 5e-324",
        "3.141592653589793, 3.141592653589793", "2.5e-7, 2.5e-07", "NaN, nan", "-Infinity, -inf"
    })
    void floatsReadAsReprWritesThem(double value, String expected) {
        assertThat(PythonText.real(value)).isEqualTo(expected);
    }

    @Test
    void complexNumbersReadAsReprWritesThem() {
        assertThat(PythonText.complex(0.0, 2.0)).isEqualTo("2j");
        assertThat(PythonText.complex(1.5, -2.0)).isEqualTo("(1.5-2j)");
        assertThat(PythonText.complex(-0.0, 1.0)).isEqualTo("(-0+1j)");
    }

    @Test
    void longStringsAreCutBetweenCharacters() {
        assertThat(PythonText.string("🐍🐍🐍", 3, 3)).isEqualTo("'🐍🐍🐍'");
        assertThat(PythonText.string("abcdef", 6, 3)).isEqualTo("'abc'…");
        assertThat(PythonText.string("<b>\"'", 5, 10)).isEqualTo("'<b>\"\\''");
    }

    @Test
    void hugeIntsSayHowLargeTheyAre() {
        assertThat(PythonText.integer(BigInteger.ONE.shiftLeft(100), 4)).isEqualTo("1267650600228229401496703205376");
        assertThat(PythonText.integer(BigInteger.ONE.shiftLeft(16_000), 1_000_000))
                .endsWith("(about 30000000 bits)");
    }
}
