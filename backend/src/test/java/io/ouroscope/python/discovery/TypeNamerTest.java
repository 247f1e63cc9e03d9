package io.ouroscope.python.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.ouroscope.progress.Progress;
import io.ouroscope.python.decode.PyType;
import io.ouroscope.python.decode.TypeName;
import io.ouroscope.python.layout.Layouts;
import io.ouroscope.testing.FakeHeap;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// Static types whose `tp_name` leads nowhere.
final class TypeNamerTest {
    private static final long NOWHERE = 0x10;
    private static final long BASE_TYPE = 1 << 10;
    static final List<String> VERSIONS = Layouts.KEYS;

    private final List<String> nameless = List.of("type", "object", "dict", "str", "list", "float");

    private FakeHeap heap(String version) {
        var fake = FakeHeap.of(version);
        for (String name : nameless) {
            fake.poke(fake.type(name) + fake.layout().offset("PyTypeObject", "tp_name"), NOWHERE);
        }
        fake.list(fake.none());
        long flags = fake.type("float") + fake.layout().offset("PyTypeObject", "tp_flags");
        fake.poke(flags, fake.peek(flags) | BASE_TYPE);
        return fake;
    }

    private static void module(FakeHeap fake, String name, String key, long value) {
        fake.dict(fake.str("__name__"), fake.str(name), fake.str("__doc__"), fake.none(), fake.str(key), value);
    }

    private static PyType type(FakeHeap fake, long type) {
        PythonProcess process = Discovery.discover(fake.memory(), Hints.NONE, Progress.NONE);
        return Objects.requireNonNull(process.heap().type(type));
    }

    @ParameterizedTest
    @FieldSource("VERSIONS")
    void theBuiltInBasesAreNamedByTheirFlagsAlone(String version) {
        var fake = heap(version);
        for (String name : List.of("type", "object", "dict", "str", "list")) {
            PyType type = type(fake, fake.type(name));
            assertThat(type.typeName()).isEqualTo(name);
            assertThat(Objects.requireNonNull(type.toldName()).certain()).isTrue();
            assertThat(type.decoder().typeNames()).contains(name.equals("object") ? "object" : name);
        }
    }

    @ParameterizedTest
    @FieldSource("VERSIONS")
    void aModulesDictNamesATypeWhoseNumbersFit(String version) {
        var fake = heap(version);
        module(fake, "builtins", "float", fake.type("float"));
        TypeName name = Objects.requireNonNull(type(fake, fake.type("float")).toldName());
        assertThat(name.name()).isEqualTo("float");
        assertThat(name.certain()).isFalse();
        assertThat(name.evidence()).contains("A module has it under this name");
    }

    @ParameterizedTest
    @FieldSource("VERSIONS")
    void howANameIsKnownIsShownWithTheType(String version) {
        var fake = heap(version);
        module(fake, "builtins", "float", fake.type("float"));
        PythonProcess process = Discovery.discover(fake.memory(), Hints.NONE, Progress.NONE);
        var facts = new ArrayList<String>();
        process.heap().facts(fake.type("dict"), (name, text) -> facts.add(name + " " + text));
        process.heap().facts(fake.type("float"), (name, text) -> facts.add(name + " " + text));
        assertThat(facts)
                .containsExactly(
                        "name certain: Its flags and its base are those of dict alone.",
                        "name likely: A module has it under this name, its base and its numbers fit.");
        assertThat(process.detection().evidence())
                .anyMatch(line -> line.startsWith("The names of 6 static types are not in the snapshot: 5 are known for"
                        + " certain, 1 likely, 0 not."));
    }

    @ParameterizedTest
    @FieldSource("VERSIONS")
    void aNameThatContradictsTheNumbersIsNotBelieved(String version) {
        var fake = heap(version);
        fake.poke(fake.type("float") + fake.layout().offset("PyTypeObject", "tp_itemsize"), 4);
        module(fake, "builtins", "float", fake.type("float"));
        assertThat(type(fake, fake.type("float")).typeName()).startsWith("type_at_0x");
    }

    @ParameterizedTest
    @FieldSource("VERSIONS")
    void aModuleThatRenamesATypeDoesNotNameIt(String version) {
        var fake = heap(version);
        module(fake, "app.numbers", "Real", fake.type("float"));
        assertThat(type(fake, fake.type("float")).typeName()).startsWith("type_at_0x");
    }
}
