package io.ouroscope.analysis;

import io.ouroscope.python.decode.EdgeClass;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// References grouped by the type at their other end and their label: a hundred thousand that differ in an index are
/// one group.
///
/// Filled in order of position by one who works, read meanwhile by others. 2 bytes for each reference, so that the
/// members of a group are found again.
public final class EdgeGroups {
    /// Groups beyond this are one group together, without type and label.
    private static final int MOST_GROUPS = 60_000;

    private static final int GROUP_BYTES = 160;

    /// @param type place in the list of the census's types; -1 for groups beyond the most
    /// @param label folded: `.edges`, `[]`, `key`
    public record Key(int type, String label, EdgeClass edge) {}

    /// @param references how many references
    /// @param objects at their other ends, each counted once
    /// @param bytes memory of those objects
    /// @param sample address of the first of them
    public record Group(Key key, long references, long objects, long bytes, long sample) {}

    private static final Key OTHERS = new Key(-1, "", EdgeClass.SLOT);

    /// Sums while a group grows.
    private static final class Sums {
        final Key key;
        final long sample;
        long references;
        long objects;
        long bytes;

        Sums(Key key, long sample) {
            this.key = key;
            this.sample = sample;
        }
    }

    private final Map<Key, Integer> ids = new HashMap<>();
    private final List<Sums> groups = new ArrayList<>();
    private final List<char[]> pieces = new ArrayList<>();
    private long examined;

    /// What one worker found of a run of positions.
    static final class Piece {
        private final Map<Key, Integer> ids = new HashMap<>();
        private final List<Sums> groups = new ArrayList<>();
        private final char[] groupOf;
        private int length;
        private @Nullable Key lastKey;
        private int last;

        Piece(int positions) {
            groupOf = new char[positions];
        }

        /// The next reference.
        ///
        /// @param other address at its other end
        /// @param isNew whether the object was not yet at another end of this group
        void add(Key key, long other, long bytes, boolean isNew) {
            if (!key.equals(lastKey)) {
                lastKey = key;
                boolean room = groups.size() < MOST_GROUPS || ids.containsKey(key);
                last = ids.computeIfAbsent(room ? key : OTHERS, made -> {
                    groups.add(new Sums(made, other));
                    return groups.size() - 1;
                });
            }
            Sums sums = groups.get(last);
            sums.references++;
            if (isNew) {
                sums.objects++;
                sums.bytes += bytes;
            }
            groupOf[length++] = (char) last;
        }

        boolean isFull() {
            return length == groupOf.length;
        }
    }

    /// Appends the next run of positions.
    synchronized void add(Piece piece) {
        char[] global = new char[piece.groups.size()];
        for (int i = 0; i < global.length; i++) {
            Sums part = piece.groups.get(i);
            boolean room = groups.size() < MOST_GROUPS || ids.containsKey(part.key);
            int id = ids.computeIfAbsent(room ? part.key : OTHERS, key -> {
                groups.add(new Sums(key, part.sample));
                return groups.size() - 1;
            });
            Sums sums = groups.get(id);
            sums.references += part.references;
            sums.objects += part.objects;
            sums.bytes += part.bytes;
            global[i] = (char) id;
        }
        char[] groupOf = new char[piece.length];
        for (int i = 0; i < groupOf.length; i++) {
            groupOf[i] = global[piece.groupOf[i]];
        }
        pieces.add(groupOf);
        examined += groupOf.length;
    }

    /// How many references are in groups so far.
    public synchronized long examined() {
        return examined;
    }

    /// All groups, those of most references first.
    public synchronized List<Group> groups() {
        return groups.stream()
                .map(sums -> new Group(sums.key, sums.references, sums.objects, sums.bytes, sums.sample))
                .sorted(Comparator.comparingLong(Group::references)
                        .reversed()
                        .thenComparing(group -> group.key().label())
                        .thenComparing(group -> group.key().type()))
                .toList();
    }

    /// The positions of a group's references with number in `[from, from + most)`, and their number in all.
    public synchronized Members members(Key key, long from, int most) {
        Integer id = ids.get(key);
        if (id == null) {
            return new Members(0, new long[0]);
        }
        long total = groups.get(id).references;
        long[] positions = new long[(int) Math.clamp(total - from, 0, most)];
        int found = 0;
        long number = 0;
        long start = 0;
        for (char[] piece : pieces) {
            for (int i = 0; i < piece.length && found < positions.length; i++) {
                if (piece[i] == id && number++ >= from) {
                    positions[found++] = start + i;
                }
            }
            if (found == positions.length) {
                break;
            }
            start += piece.length;
        }
        return new Members(total, positions);
    }

    /// @param total how many members the group has
    /// @param positions of those asked for, ascending
    public record Members(long total, long[] positions) {}

    public synchronized long heapBytes() {
        return 2 * examined + (long) GROUP_BYTES * groups.size();
    }
}
