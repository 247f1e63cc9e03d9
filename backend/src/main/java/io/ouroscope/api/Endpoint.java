package io.ouroscope.api;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A route of the API and its description, from which [ApiDocument] is made. What is not described here does not work:
/// a request with another query parameter is refused, and a handler that reads one fails.
///
/// A route without a description fails `ApiDocumentTest`.
final class Endpoint {
    private final HandlerType method;
    private final String path;
    private final boolean analysed;
    private final Set<String> read = ConcurrentHashMap.newKeySet();
    private @Nullable Description description;

    /// @param analysed whether it answers 202 while the snapshot of its path is being analysed
    Endpoint(HandlerType method, String path, boolean analysed) {
        this.method = method;
        this.path = path;
        this.analysed = analysed;
    }

    /// @param answer the type of its JSON, null if there is none
    /// @param contentType of an answer that is not JSON
    /// @param body what the request carries as JSON
    record Description(
            String summary,
            @Nullable Type answer,
            int status,
            String contentType,
            @Nullable Class<?> body,
            List<Parameter> parameters) {}

    /// Describes an endpoint that answers 200 with JSON.
    ///
    /// @param summary what it answers, in one line
    /// @param answer a record, or [#page] or [#items] of one
    Endpoint describe(String summary, Type answer, Parameter... parameters) {
        description = new Description(summary, answer, 200, "application/json", null, List.of(parameters));
        return this;
    }

    /// Describes an endpoint whose answer is not JSON.
    Endpoint describeOther(String summary, String contentType, Parameter... parameters) {
        description = new Description(summary, null, 200, contentType, null, List.of(parameters));
        return this;
    }

    /// Describes an endpoint that answers 204.
    Endpoint describeNoAnswer(String summary, Parameter... parameters) {
        description = new Description(summary, null, 204, "", null, List.of(parameters));
        return this;
    }

    /// The request carries this as JSON.
    Endpoint takes(Class<?> body) {
        Description before = described();
        description = new Description(
                before.summary, before.answer, before.status, before.contentType, body, before.parameters);
        return this;
    }

    /// It answers with `status` instead of 200.
    Endpoint status(int status) {
        Description before = described();
        description = new Description(
                before.summary, before.answer, status, before.contentType, before.body, before.parameters);
        return this;
    }

    /// The type of a list, or of a part of one.
    static Type page(Class<?> item) {
        return new Of(Wire.Page.class, item);
    }

    static Type items(Class<?> item) {
        return new Of(Wire.Items.class, item);
    }

    /// A record with one type parameter, and what stands for it.
    static Type of(Class<?> record, Class<?> argument) {
        return new Of(record, argument);
    }

    private record Of(Class<?> record, Type argument) implements ParameterizedType {
        @Override
        public Type[] getActualTypeArguments() {
            return new Type[] {argument};
        }

        @Override
        public Type getRawType() {
            return record;
        }

        @Override
        public @Nullable Type getOwnerType() {
            return record.getDeclaringClass();
        }
    }

    HandlerType method() {
        return method;
    }

    String path() {
        return path;
    }

    boolean isAnalysed() {
        return analysed;
    }

    boolean isDescribed() {
        return description != null;
    }

    Description described() {
        if (description == null) {
            throw new IllegalStateException(this + " has no description");
        }
        return description;
    }

    /// The query parameters that have been read so far.
    Set<String> read() {
        return read;
    }

    /// The endpoint that answers this request, null where it is none of the API.
    static @Nullable Endpoint of(Context ctx) {
        return ctx.attribute(Endpoint.class.getName());
    }

    /// Makes a request one for this endpoint.
    void begin(Context ctx) {
        ctx.attribute(Endpoint.class.getName(), this);
        if (description == null) {
            return;
        }
        for (String name : ctx.queryParamMap().keySet()) {
            if (!has(name)) {
                throw ApiException.of(
                        400,
                        "bad-parameter",
                        "There is no parameter '" + name + "' here",
                        description.parameters().isEmpty() ? "It takes none" : "There are: " + names());
            }
        }
    }

    /// A handler reads a parameter.
    void reads(String name) {
        if (description != null && !has(name)) {
            throw new IllegalStateException(this + " reads '" + name + "', which its description does not tell");
        }
        read.add(name);
    }

    private boolean has(String name) {
        return described().parameters().stream().anyMatch(each -> each.name().equals(name));
    }

    private String names() {
        return described().parameters().stream().map(Parameter::name).collect(Collectors.joining(", "));
    }

    /// `id`, `address` of `/api/s/{id}/objects/{address}`.
    List<String> pathParameters() {
        return Arrays.stream(path.split("/"))
                .filter(part -> part.startsWith("{"))
                .map(part -> part.substring(1, part.length() - 1))
                .toList();
    }

    @Override
    public String toString() {
        return method + " " + path;
    }
}
