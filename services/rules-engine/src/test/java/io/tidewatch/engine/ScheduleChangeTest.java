package io.tidewatch.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.tidewatch.engine.standin.Bundles;
import io.tidewatch.engine.standin.Engine;
import io.tidewatch.engine.standin.EngineTest;
import io.tidewatch.engine.standin.ExampleAccount;
import io.tidewatch.engine.standin.FixtureRules;
import io.tidewatch.engine.standin.Peers;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A playbook that changes how often an activity is due. */
@EngineTest
class ScheduleChangeTest {

    private static final String PLAYBOOK = """
            id: seat-plan
            name: Seat plan
            question: GROW
            metric: seat-utilization
            flag: seat-limit
            owner: {role: CSM}
            judgements: {relief: The seats are enough.}
            immediateActions:
              within: 24h
              actions:
                - {step: seat-task, kind: TASK, audience: CSM, message: sponsor-mail-task}
                - {step: seat-reviews, kind: SCHEDULE_CHANGE, activity: operational-review, everyMonths: 1, until: RUN_ENDS}
            escalations:
              - id: on-day-seven
                after: 7d
                unless: relief
                actions: [{step: seat-talks, kind: SCHEDULE_CHANGE, activity: seat-talk, everyMonths: 2}]
            success:
              within: 30d
              criterion: The customer has enough seats.
            failure:
              actions: [{step: seat-failed, kind: NOTICE, audience: CS_LEADERSHIP, message: run-failed}]
            """;
    private static final String RULES = """
            package rules;
            rule "The seats are enough" @playbook("seat-plan")
            when
                $run : Run()
                Account( seatUtilization < 70 )
            then
                judgements.hold($run, "relief");
            end
            rule "Enough seats" @playbook("seat-plan")
            when
                $run : Run( relief )
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

    @BeforeEach
    void beginWithThePlaybook() {
        Engine.awaitRules();
        Engine.passToNextDay();
        Map<String, String> files = Bundles.rules();
        files.put("playbooks/seat-plan.playbook.yaml", PLAYBOOK);
        files.put("playbooks/seat-plan.drl", RULES);
        Bundles.begin(files);
    }

    @AfterEach
    void backToTheFixtureRules() {
        Peers.ingestion().changesSchedules(true);
        Bundles.activate(FixtureRules.bundle().hash());
    }

    @Test
    void theScheduleIsChangedWithTheOpeningAndSetBackWhenTheRunSucceeds() {
        ExampleAccount account = ExampleAccount.named("reviews").seats(90, 100).publish();
        String run = Engine.awaitRun(account.id()).getString("run.id");
        LocalDate opened = Engine.today();
        String wanted = "operational-review 1 " + opened + "..";
        String by = " playbook seat-plan, run " + run;
        awaitChanges(account, wanted + by);
        assertThat(Engine.actions(account.id())).contains("SCHEDULE_CHANGE seat-reviews");
        assertThat(published(account)).isEqualTo("operational-review 1 RUN_ENDS CRM");

        Engine.passToNextDay();
        Engine.awaitPass();
        assertThat(changes(account)).containsExactly(wanted + by);
        account.seats(60, 100).publishMetrics();
        Engine.awaitRun(account.id(), detail -> "SUCCEEDED".equals(detail.getString("run.state")));
        awaitChanges(account, wanted + by, wanted + Engine.today() + by);
        assertThat(ids(account)).hasSize(1);
    }

    @Test
    void aChangeWithoutAnEndOutlivesItsRun() {
        ExampleAccount account = ExampleAccount.named("talks").seats(90, 100).publish();
        String run = Engine.awaitRun(account.id()).getString("run.id");
        Engine.pass(Duration.ofDays(7));
        await().atMost(Engine.LIMIT).until(() -> changes(account).size() == 2);
        assertThat(changes(account).getLast()).startsWith("seat-talk 2 " + Engine.today() + ".. ");

        Engine.as("cs-leader").put("/v1/runs/{id}/cancellation", run).then().statusCode(200);
        await().atMost(Engine.LIMIT).until(() -> changes(account).size() == 3);
        assertThat(changes(account).getLast())
                .startsWith("operational-review 1 ")
                .contains(".." + Engine.today());
        Engine.passToNextDay();
        Engine.awaitPass();
        assertThat(changes(account)).hasSize(3);
    }

    @Test
    void whileAccountIngestionFailsTheStepSaysSoAndTheChangeIsSentAgain() {
        Peers.ingestion().changesSchedules(false);
        ExampleAccount account = ExampleAccount.named("later").seats(90, 100).publish();
        Engine.awaitRun(account.id(), run -> step(run).getString("reason") != null);
        Peers.ingestion().changesSchedules(true);
        JsonPath applied = Engine.awaitRun(account.id(), run -> step(run).getString("reason") == null);
        assertThat(step(applied).getString("state")).isEqualTo("DONE");
        assertThat(step(applied).getString("title"))
                .isEqualTo("Schedule: operational review every month until the run ends");
        assertThat(ids(account)).hasSize(1);
    }

    @Test
    void aDrillChangesNoScheduleAndListsTheChange() {
        JsonPath drill = Engine.as("cs-leader")
                .contentType(ContentType.JSON)
                .body("{\"playbook\": \"seat-plan\"}")
                .put("/v1/drills/{id}", UUID.randomUUID())
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        assertThat(drill.getList("steps.findAll { it.kind == 'SCHEDULE_CHANGE' }"
                        + ".collect { it.after + ', ' + it.state + ', ' + it.title + ', ' + it.reason }"))
                .containsExactly(
                        "at once, WITHHELD, Schedule: operational review every month until the run ends,"
                                + " A drill changes no schedule.",
                        "7 days, WITHHELD, Schedule: seat talk every 2 months, A drill changes no schedule.");
        assertThat(Engine.number("select count(*) from schedule_change c join playbook_run r on r.id = c.run_id"
                        + " where r.account_id like '*drill%'"))
                .isZero();
    }

    private static JsonPath step(JsonPath run) {
        return JsonPath.from(JsonPath.from(run.prettify()).prettify())
                .setRootPath("steps.find { it.step == 'seat-reviews' }");
    }

    private static void awaitChanges(ExampleAccount account, String... changes) {
        await().atMost(Engine.LIMIT).until(() -> changes(account).equals(List.of(changes)));
    }

    /** What account-ingestion was asked for, without the ids. */
    private static List<String> changes(ExampleAccount account) {
        return Peers.ingestion().scheduleChanges(account.id()).stream()
                .map(change -> change.substring(change.indexOf(' ') + 1))
                .toList();
    }

    /** The ids under which account-ingestion was asked for it. */
    private static List<String> ids(ExampleAccount account) {
        return Peers.ingestion().scheduleChanges(account.id()).stream()
                .map(change -> change.substring(0, change.indexOf(' ')))
                .distinct()
                .toList();
    }

    private static String published(ExampleAccount account) {
        return Engine.texts("""
                        select concat_ws(' ', data->'schedule'->>'activity', data->'schedule'->>'everyMonths',
                                         data->'schedule'->>'until', data->'audience'->>0)
                        from feed_change where type = 'action' and data->>'kind' = 'SCHEDULE_CHANGE'
                          and data->'account'->>'id' = ?
                        """, account.id()).getFirst();
    }
}
