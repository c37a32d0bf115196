package io.tidewatch.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.tidewatch.engine.standin.Bundles;
import io.tidewatch.engine.standin.Engine;
import io.tidewatch.engine.standin.EngineTest;
import io.tidewatch.engine.standin.ExampleAccount;
import io.tidewatch.engine.standin.FixtureRules;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What people have to do next, over accounts. The contact with the sponsor stands for the start of the journey. */
@EngineTest
class NextStepsTest {

    private static final LocalDate FAR = LocalDate.of(2099, 1, 1);
    private static final String JOURNEY = """
            id: onboarding
            name: Onboarding
            for: segment == 'Enterprise'
            start: daysSinceExecutiveContact
            stallDays: 5
            missedAfter: 60d
            message: sponsor-mail-task
            steps:
              - {id: seats, name: Seats are taken, task: Fill the seats, dueAfter: 14d, lead: 4d, met: seatUtilization >= 10, guidance: Invite users.}
              - {id: more, name: More seats are taken, dueAfter: 28d, lead: 4d, met: seatUtilization >= 50, guidance: Invite all.}
            """;

    private final String csm = "csm-" + UUID.randomUUID() + "@example.com";
    private LocalDate today;

    @BeforeEach
    void beginWithTheJourney() {
        Engine.awaitRules();
        Engine.passToNextDay();
        today = Engine.today();
        Map<String, String> files = Bundles.rules();
        files.put("journeys/onboarding.yaml", JOURNEY);
        Bundles.begin(files);
    }

    @AfterEach
    void backToTheFixtureRules() {
        Bundles.activate(FixtureRules.bundle().hash());
    }

    @Test
    void theStepsOfAJourneyAreListedByTheirDayWithTheTaskOfTheOneThatIsDue() {
        String account = onTheWay("next").id();
        Engine.awaitRun(account, run -> run.getString("run.playbook").equals("onboarding-seats"));

        JsonPath steps = steps(Map.of("owner", csm));
        assertThat(steps.getList("items.title")).containsExactly("Fill the seats", "More seats are taken");
        assertThat(steps.getList("items.state")).containsExactly("DUE", "NOT_YET");
        assertThat(steps.getList("items.dueOn"))
                .containsExactly(
                        today.plusDays(4).toString(), today.plusDays(18).toString());
        assertThat(steps.getList("items.ownerEmail")).containsExactly(csm, csm);
        assertThat(steps.getString("items[0].guidance")).isEqualTo("Invite users.");
        assertThat(steps.getString("items[0].accountId")).isEqualTo(account);
        assertThat(steps.getString("items[1].runId")).isNull();

        Engine.as("csm")
                .put(
                        "/v1/runs/{run}/tasks/{step}/completion",
                        steps.getString("items[0].runId"),
                        steps.getString("items[0].step"))
                .then()
                .statusCode(200);
    }

    @Test
    void stepsOfTheCustomersOwnAreListedAheadOfTheirDayUntilTheyAreReached() {
        ExampleAccount account = ExampleAccount.named("own")
                .csm(csm)
                .ownStep("Move the data", today.plusDays(60), null)
                .ownStep("Train the team", today.minusDays(1), null)
                .ownStep("Sign the plan", today.plusDays(1), today)
                .publish();
        Engine.awaitJudged(account.id());

        JsonPath steps = steps(Map.of("owner", csm));
        assertThat(steps.getList("items.title")).containsExactly("Train the team", "Move the data");
        assertThat(steps.getList("items.kind")).containsOnly("OWN_STEP");
        assertThat(steps.getList("items.state")).containsExactly("LATE", "NOT_YET");
        assertThat(steps.getList("items.dueOn"))
                .containsExactly(
                        today.minusDays(1).toString(), today.plusDays(60).toString());
        assertThat(steps(Map.of("owner", csm, "dueBy", today.plusDays(59).toString()))
                        .getList("items"))
                .hasSize(1);
    }

    @Test
    void onlyWhatIsDueUntilADayIsListed() {
        onTheWay("due-by");
        assertThat(steps(Map.of("owner", csm, "dueBy", today.plusDays(3).toString()))
                        .getList("items"))
                .isEmpty();
        assertThat(steps(Map.of("owner", csm, "dueBy", today.plusDays(4).toString()))
                        .getList("items"))
                .hasSize(1);
        assertThat(steps(Map.of("owner", csm, "dueBy", today.plusDays(18).toString()))
                        .getList("items"))
                .hasSize(2);
    }

    @Test
    void aTaskIsListedUntilItIsTickedAndForTheOneItWasAssignedTo() {
        String account = ExampleAccount.named("task")
                .csm(csm)
                .sponsorSilentSince(today.minusDays(40), FAR, 0)
                .seats(60, 100)
                .publish()
                .id();
        String run = Engine.awaitRun(
                        account, detail -> detail.getString("run.playbook").equals("executive-re-engagement"))
                .getString("run.id");
        JsonPath task = steps(Map.of("owner", csm));
        assertThat(task.getList("items.kind")).containsExactly("TASK");
        assertThat(task.getString("items[0].title")).isEqualTo("Write to the sponsor");
        assertThat(task.getString("items[0].step")).isEqualTo("sponsor-mail");
        assertThat(task.getString("items[0].state")).isEqualTo("OPEN");
        assertThat(task.getString("items[0].accountName")).isNotEmpty();

        String other = "other-" + csm;
        Engine.as("cs-leader")
                .contentType(ContentType.JSON)
                .body(Map.of("email", other, "reason", "holiday"))
                .put("/v1/runs/{run}/owner", run)
                .then()
                .statusCode(200);
        assertThat(steps(Map.of("owner", csm)).getList("items")).isEmpty();
        assertThat(steps(Map.of("owner", other.toUpperCase(java.util.Locale.ROOT)))
                        .getList("items.runId"))
                .containsExactly(run);

        Engine.as("csm")
                .put("/v1/runs/{run}/tasks/sponsor-mail/completion", run)
                .then()
                .statusCode(200);
        assertThat(steps(Map.of("owner", other)).getList("items")).isEmpty();
    }

    @Test
    void theListIsReadPageByPageOfAccounts() {
        List<String> accounts = new ArrayList<>();
        for (int number = 0; number < 3; number++) {
            accounts.add(onTheWay("page-" + number).id());
        }
        List<String> read = new ArrayList<>();
        Map<String, Object> query = new HashMap<>(Map.of("owner", csm, "limit", 1));
        int pages = 0;
        do {
            JsonPath page = steps(query);
            read.addAll(page.getList("items.accountId"));
            query.put("after", page.getString("next"));
            pages++;
        } while (query.get("after") != null);
        assertThat(read.stream().distinct())
                .containsExactlyElementsOf(accounts.stream().sorted().toList());
        assertThat(pages).isBetween(3, 4);
    }

    @Test
    void whoIsNoCustomerHasNoNextStep() {
        ExampleAccount account = ExampleAccount.named("left")
                .csm(csm)
                .customer(false)
                .ownStep("Move the data", today.plusDays(60), null)
                .publish();
        Engine.awaitJudged(account.id());
        assertThat(steps(Map.of("owner", csm)).getList("items")).isEmpty();
    }

    /** On day 10 of the journey. */
    private ExampleAccount onTheWay(String name) {
        ExampleAccount account = ExampleAccount.named(name)
                .csm(csm)
                .sponsorSilentSince(today.minusDays(10), FAR, 0)
                .seats(9, 100)
                .publish();
        Engine.awaitJudged(account.id());
        Engine.awaitFlag(account.id(), "onboarding-seats", "RAISED");
        return account;
    }

    private static JsonPath steps(Map<String, Object> query) {
        return Engine.as("csm")
                .queryParams(query)
                .get("/v1/next-steps")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }
}
