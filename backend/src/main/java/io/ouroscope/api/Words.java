package io.ouroscope.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// What the fields of the API mean, in `words.properties`: the same name means the same in every record. Where it does
/// not, the record says so before it (`Hole.start`); a record's own name describes the record.
final class Words {
    private final Properties texts = new Properties();
    private final Set<String> used = ConcurrentHashMap.newKeySet();

    Words() {
        try (InputStream stream = Objects.requireNonNull(Words.class.getResourceAsStream("words.properties"))) {
            texts.load(new InputStreamReader(stream, StandardCharsets.UTF_8));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    Optional<String> ofRecord(Class<?> record) {
        return text(record.getSimpleName());
    }

    Optional<String> ofProperty(Class<?> record, String name) {
        return text(record.getSimpleName() + "." + name).or(() -> text(name));
    }

    Optional<String> ofPath(String name) {
        return text("path." + name);
    }

    Optional<String> ofTag(String name) {
        return text("tag." + name);
    }

    /// The keys that nothing asked for.
    Set<Object> unused() {
        Set<Object> unused = new java.util.TreeSet<>(texts.keySet());
        unused.removeAll(used);
        return Collections.unmodifiableSet(unused);
    }

    private Optional<String> text(String key) {
        Optional<String> text = Optional.ofNullable(texts.getProperty(key));
        text.ifPresent(_ -> used.add(key));
        return text;
    }
}
