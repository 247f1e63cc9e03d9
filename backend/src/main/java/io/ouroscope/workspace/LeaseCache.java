package io.ouroscope.workspace;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Values that must not be closed while somebody uses them (a closed mapping ends every read of it), of which at most
/// `maxIdle` that nobody uses are kept, the ones used last.
///
/// @param <V> what is kept; closed exactly once, when it is dropped and no lease is left
final class LeaseCache<V> {
    private final int maxIdle;
    private final Consumer<V> closer;

    /// In the order of last use.
    private final Map<String, Entry<V>> entries = new LinkedHashMap<>();

    private static final class Entry<V> {
        final V value;
        int leases;
        boolean dropped;

        Entry(V value) {
            this.value = value;
        }
    }

    LeaseCache(int maxIdle, Consumer<V> closer) {
        this.maxIdle = maxIdle;
        this.closer = closer;
    }

    /// The right to use a value until closed.
    final class Lease implements AutoCloseable {
        private final Entry<V> entry;
        private boolean closed;

        private Lease(Entry<V> entry) {
            this.entry = entry;
        }

        V value() {
            return entry.value;
        }

        @Override
        public void close() {
            release(this);
        }
    }

    /// A lease of the value of `key`, null if there is none.
    synchronized @Nullable Lease lease(String key) {
        Entry<V> entry = entries.remove(key);
        if (entry == null) {
            return null;
        }
        entries.put(key, entry);
        entry.leases++;
        return new Lease(entry);
    }

    /// Keeps `value`, which from now on is ours to close. An older value of the key is dropped.
    void put(String key, V value) {
        drop(key);
        synchronized (this) {
            entries.put(key, new Entry<>(value));
        }
        close(idleBeyond(maxIdle));
    }

    synchronized boolean contains(String key) {
        return entries.containsKey(key);
    }

    /// Forgets `key`; its value is closed when the last lease ends.
    void drop(String key) {
        var closing = new ArrayList<V>();
        synchronized (this) {
            Entry<V> entry = entries.remove(key);
            if (entry != null) {
                entry.dropped = true;
                if (entry.leases == 0) {
                    closing.add(entry.value);
                }
            }
        }
        close(closing);
    }

    /// Forgets everything that nobody uses now.
    void dropIdle() {
        close(idleBeyond(0));
    }

    /// Forgets everything.
    void dropAll() {
        List<String> keys;
        synchronized (this) {
            keys = List.copyOf(entries.keySet());
        }
        keys.forEach(this::drop);
    }

    private void release(Lease lease) {
        var closing = new ArrayList<V>();
        synchronized (this) {
            if (lease.closed) {
                return;
            }
            lease.closed = true;
            lease.entry.leases--;
            if (lease.entry.dropped && lease.entry.leases == 0) {
                closing.add(lease.entry.value);
            }
        }
        close(closing);
        close(idleBeyond(maxIdle));
    }

    private synchronized List<V> idleBeyond(int most) {
        var closing = new ArrayList<V>();
        long idle = entries.values().stream().filter(entry -> entry.leases == 0).count();
        Iterator<Entry<V>> oldestFirst = entries.values().iterator();
        while (idle > most && oldestFirst.hasNext()) {
            Entry<V> entry = oldestFirst.next();
            if (entry.leases == 0) {
                entry.dropped = true;
                oldestFirst.remove();
                closing.add(entry.value);
                idle--;
            }
        }
        return closing;
    }

    private void close(List<V> closing) {
        closing.forEach(closer);
    }
}
