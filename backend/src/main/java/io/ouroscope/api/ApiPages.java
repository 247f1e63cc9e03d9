package io.ouroscope.api;

import org.jspecify.annotations.Nullable;

/// The API's own document, for programs and for people. Made at the first request, when all is registered.
final class ApiPages {
    private final Endpoints endpoints;
    private @Nullable ApiDocument document;

    ApiPages(Endpoints endpoints) {
        this.endpoints = endpoints;
    }

    void register() {
        endpoints
                .get("/api/openapi.json", ctx -> Json.send(ctx, document().json()))
                .describeOther("This document, OpenAPI 3.1", "application/json");
        endpoints
                .get(
                        "/api",
                        ctx -> ctx.contentType("text/html; charset=utf-8")
                                .result(ApiPage.of(document().json())))
                .describeOther("This document as a page for people", "text/html");
    }

    private synchronized ApiDocument document() {
        if (document == null) {
            document = new ApiDocument(endpoints.all());
        }
        return document;
    }
}
