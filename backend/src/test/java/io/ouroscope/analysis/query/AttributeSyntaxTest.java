package io.ouroscope.analysis.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The grammar of attribute tests, as it is documented.
class AttributeSyntaxTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                ".state == 'PENDING'    | .state == 'PENDING'",
                ".host=localhost        | .host == 'localhost'",
                ".n > 3                 | .n > 3",
                ".n>=-1.5e3             | .n >= -1.5e3",
                ".flags = 0x1f          | .flags == 0x1f",
                ".client.host ~ local   | .client.host ~ 'local'",
                ".done = True           | .done == True",
                ".done = 'True'         | .done == 'True'",
                "   .name               | .name",
                "len( .queue ) > 1_000  | len(.queue) > 1_000",
                ".a != \"it's\"         | .a != 'it\\'s'",
                ".__dict__              | .__dict__",
                ".größe <= 2            | .größe <= 2",
                ".a and .b = 1          | .a; .b == 1",
                ".title = war and peace and .year > 1800 | .title == 'war and peace'; .year > 1800",
                ".a = x and len(.b) = 0 | .a == 'x'; len(.b) == 0",
                ".a = ''                | .a == ''",
                ".ip = 127.0.0.1        | .ip == '127.0.0.1'",
            })
    void whatIsWrittenIsUnderstood(String text, String meaning) throws QueryException {
        assertThat(AttributeSyntax.parse(text).stream()
                        .map(AttributeTest::toString)
                        .collect(Collectors.joining("; ")))
                .isEqualTo(meaning);
    }

    @Test
    void whatATestMeansIsWrittenSoThatItMeansTheSame() throws QueryException {
        String text = ".a = it's \\ and .b != \"\\\"\" and len(.c.d) <= 5";
        List<AttributeTest> tests = AttributeSyntax.parse(text);
        String again = tests.stream().map(AttributeTest::toString).collect(Collectors.joining(" and "));
        assertThat(AttributeSyntax.parse(again)).isEqualTo(tests);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "state = 1    | expected '.' and the name of an attribute at 'state = 1'",
                ".            | expected the name of an attribute at the end",
                ".a =         | expected a value to compare with",
                ".a = 'x      | expected a closing ' at the end",
                ".a 3         | expected an operator",
                ".a = 'x' .b  | expected an operator (= != < <= > >= ~), 'and' or the end at '.b'",
                "len(.a)      | to compare the length with at the end",
                "len(.a) = x  | expected a number to compare the length with at 'x'",
                "len(.a = 3   | expected ')'",
                ".a and b     | expected '.' and the name of an attribute at 'b'",
            })
    void whatIsWrongIsSaidWithItsPlace(String text, String message) {
        assertThatThrownBy(() -> AttributeSyntax.parse(text))
                .isInstanceOf(QueryException.class)
                .hasMessageContaining(message);
    }

    @Test
    void nothingGrowsWithWhatSomebodyWrites() {
        assertThatThrownBy(() -> AttributeSyntax.parse(".a".repeat(1_001))).hasMessageContaining("2000 characters");
        assertThatThrownBy(() -> AttributeSyntax.parse(".a".repeat(11))).hasMessageContaining("at most 10 names");
        assertThatThrownBy(() -> AttributeSyntax.parse(".a and ".repeat(20) + ".a"))
                .hasMessageContaining("at most 20 tests");
    }
}
