package io.ouroscope.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.AnnotatedArrayType;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Writes JSON Schemas of the records that go over the wire, as Jackson writes them.
///
/// Only what our records are made of: records (generic ones too), lists, texts, numbers, truth values. Anything else,
/// a map above all, is refused: an answer has a shape. Descriptions are those of [Words].
final class Schemas {
    private static final Map<Class<?>, List<String>> PLAIN = Map.of(
            String.class, List.of("string"),
            boolean.class, List.of("boolean"),
            Boolean.class, List.of("boolean"),
            int.class, List.of("integer", "int32"),
            Integer.class, List.of("integer", "int32"),
            long.class, List.of("integer", "int64"),
            Long.class, List.of("integer", "int64"),
            double.class, List.of("number", "double"),
            Double.class, List.of("number", "double"));

    private final Words words;
    private final Map<String, ObjectNode> components = new LinkedHashMap<>();
    private final Map<String, String> names = new HashMap<>();
    private final Set<Class<?>> bodies = new HashSet<>();

    Schemas(Words words) {
        this.words = words;
    }

    /// The schemas of all records met so far, by name.
    Map<String, ObjectNode> components() {
        return components;
    }

    /// A reference to the schema of a record, which is written if it is new.
    ObjectNode of(Type type) {
        return of(type, Map.of());
    }

    /// The same for what a request carries: there a field that may be null may be missing.
    ObjectNode ofBody(Class<?> body) {
        bodies.add(body);
        return of(body);
    }

    private ObjectNode of(Type type, Map<TypeVariable<?>, Type> bound) {
        return switch (type) {
            case TypeVariable<?> variable -> of(found(variable, bound), Map.of());
            case ParameterizedType list
            when list.getRawType() == List.class -> {
                ObjectNode schema = object().put("type", "array");
                schema.set("items", of(list.getActualTypeArguments()[0], bound));
                yield schema;
            }
            case ParameterizedType generic
            when generic.getRawType() instanceof Class<?> raw && raw.isRecord() ->
                record(raw, arguments(raw, generic, bound));
            case Class<?> plain when PLAIN.containsKey(plain) -> plain(PLAIN.get(plain));
            case Class<?> record when record.isRecord() -> record(record, Map.of());
            default -> throw new IllegalArgumentException("An answer cannot hold a " + type.getTypeName());
        };
    }

    private static ObjectNode plain(List<String> typeAndFormat) {
        ObjectNode schema = object().put("type", typeAndFormat.getFirst());
        if (typeAndFormat.size() > 1) {
            schema.put("format", typeAndFormat.get(1));
        }
        return schema;
    }

    private static Type found(TypeVariable<?> variable, Map<TypeVariable<?>, Type> bound) {
        return Optional.ofNullable(bound.get(variable))
                .orElseThrow(() -> new IllegalArgumentException("What is the " + variable + " of " + bound + "?"));
    }

    private static Map<TypeVariable<?>, Type> arguments(
            Class<?> raw, ParameterizedType generic, Map<TypeVariable<?>, Type> bound) {
        var arguments = new LinkedHashMap<TypeVariable<?>, Type>();
        for (int i = 0; i < raw.getTypeParameters().length; i++) {
            Type argument = generic.getActualTypeArguments()[i];
            arguments.put(
                    raw.getTypeParameters()[i],
                    argument instanceof TypeVariable<?> variable ? found(variable, bound) : argument);
        }
        return arguments;
    }

    private ObjectNode record(Class<?> record, Map<TypeVariable<?>, Type> arguments) {
        String name = name(record, arguments);
        if (!components.containsKey(name)) {
            ObjectNode schema = object();
            components.put(name, schema);
            fill(schema, record, arguments);
        }
        return object().put("$ref", "#/components/schemas/" + name);
    }

    /// `ObjectRow`, `PageOfObjectRow`; with its class before it where another record has the name already.
    private String name(Class<?> record, Map<TypeVariable<?>, Type> arguments) {
        String of = arguments.isEmpty() ? "" : arguments.toString();
        String known = names.get(record.getName() + of);
        if (known != null) {
            return known;
        }
        var name = new StringBuilder(record.getSimpleName());
        for (Type argument : arguments.values()) {
            name.append("Of").append(argument instanceof Class<?> plain ? plain.getSimpleName() : "List");
        }
        Class<?> around = record.getEnclosingClass();
        if (names.containsValue(name.toString()) && around != null) {
            name.insert(0, around.getSimpleName());
        }
        names.put(record.getName() + of, name.toString());
        return name.toString();
    }

    private void fill(ObjectNode schema, Class<?> record, Map<TypeVariable<?>, Type> arguments) {
        schema.put("type", "object");
        words.ofRecord(record).ifPresent(text -> schema.put("description", text));
        ObjectNode properties = schema.putObject("properties");
        ArrayNode required = JsonNodeFactory.instance.arrayNode();
        JsonInclude include = record.getAnnotation(JsonInclude.class);
        boolean leavesOutNull = include != null && include.value() == JsonInclude.Include.NON_NULL;
        for (RecordComponent component : record.getRecordComponents()) {
            JsonProperty renamed = component.getAccessor().getAnnotation(JsonProperty.class);
            String name = renamed == null ? component.getName() : renamed.value();
            boolean nullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
            ObjectNode property = of(component.getGenericType(), arguments);
            nullableItems(component.getAnnotatedType(), property);
            if (nullable && !leavesOutNull) {
                property = orNull(property);
            }
            Optional<String> description = words.ofProperty(record, name);
            if (description.isPresent()) {
                property.put("description", description.get());
            }
            properties.set(name, property);
            if (!nullable || (!leavesOutNull && !bodies.contains(record))) {
                required.add(name);
            }
        }
        schema.set("required", required);
        schema.put("additionalProperties", false);
    }

    private static void nullableItems(AnnotatedType type, ObjectNode property) {
        AnnotatedType item = switch (type) {
            case AnnotatedParameterizedType list
            when property.has("items") -> list.getAnnotatedActualTypeArguments()[0];
            case AnnotatedArrayType array -> array.getAnnotatedGenericComponentType();
            default -> null;
        };
        if (item != null && item.isAnnotationPresent(Nullable.class)) {
            property.set("items", orNull((ObjectNode) property.get("items")));
        }
    }

    private static ObjectNode orNull(ObjectNode schema) {
        if (schema.path("type").isTextual()) {
            String type = schema.get("type").asText();
            schema.putArray("type").add(type).add("null");
            return schema;
        }
        ObjectNode either = object();
        either.putArray("anyOf").add(schema).add(object().put("type", "null"));
        return either;
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
