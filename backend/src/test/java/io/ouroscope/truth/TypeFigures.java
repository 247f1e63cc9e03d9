package io.ouroscope.truth;

/// What the comparison counted for the objects of one type, or of all.
final class TypeFigures {
    /// Objects that the interpreter told of.
    long told;
    /// Of these, not found, or found and called freed or unsure.
    long missed;
    /// Reported live, unknown to the interpreter, and held by nothing that can be named.
    long falseObjects;
    /// Unknown to the interpreter's account, but with a named holder.
    long held;
    long wrongType;
    long wrongName;
    long sized;
    long wrongSize;
    long wrongValue;
    /// Garbage called live or the other way round.
    long wrongState;
    long references;
    long missedReferences;
    long falseReferences;

    void add(TypeFigures other) {
        told += other.told;
        missed += other.missed;
        falseObjects += other.falseObjects;
        held += other.held;
        wrongType += other.wrongType;
        wrongName += other.wrongName;
        sized += other.sized;
        wrongSize += other.wrongSize;
        wrongValue += other.wrongValue;
        wrongState += other.wrongState;
        references += other.references;
        missedReferences += other.missedReferences;
        falseReferences += other.falseReferences;
    }

    boolean hasDifferences() {
        return missed
                        + falseObjects
                        + wrongType
                        + wrongName
                        + wrongSize
                        + wrongValue
                        + wrongState
                        + missedReferences
                        + falseReferences
                > 0;
    }

    double recall() {
        return share(told - missed, told);
    }

    double precision() {
        return share(told - missed, told - missed + falseObjects);
    }

    double rightType() {
        return share(told - missed - wrongType, told - missed);
    }

    double rightSize() {
        return share(sized - wrongSize, sized);
    }

    double referenceRecall() {
        return share(references - missedReferences, references);
    }

    double referencePrecision() {
        return share(references - missedReferences, references - missedReferences + falseReferences);
    }

    private static double share(long part, long whole) {
        return whole == 0 ? 1 : (double) part / whole;
    }
}
