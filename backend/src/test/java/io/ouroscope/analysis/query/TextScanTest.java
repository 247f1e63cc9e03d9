package io.ouroscope.analysis.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ouroscope.progress.Progress;
import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.decode.PyType;
import io.ouroscope.testing.FakeHeap;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Texts found where they lie, compared with Java's own search in decoded strings.
class TextScanTest {
    /// Letters of one, two and four bytes, some of which differ from others in case alone.
    private static final List<String> ALPHABETS = List.of("abAB", "aÄäéÿµ", "abÄΣσςſк", "ab\0", "aAΩ😀😁𐐀𐐨");

    @Test
    void textsOfEveryWidthAreFoundWhereDecodingFindsThem() throws QueryException {
        long seed = System.nanoTime();
        var random = new Random(seed);
        var fake = FakeHeap.of("3.12.1");
        var texts = new ArrayList<String>();
        var objects = new ArrayList<Long>();
        for (int i = 0; i < 400; i++) {
            String alphabet = ALPHABETS.get(random.nextInt(ALPHABETS.size()));
            String text = random(random, alphabet, random.nextInt(60));
            texts.add(text);
            objects.add(fake.str(text));
        }
        Heap heap = fake.heap();
        for (int round = 0; round < 200; round++) {
            String alphabet = ALPHABETS.get(random.nextInt(ALPHABETS.size()));
            String wanted = random(random, alphabet, 1 + random.nextInt(3));
            boolean ignoreCase = random.nextBoolean();
            var scan = new TextScan(heap, TextPattern.of(wanted, ignoreCase, false), Progress.NONE);
            for (int i = 0; i < texts.size(); i++) {
                String text = texts.get(i);
                int at = naive(text, wanted, ignoreCase);
                boolean found = scan.isIn(objects.get(i), type(heap, objects.get(i)));
                assertThat(found)
                        .as("'%s' in '%s', ignoring case: %s, seed %d", wanted, text, ignoreCase, seed)
                        .isEqualTo(at >= 0);
                if (found) {
                    assertThat(scan.foundAt()).as("seed %d", seed).isEqualTo(text.codePointCount(0, at));
                }
            }
        }
    }

    @Test
    void aTextIsFoundAcrossThePartsInWhichALongOneIsRead() throws QueryException {
        for (String filling : List.of("x", "Ж", "😀")) {
            for (int before : List.of(0, 1, 16_380, 16_383, 16_384, 32_766, 65_530, 65_535, 65_536, 131_068)) {
                for (boolean ignoreCase : List.of(false, true)) {
                    var fake = FakeHeap.of("3.12.1");
                    long object = fake.str(filling.repeat(before) + "needle" + filling.repeat(10));
                    Heap heap = fake.heap();
                    var scan = new TextScan(heap, TextPattern.of("needle", ignoreCase, false), Progress.NONE);
                    assertThat(scan.isIn(object, type(heap, object))).isTrue();
                    assertThat(scan.foundAt()).isEqualTo(before);
                    assertThat(new TextScan(heap, TextPattern.of("needles", ignoreCase, false), Progress.NONE)
                                    .isIn(object, type(heap, object)))
                            .isFalse();
                }
            }
        }
    }

    @Test
    void bytesHoldATextAsUtf8() throws QueryException {
        var fake = FakeHeap.of("3.12.1");
        long object = fake.bytes("POST /größe HTTP".getBytes(StandardCharsets.UTF_8));
        Heap heap = fake.heap();
        assertThat(isIn(heap, object, "größe", false, false)).isTrue();
        assertThat(isIn(heap, object, "post", false, false)).isFalse();
        assertThat(isIn(heap, object, "http", true, false)).isTrue();
        assertThat(isIn(heap, object, "/gr.{2}e H", false, true)).isTrue();
    }

    @Test
    void aRegularExpressionMatchesCharactersOfEveryWidth() throws QueryException {
        var fake = FakeHeap.of("3.12.1");
        long narrow = fake.str("task-17 done");
        long medium = fake.str("täsk-17 Ω");
        long wide = fake.str("😀 task-17");
        Heap heap = fake.heap();
        for (long object : List.of(narrow, medium, wide)) {
            assertThat(isIn(heap, object, "t.sk-\\d+", false, true)).isTrue();
            assertThat(isIn(heap, object, "T.SK-[0-9]{2}", true, true)).isTrue();
            assertThat(isIn(heap, object, "^sk", false, true)).isFalse();
        }
        var scan = new TextScan(heap, TextPattern.of("t.sk", false, true), Progress.NONE);
        assertThat(scan.isIn(wide, type(heap, wide))).isTrue();
        assertThat(scan.foundAt()).isEqualTo(2);
        assertThat(scan.foundLength()).isEqualTo(4);
    }

    /// Where backtracking would try 2^200 ways.
    @Test
    void anExpressionThatBacktrackingNeverEndsIsMatchedAtOnce() throws QueryException {
        var fake = FakeHeap.of("3.12.1");
        long object = fake.str("a".repeat(200) + "b");
        assertThat(isIn(fake.heap(), object, "(a*)*(a|aa)+c", false, true)).isFalse();
    }

    @Test
    void aTextThatIsBrokenIsNotFoundAndSaysSo() throws QueryException {
        var fake = FakeHeap.of("3.12.1");
        long object = fake.str("needle");
        fake.poke(object + fake.layout().offset("PyASCIIObject", "length"), 1L << 39);
        Heap heap = fake.heap();
        var scan = new TextScan(heap, TextPattern.of("needle", false, false), Progress.NONE);
        assertThat(scan.isIn(object, type(heap, object))).isFalse();
        assertThat(scan.wasCut()).isTrue();
    }

    @Test
    void whatIsNoPatternIsRefusedInWords() {
        assertThatThrownBy(() -> TextPattern.of("", false, false)).hasMessageContaining("must not be empty");
        assertThatThrownBy(() -> TextPattern.of("x".repeat(1_001), false, false))
                .hasMessageContaining("1000");
        assertThatThrownBy(() -> TextPattern.of("(a", false, true))
                .isInstanceOf(QueryException.class)
                .hasMessageContaining("'(a' is no regular expression: missing closing )");
    }

    private static boolean isIn(Heap heap, long object, String text, boolean ignoreCase, boolean regex)
            throws QueryException {
        return new TextScan(heap, TextPattern.of(text, ignoreCase, regex), Progress.NONE)
                .isIn(object, type(heap, object));
    }

    private static PyType type(Heap heap, long object) {
        return Objects.requireNonNull(heap.typeOf(object));
    }

    /// By code points, so that no half of a pair is found.
    private static int naive(String text, String wanted, boolean ignoreCase) {
        for (int at = 0; at <= text.length() - wanted.length(); at += Character.charCount(text.codePointAt(at))) {
            if (text.regionMatches(ignoreCase, at, wanted, 0, wanted.length())) {
                return at;
            }
        }
        return -1;
    }

    private static String random(Random random, String alphabet, int length) {
        int[] points = alphabet.codePoints().toArray();
        var text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.appendCodePoint(points[random.nextInt(points.length)]);
        }
        return text.toString();
    }
}
