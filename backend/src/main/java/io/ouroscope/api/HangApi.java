package io.ouroscope.api;

import io.ouroscope.analysis.hang.HangJson;

/// Why the process stands still.
final class HangApi {
    private HangApi() {}

    static void register(InSnapshot routes) {
        routes.get(
                        "/hang",
                        (ctx, view) -> HangJson.of(view.open().analysed().hang().report()))
                .describe(
                        "Why the process is stuck: verdicts with their proof, and who waits where for what",
                        HangJson.Hang.class);
    }
}
