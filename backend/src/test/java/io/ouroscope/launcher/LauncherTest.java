package io.ouroscope.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The launcher `ouroscope`, run in a checkout made of little scripts: a Java that prints its arguments and a Maven
/// that makes an empty jar.
class LauncherTest {
    private static final Instant LONG_AGO = Instant.parse("2020-01-01T00:00:00Z");

    @TempDir
    Path directory;

    private Path checkout;
    private Path java;
    private Path bin;

    private record Result(int exitCode, String out, String err) {}

    @BeforeEach
    void makeACheckout() throws IOException {
        Path launcher = Path.of("..", "ouroscope");
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "no /bin/sh here");
        checkout = Files.createDirectories(directory.resolve("my checkout")).toRealPath();
        Files.copy(launcher, checkout.resolve("ouroscope"), StandardCopyOption.COPY_ATTRIBUTES);
        source("pom.xml");
        source("backend/src/main/java/Main.java");
        source("frontend/src/app.js");
        java = jdk("jdk", "25.0.1");
        bin = Files.createDirectories(directory.resolve("bin"));
        script(
                bin.resolve("mvn"),
                "mkdir -p \"" + jar().getParent() + "\"; : > \"" + jar() + "\"; echo \"$JAVA_HOME\"");
    }

    @Test
    void firstUseBuildsAndTheNextDoesNot() throws Exception {
        Result first = run(checkout.resolve("ouroscope"));
        assertThat(first.err()).contains("Building Ouroscope (first use").hasLineCount(1);
        Result second = run(checkout.resolve("ouroscope"));
        assertThat(second.err()).isEmpty();
    }

    @Test
    void argumentsExitCodeAndTheCheckoutAreHandedOver() throws Exception {
        Result result = run(checkout.resolve("ouroscope"), "repr", "two words", "");
        assertThat(result.out())
                .isEqualTo("[-Douroscope.home=" + checkout + "][-jar][" + jar() + "][repr][two words][]\n");
        assertThat(result.exitCode()).isEqualTo(7);
    }

    @Test
    void aLinkToALinkStillFindsTheCheckout() throws Exception {
        Path first = Files.createSymbolicLink(directory.resolve("first"), Path.of("my checkout", "ouroscope"));
        Path second = Files.createSymbolicLink(directory.resolve("second"), first.getFileName());
        assertThat(run(second).out()).contains("-Douroscope.home=" + checkout + "]");
    }

    @Test
    void aNewerSourceIsBuiltAgain() throws Exception {
        run(checkout.resolve("ouroscope"));
        Files.setLastModifiedTime(
                checkout.resolve("frontend/src/app.js"),
                FileTime.from(Instant.now().plusSeconds(60)));
        assertThat(run(checkout.resolve("ouroscope")).err()).contains("Building Ouroscope (sources changed");
    }

    @Test
    void aFailedBuildShowsItsErrors() throws Exception {
        script(bin.resolve("mvn"), "echo '[INFO] much'; echo '[ERROR] Main.java: a reason'; exit 1");
        Result result = run(checkout.resolve("ouroscope"));
        assertThat(result.exitCode()).isEqualTo(69);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains("[ERROR] Main.java: a reason").doesNotContain("much");
    }

    @Test
    void anOlderJavaThatWasAskedForIsRefusedInOneLine() throws Exception {
        java = jdk("old", "17.0.15");
        Result result = run(checkout.resolve("ouroscope"));
        assertThat(result.exitCode()).isEqualTo(69);
        assertThat(result.err())
                .isEqualTo("ouroscope: OUROSCOPE_JAVA_HOME=" + java + " is Java 17, needed is 25 or newer\n");
    }

    private Path jar() {
        return checkout.resolve("backend/target/ouroscope.jar");
    }

    private void source(String name) throws IOException {
        Path file = checkout.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "");
        for (Path each = file; !each.equals(directory.toRealPath()); each = each.getParent()) {
            Files.setLastModifiedTime(each, FileTime.from(LONG_AGO));
        }
    }

    private Path jdk(String name, String version) throws IOException {
        Path home = Files.createDirectories(directory.resolve(name)).toRealPath();
        Files.createDirectories(home.resolve("bin"));
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
        script(home.resolve("bin/java"), "for each; do printf '[%s]' \"$each\"; done; echo; exit 7");
        script(home.resolve("bin/javac"), "exit 1");
        return home;
    }

    private static void script(Path file, String commands) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + commands + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Result run(Path launcher, String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(List.of(arguments));
        Path out = directory.resolve("out");
        Path err = directory.resolve("err");
        var builder = new ProcessBuilder(command)
                .directory(Path.of("/").toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().put("PATH", bin + ":/usr/bin:/bin");
        builder.environment().put("OUROSCOPE_JAVA_HOME", java.toString());
        builder.environment().put("TMPDIR", directory.toString());
        builder.environment().remove("OUROSCOPE_JAVA_OPTS");
        int exitCode = builder.start().waitFor();
        return new Result(
                exitCode, Files.readString(out, StandardCharsets.UTF_8), Files.readString(err, StandardCharsets.UTF_8));
    }
}
