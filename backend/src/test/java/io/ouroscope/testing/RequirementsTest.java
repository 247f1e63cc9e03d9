package io.ouroscope.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

class RequirementsTest {
    private static final String PROPERTY = "ouroscope.require";
    private final String before = System.getProperty(PROPERTY, "");

    @AfterEach
    void restore() {
        System.setProperty(PROPERTY, before);
    }

    @Test
    void whatIsMissingSkipsTheTest() {
        System.setProperty(PROPERTY, "");
        assertThatThrownBy(() -> Requirements.need("browser", false, "no chromium"))
                .isInstanceOf(TestAbortedException.class)
                .hasMessageContaining("no chromium");
    }

    @Test
    void whatIsMissingButRequiredFailsTheTest() {
        System.setProperty(PROPERTY, "capture, browser");
        assertThatThrownBy(() -> Requirements.need("browser", false, "no chromium"))
                .isInstanceOf(AssertionFailedError.class)
                .hasMessageContaining("no chromium");
    }

    @Test
    void whatIsPresentGoesOn() {
        Requirements.need("browser", true, "never said");
    }

    @Test
    void onlyCPythonThreeIsListedAndSorted() {
        assertThat(Interpreters.present())
                .allSatisfy(each -> assertThat(each.path()).isExecutable())
                .isSortedAccordingTo((a, b) -> a.minor() != b.minor()
                        ? Integer.compare(a.minor(), b.minor())
                        : Integer.compare(a.micro(), b.micro()));
    }
}
