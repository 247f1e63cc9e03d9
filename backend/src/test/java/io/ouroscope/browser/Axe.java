package io.ouroscope.browser;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/// Looks for what keeps people with a screen reader, a keyboard or weak eyes out, with axe-core: rules of WCAG 2.2 up
/// to
/// AA, contrast of 4.5:1 among them, and its best practices.
final class Axe {
    private static final String SCRIPT = script();
    private static final String RUN = """
            async () => {
              const found = await axe.run(document, { resultTypes: ['violations'] });
              return found.violations.flatMap((rule) => rule.nodes.slice(0, 2).map((node) =>
                `${rule.id} (${rule.nodes.length}): ${node.target.join(' ')} ${node.html.slice(0, 160)} ${node.failureSummary}`));
            }
            """;

    private Axe() {}

    /// What is wrong with the page as it stands, at most two elements for each rule.
    @SuppressWarnings("unchecked")
    static List<String> violations(Page page) {
        page.evaluate(SCRIPT);
        return (List<String>) page.evaluate(RUN);
    }

    private static String script() {
        try (InputStream script =
                Objects.requireNonNull(Axe.class.getClassLoader().getResourceAsStream("axe.min.js"))) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
