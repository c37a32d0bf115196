package io.tidewatch.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the chart asks of whoever installs it, and what it says when something is missing or wrong. */
class ChartValuesTest {

    @Test
    void theChartPassesTheStrictLint() {
        LintResult result = new Helm(RenderedChart.CHART).lint().strict().call();

        assertThat(result.getMessages())
                .noneMatch(message -> message.contains("[WARNING]") || message.contains("[ERROR]"));
        assertThat(result.isFailed()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "image.repository",
                "database.host",
                "oidc.issuer",
                "accountIngestion.database.existingSecret",
                "accountIngestion.client.existingSecret",
                "rulesEngine.database.existingSecret",
                "rulesEngine.client.existingSecret",
                "notificationDispatch.database.existingSecret",
                "notificationDispatch.client.existingSecret",
                "notificationDispatch.publicUrl",
                "notificationDispatch.fallbackAddress",
                "notificationDispatch.smtp.host",
                "notificationDispatch.smtp.from",
                "notificationDispatch.crm.url",
                "notificationDispatch.crm.existingSecret",
                "notificationDispatch.link.existingSecret",
                "reporting.database.existingSecret",
                "reporting.client.existingSecret",
                "reporting.publicUrl",
                "reporting.console.existingSecret"
            })
    void aValueThatMustBeSetIsNamedWhenItIsMissing(String value) {
        assertThatThrownBy(() -> RenderedChart.command("minimal").set(value, "").call())
                .hasMessageContaining(value + " is required");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.27.0", "1.31.0", "1.34.0"})
    void theChartIsForSupportedVersionsOfKubernetes(String version) {
        assertThat(RenderedChart.command("minimal").withKubeVersion(version).call())
                .isNotEmpty();
    }

    @Test
    void anOldKubernetesIsTurnedAway() {
        assertThatThrownBy(() -> RenderedChart.command("minimal")
                        .withKubeVersion("1.26.9")
                        .call())
                .hasMessageContaining("kubeVersion");
    }

    @Test
    void theReadmeListsWhatMustBeSet() throws IOException {
        String readme = Files.readString(Path.of(System.getProperty("readme")));
        Matcher required = Pattern.compile("`([a-zA-Z.]+)`").matcher(section(readme, "## What must be set"));

        assertThat(required.results().map(r -> r.group(1)).toList())
                .contains("image.repository", "database.host", "oidc.issuer", "notificationDispatch.crm.url");
    }

    @Test
    void aMisspeltOrWrongValueIsRefused() {
        assertThatThrownBy(() -> RenderedChart.command("minimal")
                        .set("databse.host", "x")
                        .call())
                .hasMessageContaining("databse");
        assertThatThrownBy(() -> RenderedChart.command("minimal")
                        .set("oidc.issuer", "http://plain.example.com")
                        .call())
                .hasMessageContaining("issuer");
        assertThatThrownBy(() -> RenderedChart.command("minimal")
                        .set("image.tag", "latest")
                        .call())
                .hasMessageContaining("tag");
        assertThatThrownBy(() -> RenderedChart.command("minimal")
                        .set("rulesEngine.replicas", "0")
                        .call())
                .hasMessageContaining("replicas");
        assertThatThrownBy(() -> RenderedChart.command("minimal")
                        .set("database.tls", "verify-full")
                        .call())
                .hasMessageContaining("database.caSecret.name is required");
    }

    @Test
    void aChartWithoutRulesSaysHowToGetThem(@TempDir Path folder) throws IOException {
        Path bare = folder.resolve("tidewatch");
        try (var files = Files.walk(RenderedChart.CHART)) {
            for (Path file : (Iterable<Path>)
                    files.filter(f -> !RenderedChart.CHART.relativize(f).startsWith("rules"))::iterator) {
                Files.copy(
                        file, bare.resolve(RenderedChart.CHART.relativize(file).toString()));
            }
        }

        assertThatThrownBy(() -> RenderedChart.of(bare)
                        .withValuesFile(RenderedChart.file("minimal"))
                        .call())
                .hasMessageContaining("holds no rules");
    }

    @Test
    void twoReleasesInOneNamespaceDoNotMeet() {
        List<String> one = names("one");
        List<String> two = names("two");

        assertThat(one).isNotEmpty().doesNotContainAnyElementsOf(two);
    }

    @Test
    void theChartIsPackagedWithItsRules() {
        Path target = RenderedChart.CHART.getParent().getParent();
        new Helm(RenderedChart.CHART).packageIt().withDestination(target).call();

        assertThat(target.resolve("tidewatch-0.1.0.tgz")).isNotEmptyFile();
        assertThat(RenderedChart.of(target.resolve("tidewatch-0.1.0.tgz"))
                        .withValuesFile(RenderedChart.file("minimal"))
                        .call())
                .contains("metrics__arr.yaml");
    }

    private static List<String> names(String release) {
        String manifests = RenderedChart.command("minimal").withName(release).call();
        return Pattern.compile("(?m)^kind: (\\w+)\\nmetadata:\\n {2}name: (.+)$")
                .matcher(manifests)
                .results()
                .map(r -> r.group(1) + "/" + r.group(2))
                .toList();
    }

    private static String section(String markdown, String heading) {
        int begin = markdown.indexOf(heading);
        int end = markdown.indexOf("\n## ", begin + heading.length());
        return markdown.substring(begin, end < 0 ? markdown.length() : end);
    }
}
