package io.tidewatch.reporting.login;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.arc.All;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.tidewatch.access.StoredGauge;
import io.tidewatch.access.StoredGauges;
import io.tidewatch.reporting.standin.ReportingTest;
import io.tidewatch.testsuite.Scrape;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What an operator sees of the service at its management port. */
@QuarkusTest
class MetersTest extends ReportingTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Pattern STATE = Pattern.compile("[?&]state=([^&]+)");

    @Inject
    @All
    List<StoredGauges> features;

    @Test
    void aLoginThatTheIdentityProviderAcceptsIsCounted() {
        double before = signIns("accepted");
        returnWith("code=leah").then().statusCode(302);
        assertThat(signIns("accepted")).isEqualTo(before + 1);
    }

    @Test
    void aLoginThatWasCancelledAndACodeThatIsTooOldAreRefusals() {
        double refused = signIns("refused");
        double failed = signIns("failed");
        returnWith("error=access_denied").then().statusCode(401);
        assertThat(signIns("refused")).isEqualTo(refused + 1);
        returnWith("code=used-before").then().statusCode(401);
        assertThat(signIns("refused")).isEqualTo(refused + 2);
        assertThat(signIns("failed")).isEqualTo(failed);
    }

    @Test
    void aLoginThatTheIdentityProviderCannotCompleteHasFailed() {
        double failed = signIns("failed");
        double refused = signIns("refused");
        assertThat(returnWith("code=unavailable").statusCode()).isGreaterThanOrEqualTo(401);
        assertThat(signIns("failed")).isEqualTo(failed + 1);
        assertThat(signIns("refused")).isEqualTo(refused);
    }

    @Test
    void aFeedThatStandsStillIsFurtherAndFurtherBehindAndTheOtherOneIsNot() {
        await().atMost(LIMIT).until(() -> behind("rules-engine") == 0 && behind("account-ingestion") == 0);
        rules.setDown(true);
        await().atMost(LIMIT).until(() -> behind("rules-engine") > 1);
        assertThat(behind("account-ingestion")).isZero();
        rules.setDown(false);
        await().atMost(LIMIT).until(() -> behind("rules-engine") == 0);
    }

    @Test
    void theGuideListsTheMetersOfThisService() {
        List<String> names = features.stream()
                .flatMap(feature -> feature.gauges().stream())
                .map(StoredGauge::name)
                .toList();
        Scrape.assertInGuide("reporting", names);
    }

    /** Is sent to the login like a browser, and returns from it with that answer. */
    private static Response returnWith(String answer) {
        Response sent = given().redirects().follow(false).get("/report");
        Matcher state = STATE.matcher(sent.header("Location"));
        assertThat(state.find()).as(sent.header("Location")).isTrue();
        return given().redirects()
                .follow(false)
                .urlEncodingEnabled(false)
                .cookies(sent.cookies())
                .get("/login?state=" + state.group(1) + "&" + answer);
    }

    private static double signIns(String result) {
        return Scrape.now().value("tidewatch_sign_ins_total", "result=\"" + result + "\"");
    }

    private static double behind(String feed) {
        return Scrape.now().value("tidewatch_feed_behind_seconds", "feed=\"" + feed + "\"");
    }
}
