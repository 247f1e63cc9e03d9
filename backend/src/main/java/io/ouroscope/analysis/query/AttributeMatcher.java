package io.ouroscope.analysis.query;

import io.ouroscope.analysis.query.AttributeTest.Operator;
import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.decode.NamedAttribute;
import io.ouroscope.python.decode.PyType;
import io.ouroscope.python.decode.PyValue;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Says of one object after another whether a test of its attributes holds. Not safe for threads: one each.
final class AttributeMatcher {
    /// A text is compared by its first characters, of which a pattern has fewer.
    private static final int MOST_CHARACTERS = 4_000;

    private final Heap heap;
    private final AttributeTest test;
    private final NamedAttribute[] path;
    private final NamedAttribute enumName;
    private final NamedAttribute enumValue;
    private final Map<PyType, Kind> kinds = new HashMap<>();

    private enum Kind {
        TEXT,
        INT,
        BOOL,
        REAL,
        NONE,
        BYTES,
        ENUM,
        OTHER
    }

    AttributeMatcher(Heap heap, AttributeTest test) {
        this.heap = heap;
        this.test = test;
        path = test.path().stream().map(heap::attributeNamed).toArray(NamedAttribute[]::new);
        enumName = heap.attributeNamed("_name_");
        enumValue = heap.attributeNamed("_value_");
    }

    /// @param object a valid one
    boolean holds(long object, PyType type) {
        long at = object;
        PyType atType = type;
        for (int i = 0; i < path.length; i++) {
            if (!path[i].find(at, atType)) {
                return false;
            }
            String fact = path[i].text();
            if (fact != null) {
                return i == path.length - 1 && !test.length() && fits(fact);
            }
            at = path[i].value();
            PyType next = heap.typeOf(at);
            if (next == null || !heap.isValid(at, next)) {
                return false;
            }
            atType = next;
        }
        return test.length() ? lengthFits(at) : fits(at, atType);
    }

    private boolean lengthFits(long value) {
        long length = heap.itemCount(value);
        if (length < 0) {
            length = switch (heap.value(value)) {
                case PyValue.Text text -> text.length();
                case PyValue.Bytes bytes -> bytes.length();
                default -> -1;
            };
        }
        return length >= 0 && fits(BigDecimal.valueOf(length));
    }

    private boolean fits(long value, PyType type) {
        if (test.operator() == Operator.PRESENT) {
            return true;
        }
        return switch (kinds.computeIfAbsent(type, AttributeMatcher::kind)) {
            case TEXT -> fitsText(heap.text(value, MOST_CHARACTERS));
            case BYTES -> fitsText(bytesText(value));
            case INT -> fitsInt(value);
            case BOOL -> fitsBool(heap.integer(value, 0) != 0);
            case REAL -> heap.value(value) instanceof PyValue.Real(double real) && fitsReal(real);
            case NONE -> fitsNone();
            case ENUM -> fitsEnum(value, type);
            case OTHER -> test.holdsForOthers();
        };
    }

    /// A number, flag or name that is no object, as it is shown.
    private boolean fits(String fact) {
        if (test.operator() == Operator.PRESENT) {
            return true;
        }
        boolean quoted = fact.length() > 1 && fact.charAt(0) == '\'' && fact.endsWith("'");
        Literal shown = quoted ? Literal.quoted(fact.substring(1, fact.length() - 1)) : Literal.bare(fact);
        BigDecimal number = shown.number();
        return switch (shown.constant()) {
            case "True" -> fitsBool(true);
            case "False" -> fitsBool(false);
            case "None" -> fitsNone();
            default -> number != null ? fits(number) : fitsText(shown.text());
        };
    }

    private Literal literal() {
        return Objects.requireNonNull(test.literal());
    }

    private boolean fitsText(@Nullable String actual) {
        if (actual == null) {
            return false;
        }
        String wanted = literal().text();
        return test.operator() == Operator.CONTAINS
                ? actual.toLowerCase(Locale.ROOT).contains(wanted.toLowerCase(Locale.ROOT))
                : test.operator().holds(actual.compareTo(wanted));
    }

    private @Nullable String bytesText(long value) {
        return heap.value(value) instanceof PyValue.Bytes bytes
                ? new String(bytes.start(), java.nio.charset.StandardCharsets.UTF_8)
                : null;
    }

    private boolean fitsInt(long value) {
        long small = heap.integer(value, Long.MIN_VALUE);
        if (small != Long.MIN_VALUE) {
            return fits(BigDecimal.valueOf(small));
        }
        return heap.value(value) instanceof PyValue.Int(BigInteger number, long digits) && fits(new BigDecimal(number));
    }

    private boolean fits(BigDecimal actual) {
        BigDecimal wanted = literal().number();
        if (wanted != null) {
            return test.operator().holds(actual.compareTo(wanted));
        }
        return fitsFlag(actual.compareTo(BigDecimal.ONE) == 0 ? "True" : actual.signum() == 0 ? "False" : "");
    }

    private boolean fitsReal(double actual) {
        BigDecimal wanted = literal().number();
        if (Double.isNaN(actual) || wanted == null) {
            return test.holdsForOthers();
        }
        return test.operator()
                .holds(
                        Double.isInfinite(actual)
                                ? (int) Math.signum(actual)
                                : new BigDecimal(actual).compareTo(wanted));
    }

    private boolean fitsBool(boolean actual) {
        BigDecimal wanted = literal().number();
        return wanted != null
                ? test.operator().holds((actual ? BigDecimal.ONE : BigDecimal.ZERO).compareTo(wanted))
                : fitsFlag(actual ? "True" : "False");
    }

    private boolean fitsNone() {
        return fitsFlag("None");
    }

    private boolean fitsFlag(String constant) {
        boolean same = !constant.isEmpty() && literal().constant().equals(constant);
        return switch (test.operator()) {
            case EQUAL -> same;
            case UNEQUAL -> !same;
            default -> false;
        };
    }

    /// By its name, alone or after its class, or by its value.
    private boolean fitsEnum(long member, PyType type) {
        String name = enumName.find(member, type) ? heap.text(enumName.value(), MOST_CHARACTERS) : null;
        PyType valueType = enumValue.find(member, type) ? heap.typeOf(enumValue.value()) : null;
        long value = enumValue.value();
        boolean named = name != null
                && (literal().text().equals(name) || literal().text().equals(type.qualname() + "." + name));
        boolean byValue =
                valueType != null && !valueType.isEnum() && heap.isValid(value, valueType) && fits(value, valueType);
        return switch (test.operator()) {
            case EQUAL -> named || byValue;
            case UNEQUAL -> !named && byValue;
            case CONTAINS -> byValue || fitsText(name);
            default -> byValue;
        };
    }

    private static Kind kind(PyType type) {
        if (type.isEnum()) {
            return Kind.ENUM;
        }
        if (type.isSubtypeOf("str")) {
            return Kind.TEXT;
        }
        if (type.isSubtypeOf("bool")) {
            return Kind.BOOL;
        }
        if (type.isSubtypeOf("int")) {
            return Kind.INT;
        }
        if (type.isSubtypeOf("float")) {
            return Kind.REAL;
        }
        if (type.isSubtypeOf("bytes") || type.isSubtypeOf("bytearray")) {
            return Kind.BYTES;
        }
        return type.typeName().equals("NoneType") ? Kind.NONE : Kind.OTHER;
    }
}
