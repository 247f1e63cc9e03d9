package io.ouroscope.analysis.tasks;

import io.ouroscope.analysis.tasks.FoundText.Where;
import it.unimi.dsi.fastutil.longs.Long2ObjectOpenHashMap;
import org.jspecify.annotations.Nullable;

/// Whether a node's own line of a list has a text: its name, coroutine or place, or the name or coroutine of what it
/// awaits.
///
/// Names are read from memory; what 100,000 tasks share is compared once. Not thread-safe.
final class TextSearch {
    private final Nodes nodes;
    private final Awaited awaited;
    private final NodeNames names;
    private final TextMatches wanted;
    private final Long2ObjectOpenHashMap<Boolean> sites = new Long2ObjectOpenHashMap<>();
    private final Long2ObjectOpenHashMap<Boolean> ownSites = new Long2ObjectOpenHashMap<>();

    TextSearch(Nodes nodes, Awaited awaited, NodeNames names, TextMatches wanted) {
        this.nodes = nodes;
        this.awaited = awaited;
        this.names = names;
        this.wanted = wanted;
    }

    boolean finds(int node) {
        if (here(node)) {
            return true;
        }
        int target = awaited.by(node);
        return target >= 0 && (wanted.isIn(nodes.coroutine(target)) || wanted.isIn(names.name(target)));
    }

    private boolean here(int node) {
        return sites.computeIfAbsent(
                        nodes.site(node),
                        site -> wanted.isIn(nodes.coroutine(node))
                                || nodes.place(node).has(wanted))
                || ownSites.computeIfAbsent(
                        nodes.ownSite(node), site -> nodes.ownPlace(node).has(wanted))
                || wanted.isIn(names.name(node));
    }

    /// Where the node's line has the text, null if nowhere.
    @Nullable
    FoundText where(int node) {
        String name = names.name(node);
        if (wanted.isIn(name)) {
            return found(Where.NAME, name);
        }
        if (wanted.isIn(nodes.coroutine(node))) {
            return found(Where.COROUTINE, nodes.coroutine(node));
        }
        for (Place place : new Place[] {nodes.ownPlace(node), nodes.place(node)}) {
            if (place.has(wanted)) {
                String line = place.file() + ":" + place.line();
                return found(Where.PLACE, wanted.isIn(line) ? line : place.function());
            }
        }
        int target = awaited.by(node);
        if (target < 0) {
            return null;
        }
        String other = wanted.isIn(names.name(target)) ? names.name(target) : nodes.coroutine(target);
        return wanted.isIn(other) ? found(Where.AWAITED, other) : null;
    }

    private FoundText found(Where where, String text) {
        return FoundText.of(where, Place.UNKNOWN, "", text, wanted.text());
    }
}
