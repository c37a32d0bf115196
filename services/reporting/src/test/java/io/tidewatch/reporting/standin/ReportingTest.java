package io.tidewatch.reporting.standin;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.tidewatch.reporting.standin.StandIns.StandIn;
import io.tidewatch.testsuite.TestDatabaseResource;
import io.tidewatch.testsuite.TestTokens;
import io.tidewatch.testsuite.TestTokensResource;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.BeforeEach;

/** The service with a real database and stand-ins for its peers. Tests share it, so each works in a segment of its own. */
@WithTestResource(value = TestDatabaseResource.class, initArgs = @ResourceArg(name = "schema", value = "reporting"))
@WithTestResource(TestTokensResource.class)
@WithTestResource(StandIns.class)
public abstract class ReportingTest {

    /** How long a change may take until the report shows it. */
    private static final Duration LIMIT = Duration.ofSeconds(120);

    @StandIn
    protected StandInIngestion ingestion;

    @StandIn
    protected StandInRules rules;

    /** A segment that no other test uses. */
    protected String segment;

    @BeforeEach
    void startsWell() {
        segment = "Segment-" + UUID.randomUUID();
        ingestion.setDown(false);
        ingestion.setFiguresDown(false);
        ingestion.setFigures(List.of());
        rules.setDown(false);
    }

    /** An account id of this test. */
    protected String id(String name) {
        return name + "-" + segment.substring(8);
    }

    /** A request by the leader. */
    protected RequestSpecification asLeader() {
        return given().auth().oauth2(TestTokens.ofPerson("leah"));
    }

    /** The report of this test's segment, as JSON. */
    protected JsonPath report() {
        return get("/v1/reports/retention").jsonPath();
    }

    /** Any form of the report of this test's segment. */
    protected Response get(String path) {
        return asLeader()
                .queryParam("segment", segment)
                .get(path)
                .then()
                .statusCode(200)
                .extract()
                .response();
    }

    /** A CSV file of this test's segment, without the byte order mark. */
    protected String csv(String path) {
        String text = get(path).asString();
        assertThat(text).startsWith("\uFEFF");
        return text.substring(1);
    }

    /** The report as soon as the changes of both peers are applied and it is as expected; fails with the last one when it does not become so in time. */
    protected JsonPath reportWhen(Predicate<JsonPath> expected) {
        AtomicReference<JsonPath> last = new AtomicReference<>();
        try {
            return await().atMost(LIMIT)
                    .until(
                            () -> {
                                boolean complete = ingestion.isApplied() && rules.isApplied();
                                last.set(report());
                                return complete ? last.get() : null;
                            },
                            report -> report != null && expected.test(report));
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(
                    "The report did not become as expected; the last one: "
                            + (last.get() == null ? "none" : last.get().prettify()),
                    e);
        }
    }
}
