package io.ouroscope.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NameScanTest {
    private static final long BASE = 0x7f00_0000_0000L;
    private final byte[] memory = new byte[3 << 20];

    private void put(int at, String text, Charset charset) {
        byte[] bytes = text.getBytes(charset);
        System.arraycopy(bytes, 0, memory, at, bytes.length);
    }

    /// Feeds the memory in pieces.
    private List<String> scan(int pieceBytes) {
        List<String> found = new ArrayList<>();
        NameScan scan = new NameScan(found::add);
        for (int at = 0; at < memory.length; at += pieceBytes) {
            scan.feed(BASE + at, ByteBuffer.wrap(memory, at, Math.min(pieceBytes, memory.length - at)));
        }
        scan.finish();
        return found;
    }

    @Test
    void namesAreFoundInEveryWidthThatAStrHas() {
        put(4096, "/srv/app/main.py", StandardCharsets.US_ASCII);
        put(8192, "/srv/müll/main.py", StandardCharsets.ISO_8859_1);
        put(12288, "/srv/дом/main.py", StandardCharsets.UTF_16LE);
        put(16384, "/srv/😀/main.py", Charset.forName("UTF-32LE"));
        put(20480, "./tool.py", StandardCharsets.US_ASCII);
        put(24576, "../tool.py", StandardCharsets.US_ASCII);
        // where a name could begin later too, that is told as well
        assertThat(scan(4096))
                .containsSubsequence(
                        "/srv/app/main.py",
                        "/srv/müll/main.py",
                        "/srv/дом/main.py",
                        "/srv/😀/main.py",
                        "./tool.py",
                        "../tool.py");
    }

    @Test
    void whatIsNoNameIsPassedOver() {
        put(4096, "/srv/app/main.pyc", StandardCharsets.US_ASCII);
        put(8192, "main.py", StandardCharsets.US_ASCII);
        put(12289, "/odd/place.py", StandardCharsets.US_ASCII);
        put(16384, "File \"/srv/a.py\", line 3", StandardCharsets.US_ASCII);
        put(20480, "/a\nb.py", StandardCharsets.US_ASCII);
        put(24576, "/" + "a".repeat(5000) + ".py", StandardCharsets.US_ASCII);
        assertThat(scan(4096)).isEmpty();
    }

    @Test
    void aNameAcrossTwoPiecesIsFoundWhereverTheyMeet() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            String name = "/dir/" + "x".repeat(random.nextInt(60)) + i + ".py";
            names.add(name);
            put(i * 8192 + random.nextInt(1000) * 8, name, StandardCharsets.US_ASCII);
        }
        for (int piece : new int[] {4096, 8192, 1 << 20, memory.length}) {
            assertThat(scan(piece)).as("seed %d, pieces of %d", seed, piece).containsExactlyElementsOf(names);
        }
    }

    @Test
    void aNameAtTheVeryEndIsFoundAndOneThatIsCutIsNot() {
        put(memory.length - 16, "/last/file12.py", StandardCharsets.US_ASCII);
        assertThat(scan(4096)).containsExactly("/last/file12.py");
        put(memory.length - 16, "/last/file123.py", StandardCharsets.US_ASCII);
        assertThat(scan(4096)).isEmpty();
    }

    @Test
    void whatDoesNotLieSideBySideIsNotJoined() {
        List<String> found = new ArrayList<>();
        NameScan scan = new NameScan(found::add);
        scan.feed(0x1000, ByteBuffer.wrap("/apart/x".getBytes(StandardCharsets.US_ASCII)));
        scan.feed(0x9000, ByteBuffer.wrap("file.py\0".getBytes(StandardCharsets.US_ASCII)));
        scan.finish();
        assertThat(found).isEmpty();
    }
}
