package io.ouroscope.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The layers of ARCHITECTURE.md, enforced.
///
/// A top package may use itself and what [#MAY_USE] lists, nothing else of ours; a library may be used where
/// [#libraries] says. A new top package needs a line here: which layer it is in is a decision.
class ArchitectureTest {
    private static final String ROOT = "io.ouroscope";

    private static final Map<String, Set<String>> MAY_USE = Map.ofEntries(
            entry("progress", Set.of()),
            entry("memory", Set.of()),
            entry("index", Set.of()),
            entry("graph", Set.of("progress")),
            entry("python", Set.of("index", "memory", "progress")),
            entry("analysis", Set.of("python", "graph", "index", "memory", "progress")),
            entry("snapshot", Set.of("memory", "progress")),
            entry("capture", Set.of("snapshot", "memory", "progress")),
            entry(
                    "workspace",
                    Set.of("analysis", "python", "graph", "index", "capture", "snapshot", "memory", "progress")),
            entry(
                    "api",
                    Set.of("workspace", "analysis", "python", "graph", "capture", "snapshot", "memory", "progress")),
            entry(
                    "cli",
                    Set.of(
                            "api",
                            "workspace",
                            "analysis",
                            "python",
                            "graph",
                            "capture",
                            "snapshot",
                            "memory",
                            "progress")));

    /// Read once: reading the class files is what costs here.
    private static final JavaClasses MAIN = new ClassFileImporter().importPath(Path.of("target", "classes"));

    private record Library(String name, List<String> packages, List<String> users) {
        @Override
        public String toString() {
            return name + " only in " + users;
        }
    }

    static Stream<Library> libraries() {
        return Stream.of(
                new Library("JNA", List.of("com.sun.jna.."), List.of("capture.linux..")),
                new Library(
                        "Javalin",
                        List.of("io.javalin..", "jakarta.servlet..", "org.eclipse.jetty.."),
                        List.of("api..")),
                new Library("picocli", List.of("picocli.."), List.of("cli..")),
                new Library(
                        "Jackson",
                        List.of("com.fasterxml.jackson..", "tools.jackson.."),
                        List.of("api..", "cli..", "workspace..", "snapshot.note..")));
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void aLibraryIsUsedWhereItBelongs(Library library) {
        String[] users = library.users().stream().map(user -> ROOT + "." + user).toArray(String[]::new);
        noClasses()
                .that()
                .resideOutsideOfPackages(users)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(library.packages().toArray(String[]::new))
                .because(library.name() + " is a detail of " + library.users())
                .check(MAIN);
    }

    @Test
    void aLayerUsesOnlyTheLayersBelowIt() {
        var wrong = new TreeSet<String>();
        for (JavaClass user : MAIN) {
            for (Dependency dependency : user.getDirectDependenciesFromSelf()) {
                String from = topPackage(user);
                String to = topPackage(dependency.getTargetClass().getBaseComponentType());
                if (!to.isEmpty()
                        && !to.equals(from)
                        && !MAY_USE.getOrDefault(from, Set.of()).contains(to)) {
                    wrong.add(from + " must not use " + to + ": " + dependency.getDescription());
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void everyTopPackageHasItsLayer() {
        assertThat(MAIN.stream().map(ArchitectureTest::topPackage).distinct()).isSubsetOf(MAY_USE.keySet());
    }

    @Test
    void packagesFormNoCircle() {
        slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(MAIN);
    }

    @Test
    void everyPackageIsNullMarked() {
        assertThat(MAIN.stream().map(JavaClass::getPackage).distinct())
                .allSatisfy(each -> assertThat(isNullMarked(each))
                        .as("%s has a package-info.java with @NullMarked", each.getName())
                        .isTrue());
    }

    private static boolean isNullMarked(JavaPackage each) {
        return each.isAnnotatedWith(NullMarked.class);
    }

    /// `python` of `io.ouroscope.python.layout.Field`; empty for what is not ours.
    private static String topPackage(JavaClass each) {
        String name = each.getPackageName();
        if (!name.startsWith(ROOT + ".")) {
            return "";
        }
        String below = name.substring(ROOT.length() + 1);
        int dot = below.indexOf('.');
        return dot < 0 ? below : below.substring(0, dot);
    }
}
