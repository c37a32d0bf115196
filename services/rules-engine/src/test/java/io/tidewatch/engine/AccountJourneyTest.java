package io.tidewatch.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.endsWith;

import io.restassured.path.json.JsonPath;
import io.tidewatch.engine.standin.Bundles;
import io.tidewatch.engine.standin.Engine;
import io.tidewatch.engine.standin.EngineTest;
import io.tidewatch.engine.standin.ExampleAccount;
import io.tidewatch.engine.standin.FixtureRules;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The journey of an account. The contact with the sponsor stands for its start. */
@EngineTest
class AccountJourneyTest {

    private static final LocalDate FAR = LocalDate.of(2099, 1, 1);
    private static final String JOURNEY = """
            id: onboarding
            name: Onboarding
            for: segment == 'Enterprise'
            start: daysSinceExecutiveContact
            stallDays: 5
            missedAfter: 10d
            message: sponsor-mail-task
            steps:
              - {id: first, name: A seat is taken, dueAfter: 2d, lead: 1d, met: seatUtilization >= 1, metSince: daysSinceExecutiveContact, guidance: Call.}
              - {id: invoice, name: Money flows, dueAfter: 3d, lead: 1d, met: arr > 0, guidance: Ask for the invoice.}
              - {id: seats, name: Seats are taken, task: Fill the seats, dueAfter: 14d, lead: 4d, met: seatUtilization >= 10, guidance: Invite users.}
              - {id: more, name: More seats are taken, dueAfter: 28d, lead: 4d, met: seatUtilization >= 50, guidance: Invite all.}
            """;

    @BeforeEach
    void beginWithTheJourney() {
        Engine.awaitRules();
        Map<String, String> files = Bundles.rules();
        files.put("journeys/onboarding.yaml", JOURNEY);
        Bundles.begin(files);
    }

    @AfterEach
    void backToTheFixtureRules() {
        Bundles.activate(FixtureRules.bundle().hash());
    }

    @Test
    void eachStepHasAStateAndADayAndOneIsTheNext() {
        LocalDate today = Engine.today();
        String account = ExampleAccount.named("journey")
                .sponsorSilentSince(today.minusDays(10), FAR, 0)
                .seats(9, 100)
                .publish()
                .id();
        Engine.awaitFlag(account, "onboarding-seats", "RAISED");
        Engine.awaitRun(account, run -> run.getString("run.playbook").equals("onboarding-seats"));

        JsonPath journey = Engine.as("csm")
                .get("/v1/accounts/{id}/journey", account)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();

        assertThat(journey.getList("steps.step")).isEqualTo(List.of("first", "invoice", "seats", "more"));
        assertThat(journey.getList("steps.state")).isEqualTo(List.of("MET", "UNKNOWN", "DUE", "NOT_YET"));
        assertThat(journey.getString("steps[0].metOn"))
                .isEqualTo(today.minusDays(10).toString());
        assertThat(journey.getString("steps[2].metOn")).isNull();
        assertThat(journey.getString("steps[1].reason")).startsWith("Not known: ");
        assertThat(journey.getString("next.step")).isEqualTo("seats");
        assertThat(journey.getString("next.dueOn")).isEqualTo(today.plusDays(4).toString());
        assertThat(journey.getString("next.task")).isEqualTo("Fill the seats");
        assertThat(journey.getString("next.guidance")).isEqualTo("Invite users.");
        assertThat(Engine.flagState(account, "onboarding-more"))
                .as("not due yet")
                .isNull();
        assertThat(Engine.flagState(account, "onboarding-invoice"))
                .as("not known")
                .isNull();
    }

    @Test
    void stepsOfItsOwnStandAmongThoseOfTheJourney() {
        LocalDate today = Engine.today();
        String account = ExampleAccount.named("own-steps")
                .sponsorSilentSince(today.minusDays(10), FAR, 0)
                .seats(50, 100)
                .ownStep("pilot", today.plusDays(3), null)
                .ownStep("move", today.minusDays(20), today.minusDays(2))
                .publish()
                .id();
        Engine.awaitJudged(account);

        JsonPath journey =
                Engine.as("csm").get("/v1/accounts/{id}/journey", account).jsonPath();

        assertThat(journey.getList("steps.name"))
                .isEqualTo(List.of(
                        "move", "A seat is taken", "Money flows", "pilot", "Seats are taken", "More seats are taken"));
        assertThat(journey.getString("steps[0].metOn"))
                .isEqualTo(today.minusDays(2).toString());
        assertThat(journey.getString("steps[0].journey")).isNull();
        assertThat(journey.getString("steps[0].plan")).isEqualTo("JOURNEY");
        assertThat(journey.getString("next.name")).isEqualTo("pilot");
        assertThat(journey.getString("next.state")).isEqualTo("DUE");
        assertThat(journey.getString("next.reason")).isEqualTo("Due on " + today.plusDays(3) + ", and not reached.");
    }

    @Test
    void anAccountThatIsNoCustomerIsOnNoJourney() {
        String account = ExampleAccount.named("no-customer")
                .customer(false)
                .ownStep("pilot", Engine.today(), null)
                .publish()
                .id();
        Engine.awaitJudged(account);
        JsonPath journey =
                Engine.as("csm").get("/v1/accounts/{id}/journey", account).jsonPath();
        assertThat(journey.getList("steps")).isEmpty();
        assertThat(journey.getString("next")).isNull();
    }

    @Test
    void theStepsOfANewVersionAreKnownBeforeTheyActAndARemovedOneEndsItsTask() {
        LocalDate today = Engine.today();
        String account = ExampleAccount.named("new-version")
                .sponsorSilentSince(today.minusDays(10), FAR, 0)
                .seats(9, 100)
                .publish()
                .id();
        String run = Engine.awaitRun(
                        account, opened -> opened.getString("run.playbook").equals("onboarding-seats"))
                .getString("run.id");
        Map<String, String> files = Bundles.rules();
        files.put(
                "journeys/onboarding.yaml",
                JOURNEY.replace("id: seats, name: Seats", "id: invited, name: Seats")
                        .replace("dueAfter: 28d, lead: 4d", "dueAfter: 20d, lead: 12d"));
        String hash = Bundles.checked(Bundles.upload(files)).getString("hash");

        List<Map<String, Object>> preview = Engine.as("analyst")
                .queryParam("limit", 500)
                .get("/v1/bundles/" + hash + "/preview")
                .jsonPath()
                .getList("items.findAll { it.accountId == '" + account + "' }");
        assertThat(preview)
                .extracting(item ->
                        item.get("thresholdId") + " opens " + item.get("playbooks") + " cancels " + item.get("cancels"))
                .containsExactlyInAnyOrder(
                        "onboarding-invited opens [onboarding-invited] cancels []",
                        "onboarding-more opens [onboarding-more] cancels []",
                        "onboarding-seats opens [] cancels [onboarding-seats]");

        Bundles.activate(hash);
        JsonPath[] ended = new JsonPath[1];
        await().atMost(Engine.LIMIT).until(() -> {
            ended[0] = Engine.as("csm").get("/v1/runs/{id}", run).jsonPath();
            return "CANCELLED".equals(ended[0].getString("run.state"));
        });
        assertThat(ended[0].getString("run.reason"))
                .isEqualTo(
                        "Superseded: the rules no longer have the step 'Seats are taken' of the journey Onboarding.");
    }

    @Test
    void anAccountThatNobodyKnowsIsNotFound() {
        Engine.as("csm")
                .get("/v1/accounts/nobody/journey")
                .then()
                .statusCode(404)
                .body("type", endsWith("/account-not-found"));
    }
}
