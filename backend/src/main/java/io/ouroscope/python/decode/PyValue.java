package io.ouroscope.python.decode;

import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The value of an object, in one of the shapes that Python writes differently.
///
/// Nested objects are addresses; nothing is followed. Decoders choose a shape, the previewer prints each shape.
public sealed interface PyValue {

    /// Whether the object contains pairs of key and value.
    default boolean isMapping() {
        return this instanceof Mapping
                || this instanceof Call(var head, var members) && members.contains(Call.OWN_PAIRS);
    }

    /// Whether the object contains single items.
    default boolean isSequence() {
        return this instanceof Sequence
                || this instanceof Pairs
                || this instanceof Call(var head, var members) && members.contains(Call.OWN_ITEMS);
    }

    /// A word of the language: `None`, `True`, `Ellipsis`.
    record Constant(String text) implements PyValue {}

    /// An int. For huge ones `value` holds the top digits only and `digits` (of 30 bits) the true length.
    record Int(BigInteger value, long digits) implements PyValue {}

    record Real(double value) implements PyValue {}

    record Complex(double real, double imaginary) implements PyValue {}

    /// The first characters of a str of `length` characters.
    record Text(String start, long length) implements PyValue {}

    /// The first bytes of a bytes-like object.
    record Bytes(String prefix, byte[] start, long length) implements PyValue {}

    /// A container of single items, printed between `open` and `close`; `empty` is how it is written without
    /// items.
    record Sequence(String open, String close, String empty, long length) implements PyValue {}

    /// A container of key and value, printed between `open` and `close`.
    record Mapping(String open, String close, long length) implements PyValue {}

    /// Everything else: `<head name=value …>`; attributes follow the members.
    record Summary(String head, List<Member> members) implements PyValue {}

    /// Pairs of key and value, printed as tuples between `open` and `close`.
    record Pairs(String open, String close, String empty, long length) implements PyValue {}

    /// Items that are no objects, the first of `length`.
    record Inline(String open, String close, List<PyValue> shown, long length) implements PyValue {}

    /// A call that would make the object: `head(value, name=value)`. A member called `*` stands for the items of the
    /// sequence at its address, `**` for the keywords in the dict there, [#OWN_ITEMS] and [#OWN_PAIRS] for what the
    /// object itself contains.
    record Call(String head, List<Member> members) implements PyValue {
        static final Member OWN_ITEMS = Member.text("[]", "");
        static final Member OWN_PAIRS = Member.text("{}", "");
    }

    /// Text and objects one after the other, as they are; an object called `type` is written as in an annotation.
    record Parts(List<Member> members) implements PyValue {}

    /// A machine value in an object whose type is to be seen: `numpy.float64(1.5)`.
    record Typed(PyValue value) implements PyValue {}

    /// An array of machine values, or of objects if `start` is empty and the object has items.
    ///
    /// @param start the first of `length` elements
    record Array(String shape, String dtype, List<PyValue> start, long length) implements PyValue {}

    /// A class or function shown by its name alone.
    record Named(String kind, String name) implements PyValue {}

    /// No object can be shown here.
    record Broken(Fault fault, long address, String detail) implements PyValue {}

    /// A part of a value: an object, or if `address` is 0 a value that is no object, or text in Python syntax. The name
    /// may be empty.
    record Member(
            String name,
            long address,
            String text,
            @Nullable PyValue inner) {

        public static Member of(String name, long address) {
            return new Member(name, address, "", null);
        }

        public static Member text(String name, String text) {
            return new Member(name, 0, text, null);
        }

        public static Member inner(String name, PyValue value) {
            return new Member(name, 0, "", value);
        }
    }
}
