package io.ouroscope.analysis.paths;

import io.ouroscope.analysis.Analysis;
import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.runtime.Interpreter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The modules of all interpreters, as `sys.modules` names them.
public final class Modules {
    private static final int LONGEST_NAME = 1_024;
    private static final int LONGEST_FILE = 4_096;
    private static final int MOST_MODULES = 1_000_000;

    private Modules() {}

    /// @param interpreter its number
    /// @param object address of the module
    /// @param file where it was loaded from, empty if it does not say
    public record Module(long interpreter, String name, long object, String file) {}

    /// Those whose name or file contains `wanted` in any case: first those whose name is it, then those whose name
    /// begins
    /// with it, then the rest; the main interpreter's first.
    public static List<Module> find(Analysis analysis, String wanted) {
        Heap heap = analysis.process().heap();
        String text = wanted.toLowerCase(Locale.ROOT);
        var ranked = List.of(new ArrayList<Module>(), new ArrayList<Module>(), new ArrayList<Module>());
        for (Interpreter interpreter : analysis.process().runtime().interpreters()) {
            heap.items(interpreter.modules(), 0, MOST_MODULES, (index, key, object) -> {
                String name = heap.text(key, LONGEST_NAME);
                if (name == null) {
                    return true;
                }
                String lower = name.toLowerCase(Locale.ROOT);
                int rank = lower.equals(text) ? 0 : lower.startsWith(text) ? 1 : lower.contains(text) ? 2 : -1;
                String file = rank >= 0 || text.indexOf('/') >= 0 ? file(heap, object) : "";
                if (rank < 0 && !file.isEmpty() && file.toLowerCase(Locale.ROOT).contains(text)) {
                    rank = 2;
                }
                if (rank >= 0) {
                    ranked.get(rank).add(new Module(interpreter.id(), name, object, file));
                }
                return true;
            });
        }
        var found = new ArrayList<Module>();
        ranked.forEach(found::addAll);
        return found;
    }

    private static String file(Heap heap, long module) {
        String file = heap.text(heap.attribute(module, "__file__"), LONGEST_FILE);
        return file == null ? "" : file;
    }
}
