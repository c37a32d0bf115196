package io.tidewatch.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.path.json.JsonPath;
import io.tidewatch.engine.standin.Bundles;
import io.tidewatch.engine.standin.Engine;
import io.tidewatch.engine.standin.EngineTest;
import io.tidewatch.engine.standin.ExampleAccount;
import io.tidewatch.engine.standin.FixtureRules;
import io.tidewatch.engine.standin.Peers;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A playbook that declares its own judgement words, and whose judgements read the metrics of the account. */
@EngineTest
class OwnJudgementsTest {

    private static final String PLAYBOOK = """
            id: seat-plan
            name: Seat plan
            question: GROW
            metric: seat-utilization
            flag: seat-limit
            owner: {role: CSM}
            judgements:
              seatsShort: Nearly every seat is taken.
              offerMade: A talk about the offer is on the calendar.
              goalReached: The customer reached a goal.
            immediateActions:
              within: 24h
              actions: [{step: seat-task, kind: TASK, audience: CSM, message: sponsor-mail-task}]
            internalAlignment: []
            escalations:
              - id: no-offer
                after: 7d
                unless: seatsShort
                actions: [{step: no-offer-leader, kind: ESCALATION, audience: CS_LEADERSHIP, message: leadership-outreach}]
            success:
              within: 30d
              criterion: The customer bought seats.
            failure:
              actions: [{step: seat-failed, kind: NOTICE, audience: CS_LEADERSHIP, message: run-failed}]
            """;
    private static final String RULES = """
            package rules;
            rule "Nearly every seat is taken" @playbook("seat-plan")
            when
                $run : Run()
                Account( seatUtilization >= 95 )
            then
                judgements.hold($run, "seatsShort");
            end
            rule "A talk is on the calendar" @playbook("seat-plan")
            when
                $run : Run()
                $talk : Touchpoint( account == $run.account, kind == "MEETING", status == "SCHEDULED" )
            then
                judgements.hold($run, "offerMade", $talk);
            end
            rule "The customer bought seats" @playbook("seat-plan")
            when
                $run : Run( offerMade )
                Account( seatUtilization < 70 )
            then
                judgements.hold($run, "success");
            end
            rule "The customer reached a goal" @playbook("seat-plan")
            when
                $run : Run()
                $goal : Milestone( account == $run.account, plan == "VALUE", reachedOnAfterDays >= 0 )
            then
                judgements.hold($run, "goalReached", $goal);
            end
            rule "Praise counts as a goal" @playbook("seat-plan")
            when
                $run : Run()
                $answer : Survey( account == $run.account, instrument == "NPS", score >= 9, answeredOnAfterDays >= 0 )
            then
                judgements.hold($run, "goalReached", $answer);
            end
            rule "A goal makes up for seats" @playbook("seat-plan")
            when
                $run : Run( goalReached )
                Account( seatUtilization < 88 )
            then
                judgements.hold($run, "success");
            end
            rule "The time is over" @playbook("seat-plan")
            when
                $run : Run( daysOpen >= 30 )
            then
                judgements.hold($run, "failure");
            end
            """;

    private ExampleAccount account;

    @BeforeEach
    void beginWithThePlaybook() {
        Engine.awaitRules();
        Map<String, String> files = Bundles.rules();
        files.put("playbooks/seat-plan.playbook.yaml", PLAYBOOK);
        files.put("playbooks/seat-plan.drl", RULES);
        Bundles.begin(files);
    }

    @AfterEach
    void backToTheFixtureRules() {
        Bundles.activate(FixtureRules.bundle().hash());
    }

    private JsonPath opened(String name) {
        account = ExampleAccount.named(name).seats(90, 100).publish();
        JsonPath run = Engine.awaitRun(account.id());
        assertThat(run.getList("run.judgements")).isEmpty();
        return run;
    }

    private static JsonPath held(String accountId, String word) {
        return Engine.awaitRun(accountId, run -> Engine.judgement(run, word) != null);
    }

    @Test
    void aWordThatAMetricHoldsKeepsItsTimeUntilItIsWithdrawn() {
        opened("seats-short");
        Instant before = Engine.now();
        account.seats(95, 100).publishMetrics();

        JsonPath first = held(account.id(), "seatsShort");
        assertThat(Engine.judgement(first, "seatsShort")).isEqualTo("Nearly every seat is taken.");
        assertThat(Instant.parse(first.getString("run.judgements[0].at"))).isBetween(before, Engine.now());
        assertThat(first.getList("steps.findAll { it.kind == 'ESCALATION' }.reason"))
                .containsOnly("Nearly every seat is taken.");

        Engine.passToNextDay();
        account.seats(99, 100).csm("tomas@example.com").publishMetrics().publish();
        JsonPath later =
                Engine.awaitRun(account.id(), run -> "tomas@example.com".equals(run.getString("run.ownerEmail")));
        assertThat(later.getList("run.judgements")).isEqualTo(first.getList("run.judgements"));

        account.seats(94, 100).publishMetrics();
        JsonPath withdrawn = Engine.awaitRun(account.id(), run -> Engine.judgement(run, "seatsShort") == null);
        assertThat(withdrawn.getList("steps.findAll { it.kind == 'ESCALATION' }.state"))
                .containsOnly("PENDING");
    }

    @Test
    void aRunSucceedsWhenAMetricReachesItsBoundAndNotWhileItIsJustShortOfItOrUnknown() {
        JsonPath run = opened("seats-bought");
        Instant talk = Engine.now().plus(Duration.ofDays(20)).truncatedTo(ChronoUnit.MILLIS);
        account.strategicMeeting("SCHEDULED", talk, Engine.now());
        JsonPath offered = held(account.id(), "offerMade");
        assertThat(Instant.parse(offered.getString("run.judgements[0].at"))).isEqualTo(talk);

        account.seats(70, 100).publishMetrics();
        Engine.awaitFlag(account.id(), "seat-limit", "CLEAR");
        assertThat(state()).isEqualTo("OPEN");
        account.unknown("seat-utilization").publishMetrics();
        account.csm("tomas@example.com").publish();
        Engine.awaitRun(account.id(), later -> "tomas@example.com".equals(later.getString("run.ownerEmail")));
        assertThat(state()).isEqualTo("OPEN");

        account.seats(69, 100).publishMetrics();
        JsonPath succeeded = Engine.awaitRun(
                account.id(), later -> later.getString("run.state").equals("SUCCEEDED"));
        assertThat(succeeded.getList("run.judgements")).isEqualTo(offered.getList("run.judgements"));
        assertThat(Engine.texts(
                        "select data->'judgements'->0->>'word' from feed_change where type = 'run' and key = ?"
                                + " order by seq desc limit 1",
                        run.getString("run.id")))
                .containsExactly("offerMade");
    }

    @Test
    void aWordThatARecordHoldsIsWithdrawnWithTheRecord() {
        JsonPath run = opened("goal");
        assertThat(Peers.ingestion().judgedKindsSeen()).contains("milestone", "survey");
        account.goalReachedOn(Engine.today()).publishMetrics();

        JsonPath reached = held(account.id(), "goalReached");
        assertThat(Instant.parse(reached.getString("run.judgements[0].at")))
                .isEqualTo(Instant.parse(run.getString("run.openedAt")));

        account.withoutRecords().publishMetrics();
        Engine.awaitRun(account.id(), later -> Engine.judgement(later, "goalReached") == null);
    }

    @Test
    void aGoalOfTheDayBeforeTheOpeningHoldsNothing() {
        opened("old-goal");
        account.goalReachedOn(Engine.today().minusDays(1)).seats(95, 100).publishMetrics();

        JsonPath run = held(account.id(), "seatsShort");

        assertThat(run.getList("run.judgements.word")).containsExactly("seatsShort");
    }

    @Test
    void whatIfJudgesByTheRecordsThatTheAccountHas() {
        opened("goal-and-what-if");
        account.goalReachedOn(Engine.today()).publishMetrics();
        held(account.id(), "goalReached");

        JsonPath answer = Engine.as("analyst")
                .contentType("application/json")
                .body("""
                        {"accountId": "%s", "values": [{"metric": "seat-utilization", "numerator": 87, "denominator": 100}]}
                        """.formatted(account.id()))
                .post("/v1/what-if")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();

        assertThat(answer.getString("runs.find { it.playbook == 'seat-plan' }.state"))
                .isEqualTo("SUCCEEDED");
        assertThat(state()).isEqualTo("OPEN");
    }

    private String state() {
        return Engine.awaitRun(account.id()).getString("run.state");
    }
}
