package io.ouroscope.analysis;

import io.ouroscope.index.Columns;
import io.ouroscope.index.IntColumn;

/// How well reference counts are explained, by type: of the live objects that count their references, how many count
/// exactly those that we found, in other objects and in what interpreters and threads hold.
///
/// Fewer found than counted is normal for what C code holds, and else means that references to the type's objects are
/// not all known; more found than counted means that we take something for a reference that is none.
public final class CountQuality {
    private static final String STAGE = "count quality";

    /// @param counted live objects that are not immortal
    /// @param exact those whose count is the number of references found
    /// @param unexplained those that count more
    /// @param surplus those that count less
    public record Figures(int counted, int exact, int unexplained, int surplus) {

        /// Between 0 and 1; 1 if there is nothing to explain.
        public double share() {
            return counted == 0 ? 1 : (double) exact / counted;
        }
    }

    private final IntColumn exact;
    private final IntColumn unexplained;
    private final IntColumn surplus;

    private CountQuality(Columns columns) {
        exact = columns.ints("counts exact");
        unexplained = columns.ints("counts unexplained");
        surplus = columns.ints("counts surplus");
    }

    /// Sums by type while objects are judged.
    static final class Sums {
        final int[] exact;
        final int[] unexplained;
        final int[] surplus;

        Sums(int types) {
            exact = new int[types];
            unexplained = new int[types];
            surplus = new int[types];
        }

        void add(int type, int open) {
            if (open == 0) {
                exact[type]++;
            } else if (open > 0) {
                unexplained[type]++;
            } else {
                surplus[type]++;
            }
        }

        void store(Columns columns) {
            columns.newInts("counts exact", exact.length).setAll(exact);
            columns.newInts("counts unexplained", unexplained.length).setAll(unexplained);
            columns.newInts("counts surplus", surplus.length).setAll(surplus);
            columns.finish(STAGE);
        }
    }

    static CountQuality load(Columns columns) {
        return new CountQuality(columns);
    }

    /// Of the type at this place in [Census#types].
    public Figures ofType(int type) {
        int sum = exact.get(type) + unexplained.get(type) + surplus.get(type);
        return new Figures(sum, exact.get(type), unexplained.get(type), surplus.get(type));
    }

    public Figures total() {
        int[] sum = new int[4];
        for (int type = 0; type < exact.size(); type++) {
            Figures each = ofType(type);
            sum[0] += each.counted;
            sum[1] += each.exact;
            sum[2] += each.unexplained;
            sum[3] += each.surplus;
        }
        return new Figures(sum[0], sum[1], sum[2], sum[3]);
    }
}
