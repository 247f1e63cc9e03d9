package io.ouroscope.analysis.tasks;

import it.unimi.dsi.fastutil.longs.Long2ObjectOpenHashMap;

/// Whether a node has a text: in its name, coroutine or place, or in the name or coroutine of what it awaits.
///
/// Names are read from memory; what 100,000 tasks share is compared once. Not thread-safe.
final class TextSearch {
    private final Nodes nodes;
    private final Awaited awaited;
    private final NodeNames names;
    private final Filter filter;
    private final Long2ObjectOpenHashMap<Boolean> sites = new Long2ObjectOpenHashMap<>();
    private final Long2ObjectOpenHashMap<Boolean> ownSites = new Long2ObjectOpenHashMap<>();

    TextSearch(Nodes nodes, Awaited awaited, NodeNames names, Filter filter) {
        this.nodes = nodes;
        this.awaited = awaited;
        this.names = names;
        this.filter = filter;
    }

    boolean finds(int node) {
        if (filter.text().isEmpty() || here(node)) {
            return true;
        }
        int target = awaited.by(node);
        return target >= 0 && (filter.matches(nodes.coroutine(target)) || filter.matches(names.name(target)));
    }

    private boolean here(int node) {
        return sites.computeIfAbsent(
                        nodes.site(node),
                        site -> filter.matches(nodes.coroutine(node))
                                || nodes.place(node).isFoundBy(filter))
                || ownSites.computeIfAbsent(
                        nodes.ownSite(node), site -> nodes.ownPlace(node).isFoundBy(filter))
                || filter.matches(names.name(node));
    }
}
