package io.ouroscope.analysis.threads;

import io.ouroscope.python.frame.StackFrame;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Merges threads with equal stacks: of a pool of workers that wait for work, one is shown.
final class ThreadGroups {
    private static final int NAMED = 3;

    private ThreadGroups() {}

    /// What equal threads share. A stack is compared by its frames' code and line, not by their variables.
    private record Likeness(Activity activity, int call, String kernelName, String problem, List<Spot> stack) {}

    private record Spot(long code, int line, String problem) {}

    /// The largest group first, equal ones in the order of the list.
    static List<ThreadGroup> of(Threads threads) {
        Map<Likeness, List<ThreadInfo>> groups = new LinkedHashMap<>();
        for (ThreadInfo thread : threads.list()) {
            groups.computeIfAbsent(likeness(thread, threads), key -> new ArrayList<>())
                    .add(thread);
        }
        return groups.values().stream()
                .sorted((a, b) -> Integer.compare(b.size(), a.size()))
                .map(each -> new ThreadGroup(
                        title(each.stream().map(ThreadInfo::name).toList()), List.copyOf(each)))
                .toList();
    }

    private static Likeness likeness(ThreadInfo thread, Threads threads) {
        var stack = new ArrayList<Spot>();
        String problem = threads.visitStack(thread, frame -> stack.add(spot(frame)));
        int call = thread.kernel() == null ? -1 : thread.kernel().call().number();
        // Without frames the name is all that tells threads of one library from those of another.
        String name = stack.isEmpty() ? stem(thread.name()) : "";
        return new Likeness(thread.activity(), call, name, problem, stack);
    }

    private static Spot spot(StackFrame frame) {
        return new Spot(frame.code(), frame.line(), frame.problem());
    }

    private static String stem(String name) {
        int end = name.length();
        while (end > 0 && Character.isDigit(name.charAt(end - 1))) {
            end--;
        }
        return name.substring(0, end);
    }

    /// Names that differ in their last number are one range, others the first few.
    static String title(List<String> names) {
        String first = names.getFirst();
        List<String> distinct = names.stream().distinct().toList();
        if (distinct.size() == 1) {
            return first;
        }
        String stem = stem(first);
        if (!stem.isEmpty()
                && !stem.equals(first)
                && distinct.stream().allMatch(name -> stem(name).equals(stem))) {
            List<String> sorted = distinct.stream()
                    .sorted((a, b) -> a.length() != b.length() ? a.length() - b.length() : a.compareTo(b))
                    .toList();
            int separator = stem.length() - (Character.isLetterOrDigit(stem.charAt(stem.length() - 1)) ? 0 : 1);
            return sorted.getFirst() + " … " + sorted.getLast().substring(separator);
        }
        String shown = String.join(", ", distinct.subList(0, Math.min(NAMED, distinct.size())));
        return distinct.size() > NAMED ? shown + ", …" : shown;
    }
}
