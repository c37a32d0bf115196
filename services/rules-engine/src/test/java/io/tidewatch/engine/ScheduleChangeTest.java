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
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A playbook that changes how often an activity is due. */
@EngineTest
class ScheduleChangeTest {

    private static final LocalDate FAR = LocalDate.of(2099, 1, 1);
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
            internalAlignment: []
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

    private static final String RARER = """
            id: silence-plan
            name: Silence plan
            question: RENEW
            metric: days-since-executive-contact
            flag: executive-silence
            owner: {role: CSM}
            immediateActions:
              within: 24h
              actions:
                - {step: silence-reviews, kind: SCHEDULE_CHANGE, activity: operational-review, everyMonths: 2, until: RUN_ENDS}
            internalAlignment: []
            escalations: []
            success:
              within: 30d
              criterion: The sponsor is back.
            failure:
              actions: [{step: silence-failed, kind: NOTICE, audience: CS_LEADERSHIP, message: run-failed}]
            """;
    private static final String RARER_RULES = """
            package rules;
            rule "The sponsor is back" @playbook("silence-plan")
            when
                $run : Run()
                Account( daysSinceExecutiveContact < 1 )
            then
                judgements.hold($run, "success");
            end
            rule "The sponsor stays silent" @playbook("silence-plan")
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
        files.put("playbooks/silence-plan.playbook.yaml", RARER);
        files.put("playbooks/silence-plan.drl", RARER_RULES);
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
    void aRarerChangeWaitsWhileAMoreFrequentOneHoldsAndHoldsFromItsEndOn() {
        ExampleAccount account = ExampleAccount.named("waits").seats(90, 100).publish();
        String monthly = runOf(account, "seat-plan");
        awaitChanges(account, change(1, Engine.today(), null, monthly));

        account.sponsorSilentSince(Engine.today().minusDays(40), FAR, 0).publishMetrics();
        String rarer = runOf(account, "silence-plan");
        await().atMost(Engine.LIMIT).until(() -> Engine.texts(
                        "select applied::text from schedule_change where account_id = ? and step = 'silence-reviews'",
                        account.id())
                .equals(List.of("true")));
        LocalDate opened = Engine.today();
        assertThat(changes(account)).hasSize(1);

        Engine.passToNextDay();
        account.seats(60, 100).publishMetrics();
        awaitChanges(
                account,
                change(1, opened, null, monthly),
                change(1, opened, Engine.today(), monthly),
                change(2, Engine.today(), null, rarer));

        LocalDate second = Engine.today();
        Engine.passToNextDay();
        Engine.as("cs-leader").put("/v1/runs/{id}/cancellation", rarer).then().statusCode(200);
        await().atMost(Engine.LIMIT).until(() -> changes(account).size() == 4);
        assertThat(changes(account).getLast()).isEqualTo(change(2, second, Engine.today(), rarer));
    }

    @Test
    void aMoreFrequentChangeReplacesARarerOneThatHoldsAgainAsAnotherChange() {
        ExampleAccount account = ExampleAccount.named("replaces")
                .sponsorSilentSince(Engine.today().minusDays(40), FAR, 0)
                .seats(60, 100)
                .publish();
        String rarer = runOf(account, "silence-plan");
        LocalDate opened = Engine.today();
        awaitChanges(account, change(2, opened, null, rarer));

        Engine.passToNextDay();
        LocalDate second = Engine.today();
        account.seats(90, 100).publishMetrics();
        String monthly = runOf(account, "seat-plan");
        awaitChanges(
                account,
                change(2, opened, null, rarer),
                change(2, opened, second, rarer),
                change(1, second, null, monthly));

        Engine.passToNextDay();
        account.seats(60, 100).publishMetrics();
        await().atMost(Engine.LIMIT).until(() -> changes(account).size() == 5);
        assertThat(changes(account).subList(3, 5))
                .containsExactly(change(1, second, Engine.today(), monthly), change(2, Engine.today(), null, rarer));
        assertThat(ids(account)).as("what has ended does not begin again").hasSize(3);
    }

    @Test
    void aRunThatEndsWhileItsChangeWaitsLeavesTheOtherOne() {
        ExampleAccount account = ExampleAccount.named("leaves")
                .sponsorSilentSince(Engine.today().minusDays(40), FAR, 0)
                .seats(60, 100)
                .publish();
        String rarer = runOf(account, "silence-plan");
        awaitChanges(account, change(2, Engine.today(), null, rarer));
        account.seats(90, 100).publishMetrics();
        runOf(account, "seat-plan");
        await().atMost(Engine.LIMIT).until(() -> changes(account).size() == 3);

        Engine.as("cs-leader").put("/v1/runs/{id}/cancellation", rarer).then().statusCode(200);
        Engine.passToNextDay();
        account.seats(60, 100).publishMetrics();
        await().atMost(Engine.LIMIT).until(() -> changes(account).stream()
                .anyMatch(change ->
                        change.startsWith("operational-review 1 ") && change.contains(".." + Engine.today())));
        await().atMost(Engine.LIMIT).until(() -> Engine.texts(
                        "select step from schedule_change where account_id = ? and not applied", account.id())
                .isEmpty());
        assertThat(changes(account).subList(3, changes(account).size()))
                .as("the rarer one does not come back")
                .noneMatch(change -> change.startsWith("operational-review 2 ") && change.contains(".. "));
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

    private static String runOf(ExampleAccount account, String playbook) {
        return await().atMost(Engine.LIMIT)
                .until(
                        () -> Engine.as("csm")
                                .get("/v1/runs?accountId={a}", account.id())
                                .jsonPath()
                                .getString("items.find { it.playbook == '" + playbook + "' }.id"),
                        Objects::nonNull);
    }

    /** A change of the reviews as account-ingestion is asked for it. */
    private static String change(int months, LocalDate from, LocalDate until, String run) {
        return "operational-review " + months + " " + from + ".." + (until == null ? "" : until) + " playbook "
                + (months == 1 ? "seat-plan" : "silence-plan") + ", run " + run;
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
