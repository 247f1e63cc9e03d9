package io.ouroscope.analysis.query;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What an attribute of an object must be: `.state == 'PENDING'`, `.client.host ~ local`, `len(.queue) > 100`.
///
/// @param path names to follow from the object, at least one
/// @param length whether the length of what is found there is compared, not itself
/// @param literal what it is compared with; null if it only has to be there
public record AttributeTest(
        List<String> path,
        boolean length,
        Operator operator,
        @Nullable Literal literal) {

    /// How the attribute is compared.
    enum Operator {
        PRESENT(""),
        EQUAL("=="),
        UNEQUAL("!="),
        AT_MOST("<="),
        AT_LEAST(">="),
        LESS("<"),
        MORE(">"),
        CONTAINS("~");

        private final String sign;

        Operator(String sign) {
            this.sign = sign;
        }

        String sign() {
            return sign;
        }

        /// @param comparison below, at or above 0
        boolean holds(int comparison) {
            return switch (this) {
                case PRESENT -> true;
                case EQUAL -> comparison == 0;
                case UNEQUAL -> comparison != 0;
                case AT_MOST -> comparison <= 0;
                case AT_LEAST -> comparison >= 0;
                case LESS -> comparison < 0;
                case MORE -> comparison > 0;
                case CONTAINS -> false;
            };
        }
    }

    /// Whether two that cannot be compared satisfy it: they are just not equal.
    boolean holdsForOthers() {
        return operator == Operator.PRESENT || operator == Operator.UNEQUAL;
    }

    /// In the one way in which the same test is always written.
    @Override
    public String toString() {
        String subject = "." + String.join(".", path);
        String left = length ? "len(" + subject + ")" : subject;
        if (literal == null) {
            return left;
        }
        boolean bare = literal.number() != null || !literal.constant().isEmpty();
        return left + " " + operator.sign() + " " + (bare ? literal.text() : quoted(literal.text()));
    }

    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
