package io.ouroscope.api;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What the API answers: collected first, then registered with the server and told by the API's document. Nothing under
/// `/api/` is registered past it.
final class Endpoints {
    private final Map<Endpoint, Handler> handlers = new LinkedHashMap<>();

    Endpoint get(String path, Handler handler) {
        return add(new Endpoint(HandlerType.GET, path, false), handler);
    }

    Endpoint post(String path, Handler handler) {
        return add(new Endpoint(HandlerType.POST, path, false), handler);
    }

    Endpoint put(String path, Handler handler) {
        return add(new Endpoint(HandlerType.PUT, path, false), handler);
    }

    Endpoint patch(String path, Handler handler) {
        return add(new Endpoint(HandlerType.PATCH, path, false), handler);
    }

    Endpoint delete(String path, Handler handler) {
        return add(new Endpoint(HandlerType.DELETE, path, false), handler);
    }

    Endpoint add(Endpoint endpoint, Handler handler) {
        handlers.put(endpoint, handler);
        return endpoint;
    }

    void register(RoutesConfig routes) {
        handlers.forEach((endpoint, handler) -> routes.addHttpHandler(endpoint.method(), endpoint.path(), ctx -> {
            endpoint.begin(ctx);
            handler.handle(ctx);
        }));
    }

    /// In the order in which they were added.
    List<Endpoint> all() {
        return List.copyOf(handlers.keySet());
    }
}
