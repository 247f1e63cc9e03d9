package io.ouroscope.browser;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import io.ouroscope.testing.Programs;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/// A Chromium that notes everything a page of ours must not do: errors on the console, violations of the content
/// security policy, uncaught exceptions, requests to another host.
final class Browser implements AutoCloseable {
    /// How long a test waits for what must come, however busy the machine is.
    private static final double PATIENCE_MILLIS = 120_000;

    /// Counts what a page has asked for and not yet read, for [Pages].
    private static final String COUNT_REQUESTS = """
            (() => {
              const { fetch } = window;
              const { json, text, blob } = Response.prototype;
              window.underWay = 0;
              const counted = (ask) => async function (...how) {
                window.underWay++;
                try {
                  return await ask.apply(this, how);
                } finally {
                  // What was waiting for the answer runs first.
                  setTimeout(() => window.underWay--);
                }
              };
              window.fetch = counted(fetch);
              Object.assign(Response.prototype, { json: counted(json), text: counted(text), blob: counted(blob) });
            })();
            """;

    private final Playwright playwright;
    private final com.microsoft.playwright.Browser browser;
    private final List<String> offences = new CopyOnWriteArrayList<>();

    private Browser(Playwright playwright, com.microsoft.playwright.Browser browser) {
        this.playwright = playwright;
        this.browser = browser;
    }

    static Browser start() {
        Path chromium = Programs.chromium();
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MILLIS);
        Playwright playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        return new Browser(
                playwright,
                playwright
                        .chromium()
                        .launch(new BrowserType.LaunchOptions()
                                .setExecutablePath(chromium)
                                .setArgs(List.of("--no-sandbox", "--disable-dev-shm-usage"))));
    }

    /// A context of its own, as another person's browser is one.
    BrowserContext context(int width, int height, ColorScheme colours) {
        BrowserContext context = browser.newContext(new com.microsoft.playwright.Browser.NewContextOptions()
                .setViewportSize(width, height)
                .setColorScheme(colours));
        context.setDefaultTimeout(PATIENCE_MILLIS);
        context.addInitScript(COUNT_REQUESTS);
        context.onConsoleMessage(this::note);
        context.onWebError(error -> offences.add("uncaught: " + error.error()));
        context.onRequest(this::note);
        return context;
    }

    Page page() {
        return context(1280, 800, ColorScheme.LIGHT).newPage();
    }

    /// Notes what the page's main thread does, until [#tasks].
    void startTracing(Page page) {
        browser.startTracing(
                page,
                new com.microsoft.playwright.Browser.StartTracingOptions()
                        .setCategories(List.of("disabled-by-default-devtools.timeline")));
    }

    /// The tasks of the traced page since then: how long each took, and how much of that on a processor.
    List<Task> tasks() throws IOException {
        JsonNode trace = new ObjectMapper().readTree(browser.stopTracing()).get("traceEvents");
        var mainThreads = new HashSet<Long>();
        for (JsonNode event : trace) {
            if (event.at("/args/name").asText().equals("CrRendererMain")) {
                mainThreads.add(event.get("tid").asLong());
            }
        }
        var tasks = new ArrayList<Task>();
        for (JsonNode event : trace) {
            if (event.get("name").asText().equals("RunTask")
                    && mainThreads.contains(event.get("tid").asLong())) {
                tasks.add(new Task(
                        event.path("dur").asDouble() / 1e3, event.path("tdur").asDouble() / 1e3));
            }
        }
        return tasks;
    }

    /// While one runs, a page does not answer.
    ///
    /// @param processorMillis of the whole time
    record Task(double millis, double processorMillis) {}

    /// What pages did that they must not, so far.
    List<String> offences() {
        return List.copyOf(offences);
    }

    /// Forgives what a test provoked.
    void expected(String part) {
        offences.removeIf(offence -> offence.contains(part));
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }

    private void note(ConsoleMessage message) {
        if (message.type().equals("error") || message.type().equals("warning")) {
            offences.add(message.type() + " on the console: " + message.text() + " (" + message.location() + ")");
        }
    }

    private void note(Request request) {
        URI uri = URI.create(request.url());
        if (List.of("http", "https", "ws", "wss").contains(String.valueOf(uri.getScheme()))
                && !List.of("localhost", "127.0.0.1").contains(String.valueOf(uri.getHost()))) {
            offences.add("request to another host: " + request.url());
        }
    }
}
