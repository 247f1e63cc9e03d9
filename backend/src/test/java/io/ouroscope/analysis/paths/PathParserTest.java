package io.ouroscope.analysis.paths;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.ouroscope.analysis.paths.PythonPath.Key;
import io.ouroscope.analysis.paths.PythonPath.Root;
import io.ouroscope.analysis.paths.PythonPath.Step;
import java.math.BigInteger;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathParserTest {

    @Test
    void namesAttributesAndItemsHaveTheirPlaces() {
        PythonPath path = PathParser.parse("sys.modules['app'].client.pool[3]");
        assertThat(path.root()).isEqualTo(new Root.Name("sys", 0, 3));
        assertThat(path.steps())
                .containsExactly(
                        new Step.Attribute("modules", 3, 11),
                        new Step.Item(new Key.Text("app"), 11, 18),
                        new Step.Attribute("client", 18, 25),
                        new Step.Attribute("pool", 25, 30),
                        new Step.Item(new Key.Number(BigInteger.valueOf(3)), 30, 33));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'a'|Text[text=a]",
                "\"it's\"|Text[text=it's]",
                "b'\\x00\\xff'|Bytes[bytes=\u0000\u00ff]",
                "r'\\n'|Text[text=\\n]",
                "'\\u20ac\\x41\\101\\t'|Text[text=€AA\t]",
                "'''a'b'''|Text[text=a'b]",
                "-1|Number[value=-1]",
                "0x10|Number[value=16]",
                "1_000|Number[value=1000]",
                "None|Constant[word=None]",
                "True|Constant[word=True]",
                "(1, 'a')|Tuple[members=[Number[value=1], Text[text=a]]]",
                "1, 2|Tuple[members=[Number[value=1], Number[value=2]]]",
                "(1,)|Tuple[members=[Number[value=1]]]",
                "()|Tuple[members=[]]",
                "(1)|Number[value=1]",
            })
    void keysAreReadAsPythonReadsThem(String written, String expected) {
        PythonPath path = PathParser.parse("x[" + written + "]");
        assertThat(((Step.Item) path.steps().getFirst()).key()).hasToString(expected.strip());
    }

    @Test
    void anAddressAListAndATypeAreRootsToo() {
        assertThat(PathParser.parse("0x7f12ab34cd50.attr[1]").root())
                .isEqualTo(new Root.Address(0x7f12ab34cd50L, 0, 14));
        PythonPath list = PathParser.parse("list(a.values())[2]");
        assertThat(list.root()).isInstanceOf(Root.ListOf.class);
        assertThat(((Root.ListOf) list.root()).path().steps()).hasSize(2);
        assertThat(PathParser.parse("type(a.b).c").root()).isInstanceOf(Root.TypeOf.class);
        assertThat(PathParser.parse("list.append").root()).isEqualTo(new Root.Name("list", 0, 4));
        assertThat(PathParser.parse(" a . b [ 'c' ] ").steps()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a[1:2]|3|slice",
                "a[:]|2|slice",
                "a.|1|name is missing",
                "a[]|1|empty",
                "a['x|2|closing '",
                "a(1)|1|run code",
                "f'{x}'|1|is not expected here",
                "a[f'x']|2|run code",
                "a[1.5]|2|float",
                "a + b|2|'+' is not expected",
                "'a'.b|0|begins with a name",
                "a['\\N{DASH}']|3|by name",
                "a['\\xZZ']|3|hexadecimal",
                "0xfffffffffffffffff|0|looks like",
                "a[b|3|too early",
                "``|0|missing",
            })
    void whatIsNoPathIsRefusedAtItsPlace(String written, int from, String message) {
        var failure = catchThrowableOfType(PathFailure.class, () -> PathParser.parse(written));
        Evaluation.Failed failed = failure.asResult();
        assertThat(failed.message()).contains(message);
        assertThat(failed.from()).isEqualTo(from);
        assertThat(failed.to()).isBetween(from, written.length());
    }

    @Test
    void deepNestingAndHugeTextsEndInWords() {
        for (String hostile : List.of(
                "list(".repeat(60_000), "a[" + "(".repeat(60_000), "a[b".repeat(60_000), "a" + ".b".repeat(150_000))) {
            assertThat(catchThrowableOfType(PathFailure.class, () -> PathParser.parse(hostile)))
                    .isNotNull();
        }
        assertThat(catchThrowableOfType(PathFailure.class, () -> PathParser.parse("a[" + "9".repeat(100_000) + "]")))
                .hasMessageContaining("whole number");
        assertThat(PathParser.parse("a" + ".b".repeat(50_000)).steps()).hasSize(50_000);
        assertThat(PathParser.parse("a['" + "x".repeat(100_000) + "']").steps()).hasSize(1);
    }

    @Test
    void anyTextIsAPathOrAFailure() {
        Long chosen = Long.getLong("ouroscope.seed");
        long seed = chosen != null ? chosen : System.nanoTime();
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        String alphabet = "ab._[]()'\"\\xuN0159:,-+ btrf\n\u00e9\ud83d\ude00";
        for (int i = 0; i < 20_000; i++) {
            var text = new StringBuilder();
            for (int length = random.nextInt(24); length > 0; length--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            try {
                PythonPath path = PathParser.parse(text.toString());
                assertThat(path.to()).isLessThanOrEqualTo(text.length());
            } catch (PathFailure failure) {
                Evaluation.Failed failed = failure.asResult();
                assertThat(failed.from())
                        .as("-Douroscope.seed=%d: %s", seed, text)
                        .isBetween(0, text.length());
                assertThat(failed.to()).isBetween(failed.from(), text.length());
            } catch (RuntimeException | Error error) {
                throw new AssertionError("With -Douroscope.seed=" + seed + ": " + text, error);
            }
        }
    }
}
