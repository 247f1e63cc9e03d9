package io.ouroscope.api;

import io.ouroscope.workspace.Secret;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where a server listens and who may talk to it.
///
/// @param host the address or name of an interface of this machine
/// @param port 0 for a free one
/// @param allowedHosts names beside those of this machine under which users reach it (tunnels, proxies)
/// @param token what everybody has to know; null where reaching the server is enough, which is only right on loopback
public record Exposure(
        String host,
        int port,
        List<String> allowedHosts,
        @Nullable Secret token) {
    static final String LOOPBACK = "127.0.0.1";

    /// For this machine only, without a token.
    public static Exposure loopback(int port, List<String> allowedHosts) {
        return new Exposure(LOOPBACK, port, allowedHosts, null);
    }
}
