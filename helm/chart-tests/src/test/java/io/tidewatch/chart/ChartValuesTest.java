package io.tidewatch.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the chart asks of whoever installs it, and what it says when something is missing or wrong. */
class ChartValuesTest {

    private static final List<String> REQUIRED = List.of(
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
            "reporting.console.existingSecret");

    @Test
    void theChartPassesTheStrictLint() {
        LintResult result = new Helm(ChartFolders.chart()).lint().strict().call();

        assertThat(result.getMessages())
                .noneMatch(message -> message.contains("[WARNING]") || message.contains("[ERROR]"));
        assertThat(result.isFailed()).isFalse();
    }

    @Test
    void everythingThatIsMissingIsReportedAtOnce() {
        assertThatThrownBy(() -> new Helm(ChartFolders.chart())
                        .template()
                        .withKubeVersion(RenderedChart.KUBERNETES)
                        .call())
                .satisfies(error -> REQUIRED.forEach(
                        value -> assertThat(error).hasMessageContaining("- " + value + " is required: the ")));
    }

    @Test
    void eachValueThatMustBeSetIsNamedWhenOnlyItIsMissing() {
        SoftAssertions.assertSoftly(softly -> REQUIRED.forEach(value -> softly.assertThatThrownBy(
                        () -> RenderedChart.command().set(value, "").call())
                .hasMessageContaining(value + " is required")
                .satisfies(error -> softly.assertThat(error.getMessage().split("is required"))
                        .hasSize(2))));
    }

    /** Each section alone, and all values of a section together; each value alone would take long. */
    @Test
    void whatIsTakenAwayIsRenderedWithoutOrNamedAndNeverANilPointer() {
        List<String> cases = new ArrayList<>();
        cases("", ValueSets.read(ChartFolders.SHIPPED.resolve("values.yaml")), cases);

        assertThat(cases).hasSizeGreaterThan(70);
        SoftAssertions.assertSoftly(softly -> cases.forEach(values -> {
            try {
                softly.assertThat(RenderedChart.command(ValueSets.file("private-certificates"), ValueSets.of(values))
                                .call())
                        .as(values)
                        .isNotEmpty();
            } catch (RuntimeException error) {
                softly.assertThat(error)
                        .as(values)
                        .message()
                        .containsAnyOf("incomplete or do not fit", "don't meet the specifications")
                        .doesNotContain("nil pointer", "error calling", "wrong type");
            }
        }));
    }

    @ParameterizedTest
    @ValueSource(strings = {"notificationDispatch.crm", "notificationDispatch", "database", "reporting"})
    void aWholeSectionThatIsTakenAwayIsReportedByWhatItMustHave(String section) {
        assertThatThrownBy(() ->
                        RenderedChart.command(ValueSets.of(at(section, "null"))).call())
                .hasMessageContaining("- " + section)
                .hasMessageContaining("is required");
    }

    @Test
    void anOldKubernetesIsTurnedAway() {
        assertThatThrownBy(
                        () -> RenderedChart.command().withKubeVersion("1.26.9").call())
                .hasMessageContaining("kubeVersion");
    }

    @Test
    void twoReleasesInOneNamespaceDoNotMeet() {
        assertThat(names(RenderedChart.command().withName("one")))
                .isNotEmpty()
                .doesNotContainAnyElementsOf(names(RenderedChart.command().withName("two")));
        String longName = "a-name-of-a-release-that-is-longer-than-forty-";
        assertThat(names(RenderedChart.command().withName(longName + "x")))
                .allMatch(name -> !name.startsWith("Service/") || name.length() < 64 + "Service/".length())
                .doesNotContainAnyElementsOf(names(RenderedChart.command().withName(longName + "y")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1st", "my.release"})
    void aReleaseWhoseNameFitsNoServiceIsRejected(String name) {
        assertThatThrownBy(() -> RenderedChart.command().withName(name).call())
                .hasMessageContaining("The name of the release, " + name);
        assertThat(RenderedChart.command()
                        .withName(name)
                        .set("fullnameOverride", "tide")
                        .call())
                .contains("tide-reporting");
    }

    private static List<String> names(TemplateCommand command) {
        return Pattern.compile("(?m)^kind: (\\w+)\\nmetadata:\\n {2}name: (.+)$")
                .matcher(command.call())
                .results()
                .map(r -> r.group(1) + "/" + r.group(2))
                .toList();
    }

    private static void cases(String path, Map<String, Object> values, List<String> cases) {
        List<String> leaves = new ArrayList<>();
        values.forEach((key, value) -> {
            if (value instanceof Map<?, ?> map && !map.isEmpty()) {
                @SuppressWarnings("unchecked")
                Map<String, Object> inner = (Map<String, Object>) map;
                cases.add(at(path + key, "null"));
                cases(path + key + ".", inner, cases);
            } else {
                leaves.add(key + ": null");
            }
        });
        if (!leaves.isEmpty()) {
            String together = "{" + String.join(", ", leaves) + "}";
            cases.add(path.isEmpty() ? together : at(path.substring(0, path.length() - 1), together));
        }
    }

    private static String at(String path, String value) {
        String[] keys = path.split("\\.");
        return "{" + String.join(": {", keys) + ": " + value + "}".repeat(keys.length);
    }
}
