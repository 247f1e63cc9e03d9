package io.ouroscope.truth;

import static org.assertj.core.api.Assertions.assertThat;

/// The figures that every version must reach; `docs/accuracy.md` says what remains.
record Limits(double recall, double precision, double rightSize, double referenceRecall, double referencePrecision) {
    static final Limits GOAL = new Limits(0.9999, 0.9999, 0.999, 0.999, 0.999);

    void check(TypeFigures total, String report) {
        assertThat(total.rightType()).as("right type\n" + report).isEqualTo(1.0);
        assertThat(total.recall()).as("recall\n" + report).isGreaterThanOrEqualTo(recall);
        assertThat(total.precision()).as("precision\n" + report).isGreaterThanOrEqualTo(precision);
        assertThat(total.rightSize()).as("right size\n" + report).isGreaterThanOrEqualTo(rightSize);
        assertThat(total.referenceRecall()).as("references\n" + report).isGreaterThanOrEqualTo(referenceRecall);
        assertThat(total.referencePrecision())
                .as("additional references\n" + report)
                .isGreaterThanOrEqualTo(referencePrecision);
    }
}
