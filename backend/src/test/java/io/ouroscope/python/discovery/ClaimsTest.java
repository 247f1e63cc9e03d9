package io.ouroscope.python.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.ouroscope.python.discovery.Detection.Confidence;
import io.ouroscope.python.layout.PythonVersion;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ClaimsTest {

    private static Optional<PythonVersion> version(String text) {
        return text == null ? Optional.empty() : PythonVersion.parse(text);
    }

    @ParameterizedTest
    @CsvSource({
        // capture, debug offsets, file, sys: version, confidence
        ",,,,3.12.1,GUESSED",
        ",,3.12,,3.12.1,LIKELY",
        "3.12.3,,,,3.12.3,LIKELY",
        ",,,3.12.7,3.12.7,LIKELY",
        ",,3.12,3.12.7,3.12.7,CERTAIN",
        "3.12.7,,,3.12.7,3.12.7,CERTAIN",
        "3.12.3,,3.12,3.12.7,3.12.7,CERTAIN",
        "3.12.3,,,3.12.7,3.12.7,GUESSED",
        ",3.13.2,,3.13.2,3.13.2,CERTAIN",
        ",3.13.2t,,3.13.2t,3.13.2t,CERTAIN",
        "3.13.2,3.13.2t,,,3.13.2t,CERTAIN",
        "3.13.2,3.13.4,,,3.13.4,GUESSED"
    })
    void sourcesThatAgreeMakeAVersionCertain(
            String capture, String offsets, String file, String sys, String version, Confidence confidence) {
        var claims = new Claims(
                version(capture),
                version(offsets),
                version(file),
                version(sys),
                PythonVersion.parse("3.12.1").orElseThrow());
        assertThat(claims.version().toString()).isEqualTo(version);
        assertThat(claims.confidence()).isEqualTo(confidence);
    }

    @ParameterizedTest
    @CsvSource({"3.12.3,3.12.7,does not fit 3.12.7", ",,Nothing tells the patch release"})
    void whatDoesNotFitIsSaid(String capture, String sys, String sentence) {
        var claims = new Claims(
                version(capture),
                Optional.empty(),
                Optional.empty(),
                version(sys),
                PythonVersion.parse("3.12.1").orElseThrow());
        assertThat(claims.evidence()).hasSize(1).first().asString().contains(sentence);
    }
}
