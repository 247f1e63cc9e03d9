package io.ouroscope.analysis.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NodeNamesTest {
    @Test
    void numbersInNamesAreComparedAsNumbers() {
        List<String> names = new ArrayList<>(List.of("Task-11", "Task-8", "Task-008b", "Task", "alone:a", "Task-0"));
        names.sort(NodeNames.natural());
        assertThat(names).containsExactly("Task", "Task-0", "Task-8", "Task-008b", "Task-11", "alone:a");
    }

    @Test
    void digitsBeyondAnyNumberTypeCompareToo() {
        String digits = "9".repeat(400);
        assertThat(NodeNames.natural().compare("a" + digits, "a1" + digits)).isNegative();
        assertThat(NodeNames.natural().compare("a" + digits, "a" + digits)).isZero();
    }
}
