package io.ouroscope.api;

import io.javalin.http.Context;
import io.ouroscope.workspace.Grant;
import io.ouroscope.workspace.Grants;
import io.ouroscope.workspace.Workspace;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The links that let somebody look at one snapshot: make, list, take back. For who has the server's token only.
final class GrantsApi {
    private final Workspace workspace;
    private final Access access;
    private final Grants grants;

    GrantsApi(Workspace workspace, Access access) {
        this.workspace = workspace;
        this.access = access;
        grants = workspace.store().grants();
    }

    /// A link that is wanted.
    record GrantOrder(
            @Nullable String snapshotId,
            @Nullable Integer hours,
            @Nullable String label) {}

    /// A link that lets somebody look at one snapshot.
    record GrantRow(
            String id,
            String snapshotId,
            @Nullable String snapshotName,
            String label,
            String createdAt,
            String until,
            @Nullable String lastUsedAt,
            String state) {}

    /// A new link, with the key that is told this once.
    record GrantMade(GrantRow grant, String key) {}

    void register(Endpoints routes) {
        routes.get("/api/grants", this::list)
                .describe("The shared links, newest first", Endpoint.page(GrantRow.class), Paging.OFFSET, Paging.LIMIT);
        routes.post("/api/grants", this::make)
                .describe("Makes a link that lets somebody look at one snapshot", GrantMade.class)
                .takes(GrantOrder.class)
                .status(201);
        routes.delete("/api/grants/{grant}", this::revoke).describe("Takes a shared link back", GrantRow.class);
    }

    private void list(Context ctx) throws IOException {
        var rows = new ArrayList<GrantRow>();
        Paging paging = Paging.of(ctx);
        List<Grant> all = grants.list();
        for (int i = (int) Math.min(paging.offset(), all.size()); i < paging.end(all.size()); i++) {
            rows.add(wire(all.get(i)));
        }
        Json.send(ctx, new Wire.Page<>(all.size(), paging.offset(), paging.limit(), rows));
    }

    private void make(Context ctx) throws IOException {
        if (!access.isGuarded()) {
            throw ApiException.of(
                    409,
                    "no-token",
                    "This Ouroscope answers to this machine without a token, so a link would let nobody in",
                    "ouroscope serve --host ADDRESS");
        }
        GrantOrder order = Json.read(ctx, GrantOrder.class);
        String snapshotId = Objects.requireNonNullElse(order.snapshotId(), "");
        Integer hours = order.hours();
        if (hours == null || !snapshotId.matches("[0-9a-f]{64}")) {
            throw ApiException.of(400, "bad-body", "A link has the whole id of a snapshot, and hours");
        }
        if (workspace.find(snapshotId).isEmpty()) {
            throw ApiException.of(404, "no-such-snapshot", "There is no snapshot " + snapshotId + " here");
        }
        Grants.Made made =
                grants.make(snapshotId, Duration.ofHours(hours), Objects.requireNonNullElse(order.label(), ""));
        ctx.status(201);
        Json.send(ctx, new GrantMade(wire(made.grant()), made.key()));
    }

    private void revoke(Context ctx) throws IOException {
        String id = ctx.pathParam("grant");
        Grant revoked = grants.revoke(id)
                .orElseThrow(() -> ApiException.of(404, "no-such-grant", "There is no shared link " + id));
        Json.send(ctx, wire(revoked));
    }

    private GrantRow wire(Grant grant) throws IOException {
        return new GrantRow(
                grant.id(),
                grant.snapshotId(),
                SessionApi.name(workspace, grant),
                grant.label(),
                grant.createdAt().toString(),
                grant.until().toString(),
                grant.lastUsedAt() == null ? null : grant.lastUsedAt().toString(),
                Parameters.lower(grant.state(grants.now())));
    }
}
