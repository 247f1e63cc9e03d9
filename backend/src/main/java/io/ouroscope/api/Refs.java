package io.ouroscope.api;

import io.ouroscope.analysis.Analysis;
import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.decode.PyType;
import io.ouroscope.python.preview.Previewer;
import io.ouroscope.python.preview.Span;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Objects as they are sent: address, type, preview.
final class Refs {
    private static final int LONG_PREVIEW = 600;

    private final Heap heap;
    private final Previewer previewer;

    Refs(Analysis analysis) {
        heap = analysis.process().heap();
        previewer = analysis.previewer();
    }

    Wire.Ref ref(long object) {
        return new Wire.Ref(Parameters.hex(object), typeName(object), spans(previewer.preview(object)));
    }

    /// Null for 0.
    Wire.@Nullable Ref refOrNull(long object) {
        return object == 0 ? null : ref(object);
    }

    List<Wire.Span> preview(long object) {
        return spans(previewer.preview(object));
    }

    List<Wire.Span> preview(long object, int budget) {
        return spans(previewer.preview(object, budget));
    }

    List<Wire.Span> longPreview(long object) {
        return spans(previewer.preview(object, LONG_PREVIEW));
    }

    Wire.TypeName type(PyType type) {
        return new Wire.TypeName(Parameters.hex(type.address()), type.name());
    }

    private String typeName(long object) {
        PyType type = heap.typeOf(object);
        return type == null ? "?" : type.name();
    }

    static List<Wire.Span> spans(List<Span> spans) {
        return spans.stream()
                .map(span -> new Wire.Span(
                        kind(span.kind()), span.text(), span.address() == 0 ? null : Parameters.hex(span.address())))
                .toList();
    }

    private static String kind(Span.Kind kind) {
        return switch (kind) {
            case PUNCTUATION -> "punct";
            case STRING -> "str";
            case NUMBER -> "num";
            case KEYWORD -> "kw";
            case TYPE -> "type";
            case NAME -> "name";
            case TEXT -> "text";
            case DIM -> "dim";
            case BROKEN -> "broken";
        };
    }
}
