package io.ouroscope.hang;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HangProgramTest {
    static List<HangProgram> all() {
        return HangProgram.all();
    }

    @ParameterizedTest
    @MethodSource("all")
    void aRowOfATableNamesAProgramAndWhatMustBeSaidOfIt(HangProgram program) throws IOException {
        String source = Files.readString(HangProgram.FOLDER.resolve(program.file() + ".py"));
        String function = program.name().replace('-', '_');
        assertThat(source).containsPattern("def " + function + "_?\\(|\n    \"" + program.name() + "\": \\w+,");
        assertThat(program.why()).isNotBlank();
        assertThat(program.each())
                .isNotEmpty()
                .allSatisfy(each -> assertThat(each.kinds()).isNotEmpty().allSatisfy(Judgement::kind));
        assertThat(program.also())
                .allSatisfy(also -> assertThat(Judgement.isAlarm(also)).isTrue());
        assertThat(HangProgram.docstring(program.file())).isNotBlank();
    }

    @ParameterizedTest
    @MethodSource("all")
    void ofAHealthyProgramNoAlarmIsAllowed(HangProgram program) {
        if (program.file().equals("healthy")) {
            assertThat(program.first().kinds()).noneMatch(Judgement::isAlarm);
            assertThat(program.also()).isEmpty();
        }
    }
}
