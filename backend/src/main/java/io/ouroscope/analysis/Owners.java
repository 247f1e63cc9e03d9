package io.ouroscope.analysis;

import io.ouroscope.analysis.files.Holder;
import io.ouroscope.python.decode.EdgeClass;
import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.decode.PyType;
import io.ouroscope.python.discovery.Census;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/// Who has an object as an attribute, and who has that one: from a file's innermost layer to the file that a program
/// knows, from a socket to its transport or its connection.
///
/// Goes on as long as one owner stands out: the layers of `io`, a transport, or the only object that has it, if need be
/// in a list. Frames, functions and modules are no owners.
final class Owners {
    private static final int MOST_LEVELS = 6;
    private static final int MOST_REFERRERS = 100;
    private static final Set<String> NO_OWNERS = Set.of(
            "builtins.dict",
            "builtins.frame",
            "builtins.function",
            "builtins.method",
            "builtins.builtin_function_or_method",
            "builtins.method-wrapper",
            "builtins.cell",
            "builtins.module",
            "builtins.type",
            "builtins.traceback",
            "builtins.coroutine",
            "builtins.generator",
            "builtins.async_generator",
            "builtins.weakref",
            "builtins.weakproxy",
            "asyncio.events.Handle",
            "asyncio.events.TimerHandle",
            "selectors.SelectorKey");
    private static final Set<String> CONTAINERS = Set.of("builtins.list", "builtins.tuple", "builtins.set");

    private final Heap heap;
    private final Census census;
    private final ReferenceGraph references;
    private final Labels labels;
    private final IntPredicate isSure;

    /// @param isSure whether a node is certainly an object and not the remains of one
    Owners(Heap heap, Census census, ReferenceGraph references, Labels labels, IntPredicate isSure) {
        this.heap = heap;
        this.census = census;
        this.references = references;
        this.labels = labels;
        this.isSure = isSure;
    }

    /// Nearest first.
    List<Holder.Owner> of(long object) {
        var owners = new ArrayList<Holder.Owner>();
        long inner = object;
        while (owners.size() < MOST_LEVELS) {
            Holder.Owner owner = owner(inner);
            if (owner == null || owner.object() == object || isIn(owners, owner)) {
                break;
            }
            owners.add(owner);
            inner = owner.object();
            if (isEnd(inner)) {
                break;
            }
        }
        return List.copyOf(owners);
    }

    private static boolean isIn(List<Holder.Owner> owners, Holder.Owner owner) {
        return owners.stream().anyMatch(each -> each.object() == owner.object());
    }

    /// The owner that stands out, null if there is none or several do.
    private Holder.@Nullable Owner owner(long object) {
        var candidates = new ArrayList<Holder.Owner>();
        referrers(object, candidates);
        int best = candidates.stream().mapToInt(this::rank).min().orElse(Integer.MAX_VALUE);
        List<Holder.Owner> first =
                candidates.stream().filter(each -> rank(each) == best).toList();
        return first.size() == 1 ? first.getFirst() : null;
    }

    private void referrers(long object, List<Holder.Owner> candidates) {
        int node = census.node(object);
        int count = node < 0 ? 0 : Math.min(references.inCount(node), MOST_REFERRERS);
        int last = -1;
        for (int position = 0; position < count; position++) {
            int source = references.source(node, position);
            if (source == last || !isSure.test(source)) {
                continue;
            }
            last = source;
            long owner = census.address(source);
            PyType type = census.type(source);
            for (Labels.Label label : labels.between(owner, object, 0, 1)) {
                if (type.name().equals("builtins.dict")) {
                    ofDict(owner, label.text(), candidates);
                } else if (CONTAINERS.contains(type.name())) {
                    ofContainer(owner, label.text(), candidates);
                } else if (isAttribute(label) && canOwn(type) && !isShortcut(type, label)) {
                    candidates.add(new Holder.Owner(owner, label.text()));
                }
            }
        }
    }

    private static boolean canOwn(PyType type) {
        return !NO_OWNERS.contains(type.name()) && !CONTAINERS.contains(type.name()) && !type.isMetatype();
    }

    /// A text layer refers to the innermost one too, to read fast.
    private static boolean isShortcut(PyType type, Labels.Label label) {
        return label.text().equals(".raw") && type.isSubtypeOf("_io.TextIOWrapper");
    }

    private static boolean isAttribute(Labels.Label label) {
        return (label.edge() == EdgeClass.ATTRIBUTE || label.edge() == EdgeClass.SLOT)
                && label.text().startsWith(".");
    }

    /// Attributes may be in a dict of their own: its owner is who has it as `__dict__`.
    private void ofDict(long dict, String item, List<Holder.Owner> candidates) {
        if (item.startsWith("['") && item.endsWith("']")) {
            attributes(dict, (owner, label) -> {
                if (label.equals(".__dict__") || label.equals(".dict")) {
                    candidates.add(new Holder.Owner(owner, "." + item.substring(2, item.length() - 2)));
                }
            });
        }
    }

    private void ofContainer(long container, String item, List<Holder.Owner> candidates) {
        attributes(container, (owner, label) -> candidates.add(new Holder.Owner(owner, label + item)));
    }

    private interface AttributeVisitor {
        void attribute(long owner, String label);
    }

    /// Who has an object as an attribute kept in itself.
    private void attributes(long object, AttributeVisitor visitor) {
        int node = census.node(object);
        int count = node < 0 ? 0 : Math.min(references.inCount(node), MOST_REFERRERS);
        for (int position = 0; position < count; position++) {
            int source = references.source(node, position);
            if (isSure.test(source) && canOwn(census.type(source))) {
                long owner = census.address(source);
                labels.between(owner, object, 0, 1).stream()
                        .filter(Owners::isAttribute)
                        .forEach(label -> visitor.attribute(owner, label.text()));
            }
        }
    }

    /// What a program has files for: who has that one says nothing more of the file.
    private boolean isEnd(long owner) {
        PyType type = heap.typeOf(owner);
        String name = type == null ? "" : type.name();
        return name.startsWith("asyncio.") && name.endsWith("Transport")
                || name.equals("asyncio.base_events.Server")
                || name.equals("subprocess.Popen");
    }

    /// Small for what is made to have files.
    private int rank(Holder.Owner owner) {
        PyType type = heap.typeOf(owner.object());
        String name = type == null ? "" : type.name();
        if (name.startsWith("_io.") || name.equals("socket.SocketIO")) {
            return 0;
        }
        if (isEnd(owner.object()) || name.startsWith("tempfile.")) {
            return 1;
        }
        return owner.attribute().endsWith("]") ? 3 : 2;
    }
}
