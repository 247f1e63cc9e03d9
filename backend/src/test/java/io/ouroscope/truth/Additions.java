package io.ouroscope.truth;

import io.ouroscope.python.decode.EdgeClass;
import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.decode.PyType;
import org.jspecify.annotations.Nullable;

/// References that we report and gc.get_referents does not, and why they are right all the same: the documented
/// additions of docs/truth.md.
///
/// An object owns more than its traverse function visits: that function serves the collector, which only asks for what
/// can be part of a cycle. An addition must be of a kind listed here.
final class Additions {
    private final Heap heap;
    private final TypesList list;
    /// 3.13 tells the values of an instance for the instance even where it has a dict, and nothing for the dict.
    private final boolean valuesOfInstances;

    Additions(Heap heap) {
        this.heap = heap;
        list = TypesList.ofTheDocument();
        valuesOfInstances = heap.layout().version().minor() == 13;
    }

    /// The kind of an additional reference, null if it is of none.
    @Nullable
    String kind(PyType owner, EdgeClass edge, String label, long target) {
        if (edge == EdgeClass.TYPE) {
            return "instance → its heap type";
        }
        if (edge == EdgeClass.CONSERVATIVE) {
            return "conservative";
        }
        if (label.equals("key")) {
            return "key of a mapping whose keys are all str";
        }
        if (!owner.hasGc()) {
            return "owned by an object without traverse function";
        }
        PyType type = heap.typeOf(target);
        if (type != null && !type.hasGc()) {
            return "field that holds what can be in no cycle";
        }
        for (PyType at = owner; at != null; at = at.base()) {
            if (list.owned().contains(at.name() + "." + label)) {
                return "left out by the traverse function of " + at.name();
            }
        }
        if (valuesOfInstances && (label.equals("__dict__") || owner.typeName().equals("dict"))) {
            return "instance → dict → values (3.13)";
        }
        if (owner.isSubtypeOf("code")) {
            return "names of a code object";
        }
        if (owner.isMetatype()) {
            return "owned by a type: " + label;
        }
        return null;
    }
}
