package io.ouroscope.analysis.paths;

import io.ouroscope.analysis.Analysis;
import io.ouroscope.python.decode.Heap;
import io.ouroscope.python.decode.PyType;
import io.ouroscope.python.frame.Frames;
import io.ouroscope.python.raw.Structs;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// `object.name` as Python would find it, from data alone.
///
/// Properties win over the instance, the instance over its class. Whatever would run code is told, never guessed: a
/// property, a bound method, `__getattr__`.
final class AttributeLookup {
    private static final String COMPUTED = "is computed by its class, which cannot run in a snapshot";

    private final Heap heap;
    private final Structs structs;
    private final Frames frames;
    private final Namespaces namespaces;
    private final NativeAttributes nativeAttributes;

    AttributeLookup(Analysis analysis, Namespaces namespaces) {
        heap = analysis.process().heap();
        structs = heap.structs();
        frames = analysis.frames();
        this.namespaces = namespaces;
        nativeAttributes = new NativeAttributes(heap);
    }

    /// What the lookup came to.
    sealed interface Outcome {
        record Found(Place place) implements Outcome {}

        /// @param message why there is none
        record Missing(String message, List<String> suggestions) implements Outcome {}
    }

    Outcome find(long object, String name) {
        PyType type = heap.typeOf(object);
        if (type == null) {
            return new Outcome.Missing("no object is there", List.of());
        }
        Place special = special(object, type, name);
        if (special != null) {
            return new Outcome.Found(special);
        }
        return type.isMetatype() ? ofType(object, type, name) : ofInstance(object, type, name);
    }

    private @Nullable Place special(long object, PyType type, String name) {
        switch (name) {
            case "__class__" -> {
                return new Place.Object(type.address());
            }
            case "__dict__" -> {
                long dict = type.isMetatype() ? namespaces.ofType(object) : heap.instanceDict(object);
                return dict != 0
                        ? new Place.Object(dict)
                        : hasAttributes(object) ? new Place.AttributesOf(object) : null;
            }
            case "cr_frame", "gi_frame", "ag_frame" -> {
                long frame = frames.isGeneratorLike(object) ? structs.generators.frame(object) : 0;
                return frame == 0 ? null : new Place.FrameAt(frame);
            }
            case "cr_code", "gi_code", "ag_code" -> {
                long code = frames.isGeneratorLike(object) ? structs.generators.code(object) : 0;
                return structs.isObject(code) ? new Place.Object(code) : null;
            }
            case "cr_await", "gi_yieldfrom", "ag_await" -> {
                long awaited = frames.awaited(object);
                return awaited == 0 ? null : new Place.Object(awaited);
            }
            default -> {
                long mapping = type.decodedBy().typeName().equals("dict") || isMapping(object) ? object : 0;
                return mapping == 0
                        ? null
                        : switch (name) {
                            case "keys" -> new Place.Method(new Place.View(mapping, Place.Side.KEYS));
                            case "values" -> new Place.Method(new Place.View(mapping, Place.Side.VALUES));
                            case "items" -> new Place.Method(new Place.View(mapping, Place.Side.ITEMS));
                            default -> null;
                        };
            }
        }
    }

    private boolean isMapping(long object) {
        return heap.itemCount(object) >= 0 && heap.value(object).isMapping();
    }

    private boolean hasAttributes(long object) {
        boolean[] any = {false};
        heap.attributes(object, (name, value) -> {
            any[0] = true;
            return false;
        });
        return any[0];
    }

    private Outcome ofType(long object, PyType metatype, String name) {
        long found = namespaces.classAttribute(object, name);
        if (found != 0) {
            PyType kind = heap.typeOf(found);
            if (kind != null && kind.isSubtypeOf("staticmethod")) {
                long function = nativeAttributes.get(found, kind, "__func__");
                return new Outcome.Found(new Place.Object(function != 0 ? function : found));
            }
            if (kind != null && kind.isSubtypeOf("classmethod")) {
                return new Outcome.Missing(
                        "'" + name + "' is a class method: Python makes a bound method each time it is asked for it",
                        List.of("__dict__['" + name + "']"));
            }
            long member = enumMember(object, name);
            return new Outcome.Found(new Place.Object(member != 0 ? member : found));
        }
        long member = enumMember(object, name);
        long field = member != 0 ? member : nativeAttributes.get(object, metatype, name);
        if (field != 0) {
            return new Outcome.Found(new Place.Object(field));
        }
        long ofMetatype = namespaces.classAttribute(metatype.address(), name);
        if (ofMetatype != 0) {
            return classValue(ofMetatype, metatype, name);
        }
        PyType shown = heap.type(object);
        return missing("type " + (shown == null ? "" : shown.shortName()), name, namespaces.classAttributes(object));
    }

    private long enumMember(long type, String name) {
        long members = namespaces.classAttribute(type, "_member_map_");
        return members == 0 ? 0 : namespaces.value(members, name);
    }

    private Outcome ofInstance(long object, PyType type, String name) {
        long ofClass = namespaces.classAttribute(type.address(), name);
        PyType kind = ofClass == 0 ? null : heap.typeOf(ofClass);
        boolean property = kind != null && kind.isSubtypeOf("property");
        int item = type.itemNames().indexOf(name);
        if (item >= 0) {
            long[] found = {0};
            heap.items(object, item, item + 1L, (index, key, value) -> {
                found[0] = value;
                return false;
            });
            if (found[0] != 0) {
                return new Outcome.Found(new Place.Object(found[0]));
            }
        }
        if (property) {
            return new Outcome.Missing(
                    "'" + name + "' is a property of " + type.shortName() + ": it " + COMPUTED, List.of());
        }
        long own = own(object, type, name);
        if (own != 0) {
            return new Outcome.Found(new Place.Object(own));
        }
        if (name.endsWith("_frame") && frames.isGeneratorLike(object)) {
            return new Outcome.Missing(
                    "this " + type.shortName() + " has finished: its " + name + " is None", List.of());
        }
        if (ofClass != 0) {
            return classValue(ofClass, type, name);
        }
        Set<String> names = names(object, type);
        names.addAll(namespaces.classAttributes(type.address()));
        String lacking = namespaces.classAttribute(type.address(), "__getattr__") == 0
                ? ""
                : ", but its class has a __getattr__ that may compute one";
        return missing("this " + type.shortName(), name, lacking, names);
    }

    /// The attribute of the instance itself, 0 if it has none of this name.
    private long own(long object, PyType type, String name) {
        long dict = heap.instanceDict(object);
        long found = dict == 0 ? 0 : namespaces.value(dict, name);
        if (found == 0) {
            found = heap.attribute(object, name);
        }
        return found != 0 ? found : nativeAttributes.get(object, type, name);
    }

    private Outcome classValue(long value, PyType type, String name) {
        PyType kind = heap.typeOf(value);
        String native_ = kind == null ? "" : kind.decodedBy().typeName();
        return switch (native_) {
            case "function", "method_descriptor", "classmethod", "classmethod_descriptor", "wrapper_descriptor" ->
                new Outcome.Missing(
                        "'" + name + "' is a method of " + type.shortName()
                                + ": Python makes a bound method each time it is asked for it; its function is"
                                + " __class__." + name,
                        List.of("__class__." + name));
            case "property", "getset_descriptor" ->
                new Outcome.Missing("'" + name + "' of " + type.shortName() + " " + COMPUTED, List.of());
            case "member_descriptor" ->
                new Outcome.Missing("'" + name + "' is not set, or is no object but a number", List.of());
            case "staticmethod" -> {
                long function = kind == null ? 0 : nativeAttributes.get(value, kind, "__func__");
                yield new Outcome.Found(new Place.Object(function != 0 ? function : value));
            }
            default ->
                kind != null && namespaces.classAttribute(kind.address(), "__get__") != 0
                        ? new Outcome.Missing("'" + name + "' of " + type.shortName() + " " + COMPUTED, List.of())
                        : new Outcome.Found(new Place.Object(value));
        };
    }

    private Set<String> names(long object, PyType type) {
        var names = new LinkedHashSet<String>();
        heap.attributes(object, (name, value) -> {
            names.add(name);
            return names.size() < 10_000;
        });
        names.addAll(nativeAttributes.names(type).keySet());
        names.addAll(type.itemNames());
        return names;
    }

    private static Outcome missing(String owner, String name, Set<String> names) {
        return missing(owner, name, "", names);
    }

    private static Outcome missing(String owner, String name, String lacking, Set<String> names) {
        return new Outcome.Missing(owner + " has no attribute '" + name + "'" + lacking, Nearest.to(name, names));
    }
}
