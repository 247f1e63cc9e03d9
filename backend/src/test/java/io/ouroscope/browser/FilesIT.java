package io.ouroscope.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.ouroscope.testing.Requirements;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The screen of files and sockets, and its API, over a process that has one descriptor of each kind and says which.
class FilesIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static @Nullable LiveSnapshot live;

    @BeforeAll
    static void capture(@TempDir Path directory) throws Exception {
        Requirements.needCapture();
        live = LiveSnapshot.of("files.py", directory);
        Page page = live.browser().page();
        page.navigate(live.url("/overview"));
        Pages.settle(page);
    }

    @AfterAll
    static void stop() {
        if (live != null) {
            live.close();
        }
    }

    private static LiveSnapshot live() {
        return Objects.requireNonNull(live);
    }

    private static JsonNode file(String name) throws IOException {
        return JSON.readTree(
                URI.create(live().api("/files/" + live().said("FD " + name))).toURL());
    }

    @Test
    void socketsHaveAddressesStatesQueuesAndTheirOtherEnds() throws IOException {
        JsonNode listening = file("listening");
        assertThat(listening.at("/socket/state").asText()).isEqualTo("LISTEN");
        assertThat(listening.at("/socket/receiveQueue").asInt()).isEqualTo(1);
        JsonNode client = file("client");
        assertThat(client.at("/socket/state").asText()).isEqualTo("ESTABLISHED");
        assertThat(client.at("/socket/receiveQueue").asInt()).isEqualTo(1234);
        assertThat(client.at("/socket/peer").asText())
                .isEqualTo(listening.at("/socket/local").asText());
        assertThat(client.at("/peerFiles/0").asText()).isEqualTo(live().said("FD accepted"));
        JsonNode left = file("left");
        assertThat(left.at("/socket/family").asText()).isEqualTo("unix");
        assertThat(left.at("/socket/sendQueue").asInt()).isEqualTo(77);
        assertThat(left.at("/peerFiles/0").asText()).isEqualTo(live().said("FD right"));
        assertThat(file("named").at("/socket/local").asText()).endsWith("/named.sock");
    }

    @Test
    void objectsAreFoundFromTheNumberOutwards() throws IOException {
        assertThat(owners(file("client"))).contains("SocketIO ._sock", "BufferedReader .raw", "Client .reader");
        assertThat(owners(file("text"))).contains("BufferedWriter .raw", "TextIOWrapper .buffer");
        assertThat(owners(file("log"))).contains("TextIOWrapper .buffer", "FileHandler .stream");
        assertThat(owners(file("child"))).contains("Popen .stdin");
        assertThat(owners(file("stream"))).contains("_SelectorSocketTransport ._sock");
        assertThat(owners(file("service"))).contains("Server ._sockets[0]");
        assertThat(file("eventfd").at("/holderCount").asInt()).isZero();
        assertThat(file("deleted").at("/target").asText()).endsWith("(deleted)");
        JsonNode raw = file("raw");
        assertThat(raw.at("/descriptor/positionBytes").asInt()).isEqualTo(11);
        assertThat(raw.at("/descriptor/sizeBytes").asInt()).isEqualTo(600);
        assertThat(file("eventfd").at("/descriptor/count").asInt()).isEqualTo(5);
    }

    /// `Client .reader` for each owner.
    private static String owners(JsonNode file) {
        var text = new StringBuilder();
        for (JsonNode owner : file.at("/holders/0/owners")) {
            String type = owner.at("/object/type").asText();
            text.append(type.substring(type.lastIndexOf('.') + 1))
                    .append(' ')
                    .append(owner.get("attribute").asText())
                    .append('\n');
        }
        return text.toString();
    }

    @Test
    void threadsThatWaitAreToldWhateverTheyWaitWith() throws IOException {
        assertThat(file("pipe_read").at("/waiters/0/call").asText()).isEqualTo("read");
        assertThat(file("pipe_read").at("/waiters/0/name").asText()).isEqualTo("wait_for_pipe");
        assertThat(file("pipe_read").at("/peerFiles/0").asText()).isEqualTo(live().said("FD pipe_write"));
        assertThat(file("accepted").at("/waiters/0/name").asText()).isEqualTo("wait_with_select");
        assertThat(file("accepted").at("/waiters/0/events").asText()).isEqualTo("read");
        JsonNode left = file("left");
        assertThat(left.at("/waiters/0/name").asText()).isEqualTo("wait_with_epoll");
        assertThat(left.at("/waiters/0/through").asText()).isEqualTo(live().said("FD epoll"));
        JsonNode stream = file("stream");
        assertThat(stream.at("/waiters/0/name").asText()).isEqualTo("loop");
        assertThat(stream.at("/watches/0/selector/type").asText()).isEqualTo("selectors.EpollSelector");
        assertThat(stream.at("/watches/0/events").asText()).isEqualTo("read");
        assertThat(file("child").at("/otherEnds/0/process").asText()).isEqualTo("sleep");
        assertThat(file("child").at("/otherEnds/0/access").asText()).isEqualTo("read");
    }

    @Test
    void aDescriptorIsChosenAndItsViewIsInTheUrl() {
        Page page = live().browser().page();
        page.navigate(live().url("/files"));
        Pages.settle(page);
        Locator rows = page.locator("ouro-list .list-row");
        page.locator(".facet", new Page.LocatorOptions().setHasText("LISTEN")).click();
        page.waitForURL(Pattern.compile(".*state=LISTEN.*"));
        assertThat(rows).hasCount(3);
        page.locator("input.filter").fill("named.sock");
        assertThat(rows).hasCount(1);
        assertThat(rows).containsText("named.sock");
        rows.first().click();
        page.waitForURL(Pattern.compile(".*fd=" + live().said("FD named") + ".*"));
        assertThat(page.locator(".beside-detail")).containsText("Descriptor " + live().said("FD named"));
        String asShown = Pages.text(page);
        page.reload();
        assertThat(Pages.text(page)).isEqualTo(asShown);
        page.navigate(live().url("/files?fd=" + live().said("FD stream")));
        Pages.settle(page);
        assertThat(page.locator(".beside-detail")).containsText("_SelectorSocketTransport");
        page.locator(".beside-detail a", new Page.LocatorOptions().setHasText("loop"))
                .first()
                .click();
        page.waitForURL(Pattern.compile(".*/threads\\?thread=0x.*"));
        new Screens(live().browser())
                .shoot(Map.of("file-descriptor", live().url("/files?fd=" + live().said("FD stream"))));
        assertThat(live().browser().offences()).isEmpty();
    }
}
