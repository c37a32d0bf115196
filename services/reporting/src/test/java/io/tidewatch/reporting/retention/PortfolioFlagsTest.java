package io.tidewatch.reporting.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.tidewatch.reporting.standin.ReportingTest;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Flags of all customers together, beside the figures that they are about. */
@QuarkusTest
class PortfolioFlagsTest extends ReportingTest {

    @Test
    void theyAreShownWhileTheyAreRaisedAndPutNoAccountAtRisk() {
        String reason = "Customers kept only 89 % (" + segment + ").";
        rules.portfolioFlag(segment, "RAISED", reason, 1);

        JsonPath raised = reportWhen(report -> named(report) != null);

        assertThat(named(raised))
                .containsEntry("level", "AT_RISK")
                .containsEntry("question", "RENEW")
                .containsEntry("since", "2026-01-02T03:04:05Z")
                .containsEntry("reason", reason);
        assertThat(raised.getInt("accountsAtRisk")).isZero();
        assertThat(get("/").asString()).contains("All customers together", reason + " Since 2 Jan 2026.");

        rules.portfolioFlag(segment, "CLEAR", "Threshold not crossed.", 2);
        reportWhen(report -> named(report) == null);
        assertThat(get("/").asString()).doesNotContain(reason);
    }

    private Map<String, Object> named(JsonPath report) {
        return report.getMap("portfolioFlags.find { it.thresholdId == '" + segment + "' }");
    }
}
