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

    private long value;
    private @Nullable PyType valueType;
    private @Nullable String fact;

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
        if (!follow(object, type)) {
            return false;
        }
        if (fact != null) {
            return !test.length() && fits(fact);
        }
        return test.length() ? lengthFits(value) : valueType != null && fits(value, valueType);
    }

    /// Goes along the path.
    ///
    /// @return whether something is there: then either [#value] or [#fact] says what
    boolean follow(long object, PyType type) {
        value = object;
        valueType = type;
        fact = null;
        for (NamedAttribute name : path) {
            if (fact != null || valueType == null || !name.find(value, valueType)) {
                return false;
            }
            fact = name.text();
            value = name.value();
            valueType = fact == null ? heap.typeOf(value) : null;
            if (fact == null && (valueType == null || !heap.isValid(value, valueType))) {
                return false;
            }
        }
        return true;
    }

    /// The address of what was found, 0 if it is no object.
    long value() {
        return fact == null ? value : 0;
    }

    /// What was found, as text, where it is no object.
    @Nullable
    String fact() {
        return fact;
    }

    private boolean lengthFits(long object) {
        long length = heap.itemCount(object);
        if (length < 0) {
            length = switch (heap.value(object)) {
                case PyValue.Text text -> text.length();
                case PyValue.Bytes bytes -> bytes.length();
                default -> -1;
            };
        }
        return length >= 0 && fits(BigDecimal.valueOf(length));
    }

    private boolean fits(long object, PyType type) {
        if (test.operator() == Operator.PRESENT) {
            return true;
        }
        return switch (kinds.computeIfAbsent(type, AttributeMatcher::kind)) {
            case TEXT -> fitsText(heap.text(object, MOST_CHARACTERS));
            case BYTES -> fitsText(bytesText(object));
            case INT -> fitsInt(object);
            case BOOL -> fitsBool(heap.integer(object, 0) != 0);
            case REAL -> heap.value(object) instanceof PyValue.Real(double real) && fitsReal(real);
            case NONE -> fitsNone();
            case ENUM -> fitsEnum(object, type);
            case OTHER -> test.holdsForOthers();
        };
    }

    /// A number, flag or name that is no object, as it is shown.
    private boolean fits(String shownAs) {
        if (test.operator() == Operator.PRESENT) {
            return true;
        }
        boolean quoted = shownAs.length() > 1 && shownAs.charAt(0) == '\'' && shownAs.endsWith("'");
        Literal shown = quoted ? Literal.quoted(shownAs.substring(1, shownAs.length() - 1)) : Literal.bare(shownAs);
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

    private @Nullable String bytesText(long object) {
        return heap.value(object) instanceof PyValue.Bytes bytes
                ? new String(bytes.start(), java.nio.charset.StandardCharsets.UTF_8)
                : null;
    }

    private boolean fitsInt(long object) {
        long small = heap.integer(object, Long.MIN_VALUE);
        if (small != Long.MIN_VALUE) {
            return fits(BigDecimal.valueOf(small));
        }
        return heap.value(object) instanceof PyValue.Int(BigInteger number, long digits)
                && fits(new BigDecimal(number));
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
        PyType ofValue = enumValue.find(member, type) ? heap.typeOf(enumValue.value()) : null;
        long inner = enumValue.value();
        boolean named = name != null
                && (literal().text().equals(name) || literal().text().equals(type.qualname() + "." + name));
        boolean byValue = ofValue != null && !ofValue.isEnum() && heap.isValid(inner, ofValue) && fits(inner, ofValue);
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
