package io.ouroscope.python.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

final class LayoutsTest {
    static final java.util.List<String> KEYS = Layouts.KEYS;

    @ParameterizedTest
    @FieldSource("KEYS")
    void everyTableSaysWhereItsNumbersComeFrom(String key) {
        Layout layout = Layouts.load(key);
        assertThat(layout.source()).isNotBlank();
        assertThat(layout.version().toString()).isEqualTo(key);
        assertThat(layout.offset("PyObject", "ob_type")).isEqualTo(key.endsWith("t") ? 24 : 8);
        assertThat(layout.structNames()).contains("PyTypeObject", "PyDictObject", "PyCodeObject");
    }

    @ParameterizedTest
    @CsvSource({
        "3.8.2, 3.8.18",
        "3.11.2, 3.11.7",
        "3.12.9, 3.12.1",
        "3.13.0, 3.13.0",
        "3.13.5, 3.13.0",
        "3.13.30, 3.13.18",
        "3.14.2, 3.14.4",
        "3.14.5, 3.14.4",
        "3.14.11, 3.14.10",
        "3.15.0, 3.15.2",
        "3.13.9t, 3.13.5t"
    })
    void theNearestTableOfTheSameMinorIsChosen(String version, String key) {
        assertThat(Layouts.nearest(PythonVersion.parse(version).orElseThrow())
                        .orElseThrow()
                        .key())
                .isEqualTo(key);
    }

    @Test
    void anUnknownMinorHasNoTable() {
        assertThat(Layouts.nearest(PythonVersion.parse("3.16.0").orElseThrow())).isEmpty();
        assertThat(Layouts.nearest(PythonVersion.parse("3.7.4").orElseThrow())).isEmpty();
    }

    @Test
    void aFieldThatTheVersionDoesNotHaveFailsByName() {
        assertThatThrownBy(() -> Layouts.load("3.12.1").offset("PyCodeObject", "co_lnotab"))
                .isInstanceOf(MissingLayoutException.class)
                .hasMessage("CPython 3.12.1 has no field co_lnotab in PyCodeObject");
    }

    @ParameterizedTest
    @CsvSource({"0x030e0af0, false, 3.14.10", "0x030d05f0, true, 3.13.5t"})
    void versionsReadFromTheirHexForm(String hex, boolean free, String expected) {
        assertThat(PythonVersion.ofHex(Long.decode(hex), free)).hasToString(expected);
    }

    @Test
    void everyTableKnowsWhichPointersAreCounted() {
        for (String key : Layouts.KEYS) {
            for (String struct : List.of("PyFunctionObject", "PyMethodObject", "PyGenObject", "propertyobject")) {
                assertThat(Layouts.load(key).struct(struct).ownedFields())
                        .as("%s of %s", struct, key)
                        .hasSizeGreaterThan(1);
            }
        }
    }
}
