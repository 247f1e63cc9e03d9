package io.ouroscope.python.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// The list of types in the documentation is that of the code.
final class TypesDocumentTest {

    @Test
    void theDocumentListsEveryDecoder() throws IOException {
        Path file = Path.of("..").resolve(TypesDocument.FILE);
        String document = Files.readString(file);
        assertThat(document)
                .as("%s; run TypesDocument to write its table anew", file)
                .isEqualTo(TypesDocument.with(document));
    }
}
