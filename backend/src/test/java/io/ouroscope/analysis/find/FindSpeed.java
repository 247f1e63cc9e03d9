package io.ouroscope.analysis.find;

import io.ouroscope.memory.Region;
import io.ouroscope.progress.Progress;
import io.ouroscope.snapshot.Snapshot;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// Measures how fast memory is searched: `FindSpeed FILE`.
final class FindSpeed {
    private FindSpeed() {}

    public static void main(String[] arguments) throws Exception {
        try (Snapshot snapshot = Snapshot.open(Path.of(arguments[0]))) {
            long bytes = snapshot.memory().regions().stream()
                    .mapToLong(Region::sizeBytes)
                    .sum();
            long middle = snapshot.memory()
                    .regions()
                    .get(snapshot.memory().regions().size() / 2)
                    .start();
            Map<String, Sought> all = new LinkedHashMap<>();
            all.put("bytes de ad be ef", Sought.bytes(new byte[] {(byte) 0xde, (byte) 0xad, (byte) 0xbe, (byte) 0xef}));
            all.put("bytes of 'threading'", Sought.bytes("threading".getBytes(StandardCharsets.UTF_8)));
            all.put("text 'threading', all encodings", Sought.text("threading"));
            all.put("text 'e', all encodings", Sought.text("e"));
            all.put("8 zero bytes", Sought.bytes(new byte[8]));
            all.put("pointer", new Sought.Pointer(middle, middle + 1));
            all.put("pointer into 64 bytes", new Sought.Pointer(middle, middle + 64));
            for (int round = 0; round < 3; round++) {
                for (Map.Entry<String, Sought> each : all.entrySet()) {
                    var places = new Places();
                    long start = System.nanoTime();
                    MemorySearch.run(snapshot.memory(), each.getValue(), places, Progress.NONE);
                    double seconds = (System.nanoTime() - start) / 1e9;
                    System.out.printf(
                            "%-34s %,12d found in %.2f s: %,.0f MB/s%n",
                            each.getKey(), places.count(), seconds, bytes / seconds / (1 << 20));
                }
            }
        }
    }
}
