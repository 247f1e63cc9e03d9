package io.ouroscope.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.javalin.Javalin;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class ProblemResponsesTest {
    @Test
    void anErrorOfTheRuntimeIsAProblemWithAnIdLikeAnyBug() throws IOException {
        Javalin javalin = Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.router.javaLangErrorHandler(ProblemResponses::error);
            config.routes.get("/deep", ctx -> {
                throw new StackOverflowError();
            });
        });
        javalin.start("127.0.0.1", 0);
        try {
            RawHttp.Answer answer = new RawHttp(javalin.port()).get("/deep");
            assertThat(answer.status()).isEqualTo(500);
            assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
            assertThat(answer.body())
                    .contains("\"type\":\"/problems/bug\"", "\"id\":\"")
                    .doesNotContain("StackOverflow");
        } finally {
            javalin.stop();
        }
    }
}
