package io.ouroscope.analysis.threads;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The system calls we know, from the table `system-calls.txt`.
final class SystemCallTable {
    /// @param arguments how many registers are its arguments
    /// @param file whether the first is a file descriptor
    /// @param words what it does, with places for arguments: `read {fd 0}`
    record Known(String name, int arguments, boolean file, String words) {}

    private static final Map<Integer, Known> KNOWN = load();

    private SystemCallTable() {}

    static @Nullable Known get(int number) {
        return KNOWN.get(number);
    }

    static Map<Integer, Known> all() {
        return KNOWN;
    }

    private static Map<Integer, Known> load() {
        var known = new HashMap<Integer, Known>();
        try (InputStream file = SystemCallTable.class.getResourceAsStream("system-calls.txt")) {
            if (file == null) {
                throw new IllegalStateException("system-calls.txt is not in the jar");
            }
            var lines = new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    int bar = line.indexOf('|');
                    String[] facts = line.substring(0, bar).strip().split(" +", -1);
                    known.put(
                            Integer.parseInt(facts[0]),
                            new Known(
                                    facts[1],
                                    Integer.parseInt(facts[2]),
                                    facts[3].equals("yes"),
                                    line.substring(bar + 1).strip()));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.copyOf(known);
    }
}
