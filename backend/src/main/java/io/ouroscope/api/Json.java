package io.ouroscope.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.PropertyBindingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.javalin.http.Context;
import io.ouroscope.snapshot.TransportHead;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;

/// JSON in and out: the one mapper of the API.
///
/// Fields that are null are written as null, so that a reader sees which fields there are.
final class Json {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .serializationInclusion(JsonInclude.Include.ALWAYS)
            .build();

    private Json() {}

    static void send(Context ctx, Object body) {
        ctx.contentType("application/json").result(bytes(body));
    }

    static byte[] bytes(Object body) {
        try {
            return MAPPER.writeValueAsBytes(body);
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    static String text(Object body) {
        try {
            return MAPPER.writeValueAsString(body);
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /// Jackson's own words tell of our classes where a value has the wrong shape.
    private static String whatIsWrong(JsonProcessingException wrong) {
        if (!(wrong instanceof MismatchedInputException shape) || wrong instanceof PropertyBindingException) {
            return wrong.getOriginalMessage();
        }
        String field = shape.getPath().stream()
                .map(JsonMappingException.Reference::getFieldName)
                .filter(Objects::nonNull)
                .collect(Collectors.joining("."));
        return field.isEmpty() ? "it must be a JSON object" : "'" + field + "' has a value of the wrong kind or size";
    }

    /// The bytes of a JSON body that may be larger than bodies usually are, up to [TransportHead#MOST_BYTES].
    static byte[] largeBody(Context ctx) throws IOException {
        checkType(ctx);
        byte[] body = ctx.req().getInputStream().readNBytes(TransportHead.MOST_BYTES + 1);
        if (body.length > TransportHead.MOST_BYTES) {
            throw ApiException.of(413, "too-large", "The body is larger than " + TransportHead.MOST_BYTES + " bytes");
        }
        return body;
    }

    /// The request's body as `type`; whatever is wrong with it is the caller's error.
    static <T> T read(Context ctx, Class<T> type) {
        checkType(ctx);
        try {
            T body = MAPPER.readValue(ctx.bodyAsBytes(), type);
            if (body == null) {
                throw ApiException.of(400, "bad-body", "The body must be a JSON object, not null");
            }
            return body;
        } catch (JsonProcessingException wrong) {
            throw ApiException.of(400, "bad-body", "The body is not as expected: " + whatIsWrong(wrong));
        } catch (IOException broken) {
            throw ApiException.of(408, "slow-body", "The body did not arrive: " + broken.getMessage());
        }
    }

    private static void checkType(Context ctx) {
        String contentType = String.valueOf(ctx.contentType()).toLowerCase(Locale.ROOT);
        if (!contentType.matches("application/json\\s*(;.*)?")) {
            throw ApiException.of(415, "content-type", "The body must be application/json, not " + contentType);
        }
    }
}
