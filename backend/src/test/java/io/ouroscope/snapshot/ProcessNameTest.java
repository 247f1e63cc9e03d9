package io.ouroscope.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProcessNameTest {
    @ParameterizedTest
    @CsvSource({
        "/usr/bin/python3 -u /app/generate.py --fast, generate.py",
        "python3 -X dev -W ignore /app/a.py, a.py",
        "python3 -m http.server 8000, http.server",
        "python3 -Im http.server, http.server",
        "python3 -mhttp.server, http.server",
        "python3.11 -c pass, python3.11 -c",
        "python3 -Ic pass, python3 -c",
        "/usr/bin/python3, python3",
        "python3 -i, python3",
        "/opt/app/embedder --run, embedder",
        "/lib64/ld-linux-x86-64.so.2 --library-path /a:/b /usr/bin/python3 app.py x, app.py",
        "/lib64/ld-linux-x86-64.so.2 --inhibit-cache /opt/embedder, embedder",
        "ld.so.py --x, ld.so.py",
        "ld-linux.so.2 --library-path, ld-linux.so.2",
        "python3 --check-hash-based-pycs never x/y.py, y.py"
    })
    void aProcessIsKnownByItsScriptOrModule(String commandLine, String name) {
        assertThat(ProcessName.of(List.of(commandLine.split(" ")), "/usr/bin/python3"))
                .isEqualTo(name);
    }

    @Test
    void aTitleThatAProcessGaveItselfIsKept() {
        assertThat(ProcessName.of(List.of("gunicorn: master [a/b]"), "/usr/bin/python3"))
                .isEqualTo("gunicorn: master [a/b]");
    }

    @Test
    void withoutArgumentsTheProgramNamesIt() {
        assertThat(ProcessName.of(List.of(), "/usr/bin/python3.11")).isEqualTo("python3.11");
        assertThat(ProcessName.of(List.of(""), "/usr/bin/python3.11")).isEqualTo("python3.11");
    }
}
