package io.ouroscope.python.discovery;

import io.ouroscope.python.decode.Misfit;
import io.ouroscope.python.layout.Layout;
import io.ouroscope.python.layout.Layouts;
import java.util.List;

/// Takes structs that a patch release changed from another table of the same minor version: the one in which the struct
/// has the size that the type itself tells. The version alone does not say in which patch release that was.
final class PatchStructs {
    /// An item that the struct counts and `tp_basicsize` does not.
    private static final int LARGEST_ITEM = 16;

    private PatchStructs() {}

    /// @param evidence gets a sentence for each struct that is taken
    /// @return the same layout if none is
    static Layout adapt(Layout layout, List<Misfit> misfits, List<String> evidence) {
        Layout adapted = layout;
        for (Misfit misfit : misfits) {
            for (Layout other : Layouts.ofMinor(layout.version())) {
                if (fits(misfit, other)) {
                    adapted = adapted.withStruct(other, misfit.struct());
                    evidence.add(misfit.typeName() + " has " + misfit.bytes() + " bytes: it is read as in "
                            + other.key() + ".");
                    break;
                }
            }
        }
        return adapted;
    }

    private static boolean fits(Misfit misfit, Layout other) {
        if (!other.has(misfit.struct())) {
            return false;
        }
        long difference = other.struct(misfit.struct()).sizeBytes() - misfit.bytes();
        return difference == 0 || misfit.items() && difference > 0 && difference <= LARGEST_ITEM;
    }
}
