package io.ouroscope.python.decode;

import io.ouroscope.python.raw.Structs;
import java.util.ArrayList;
import java.util.List;

/// Decoders of types that come from C extension packages rather than from CPython.
///
/// A package's structs stand in a table of their own (`layout/extensions`, made from its headers). What has no decoder
/// here is not lost: its members and, by [ConservativeScan], its references are found, only not named.
final class ExtensionDecoders {

    private ExtensionDecoders() {}

    static List<Decoder> of(Structs structs) {
        var decoders = new ArrayList<Decoder>();
        numpy(structs, decoders);
        return decoders;
    }

    private static void numpy(Structs structs, List<Decoder> decoders) {
        var dtypes = new NumpyDtypes(structs);
        var names = new NumpyTypeNames(dtypes);
        decoders.add(new NumpyDtypeDecoder(dtypes, names));
        decoders.add(new NumpyArrayDecoder(dtypes, names));
        decoders.add(new NumpyVoidDecoder(dtypes, names));
        decoders.add(new NumpyBytesDecoder(structs));
        decoders.addAll(NumpyScalarDecoder.all(structs));
    }
}
