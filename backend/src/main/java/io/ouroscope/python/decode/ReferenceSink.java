package io.ouroscope.python.decode;

/// Receives an object's references one by one, with what is needed to name them.
///
/// The building of the graph overrides [#reference] alone; whoever wants labels overrides the others. Names are
/// constants or addresses of str objects, so that nothing is allocated.
public interface ReferenceSink {

    void reference(long target, EdgeClass edge);

    /// Whether (further) items of a container are wanted, of which there may be millions. Asked before the first and
    /// after each; fields, attributes and slots are reported in any case.
    default boolean wantsItems() {
        return true;
    }

    /// `[index]`.
    default void item(long target, long index) {
        reference(target, EdgeClass.ITEM);
    }

    /// A mapping's value under `key`; the key is reported apart.
    default void value(long key, long target) {
        reference(target, EdgeClass.ITEM);
    }

    /// A key that the mapping holds.
    default void key(long target) {
        reference(target, EdgeClass.ITEM);
    }

    /// An attribute; `name` is the address of its str.
    default void attribute(long name, long target) {
        reference(target, EdgeClass.ATTRIBUTE);
    }

    /// A field of a C struct or a slot.
    default void field(String name, long target) {
        reference(target, EdgeClass.SLOT);
    }

    /// A variable of a frame; `name` is the address of its str.
    default void variable(long name, long target) {
        reference(target, EdgeClass.CLOSURE);
    }

    /// What a cell or closure holds.
    default void closure(String name, long target) {
        reference(target, EdgeClass.CLOSURE);
    }

    default void globals(String name, long target) {
        reference(target, EdgeClass.GLOBALS);
    }

    default void type(long target) {
        reference(target, EdgeClass.TYPE);
    }

    default void weak(String name, long target) {
        reference(target, EdgeClass.WEAK);
    }

    /// A word at `offset` of memory that nobody has described.
    default void conservative(long offset, long target) {
        reference(target, EdgeClass.CONSERVATIVE);
    }
}
