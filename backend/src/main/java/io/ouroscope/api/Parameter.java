package io.ouroscope.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;

/// A query parameter as the API's document tells it. Reading it is [Parameters]' work; [Endpoint] holds the two
/// together.
///
/// @param schema its JSON Schema: type, default, limits
/// @param example a value that makes sense, empty where the schema tells enough
record Parameter(String name, String description, ObjectNode schema, String example, boolean isRequired) {

    private Parameter(String name, String description, ObjectNode schema) {
        this(name, description, schema, "", false);
    }

    /// The same with a value that makes sense.
    Parameter example(String value) {
        return new Parameter(name, description, schema, value, isRequired);
    }

    /// The same, without which there is no answer.
    Parameter required() {
        return new Parameter(name, description, schema, example, true);
    }

    /// A whole number of at least `least`.
    static Parameter number(String name, long otherwise, long least, String description) {
        return new Parameter(
                name,
                description,
                object("integer")
                        .put("format", "int64")
                        .put("default", otherwise)
                        .put("minimum", least));
    }

    /// A whole number in `[least, most]`.
    static Parameter number(String name, long otherwise, long least, long most, String description) {
        Parameter number = number(name, otherwise, least, description);
        number.schema.put("maximum", most);
        return number;
    }

    static Parameter text(String name, String description) {
        return new Parameter(name, description, object("string"));
    }

    /// `true` or `false`, which it is unless told.
    static Parameter flag(String name, String description) {
        Parameter flag = new Parameter(name, description, object("boolean"));
        flag.schema.put("default", false);
        return flag.example("true");
    }

    static Parameter address(String name, String description) {
        return new Parameter(name, description, object("string").put("pattern", Parameters.ADDRESS));
    }

    /// One constant of the enum of `otherwise`, in lower case.
    static Parameter choice(String name, Enum<?> otherwise, String description) {
        Parameter choice = choice(name, otherwise.getDeclaringClass(), description);
        choice.schema.put("default", Parameters.lower(otherwise));
        return choice;
    }

    /// One constant of an enum whose default depends; the description says on what.
    static Parameter choice(String name, Class<? extends Enum<?>> choices, String description) {
        ObjectNode schema = object("string");
        Arrays.stream(choices.getEnumConstants()).map(Parameters::lower).forEach(schema.withArray("enum")::add);
        return new Parameter(name, description, schema);
    }

    private static ObjectNode object(String type) {
        return JsonNodeFactory.instance.objectNode().put("type", type);
    }
}
