package io.ouroscope.python.runtime;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The interpreters of the process and how they were found.
///
/// @param address of `_PyRuntime`, 0 if unknown
/// @param interpreters the main one first
/// @param evidence one sentence each
/// @param problems what could not be read, one sentence each
public record PythonRuntime(
        long address, List<Interpreter> interpreters, List<String> evidence, List<String> problems) {
    public static final PythonRuntime UNKNOWN = new PythonRuntime(0, List.of(), List.of(), List.of());

    public Optional<Interpreter> main() {
        return interpreters.stream().filter(Interpreter::isMain).findFirst();
    }

    public Stream<ThreadState> threads() {
        return interpreters.stream().flatMap(each -> each.threads().stream());
    }

    /// The collectors' lists: one for each interpreter, up to 3.8 one for all.
    public List<GcState> collectors() {
        return interpreters.stream()
                .map(Interpreter::gc)
                .filter(gc -> gc.address() != 0)
                .distinct()
                .toList();
    }

    /// What the first interpreter that knows `type` keeps of it.
    public Optional<StaticTypes.State> staticType(long type) {
        return interpreters.stream()
                .flatMap(each -> Stream.ofNullable(each.staticTypes().of(type)))
                .findFirst();
    }
}
