package io.tidewatch.engine;

import static org.assertj.core.api.Assertions.assertThat;

import de.focus_shift.jollyday.core.HolidayManager;
import de.focus_shift.jollyday.core.HolidayType;
import de.focus_shift.jollyday.core.ManagerParameters;
import io.restassured.path.json.JsonPath;
import io.tidewatch.engine.standin.Bundles;
import io.tidewatch.engine.standin.Engine;
import io.tidewatch.engine.standin.EngineTest;
import io.tidewatch.engine.standin.ExampleAccount;
import io.tidewatch.engine.standin.FixtureRules;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A sequence whose steps count business days. */
@EngineTest
class BusinessDayStepTest {

    private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
    private static final String PLAYBOOK = """
            id: seat-sequence
            name: Seats
            question: GROW
            metric: seat-utilization
            flag: seat-limit
            owner: {role: CSM}
            judgements: {relief: The seats are enough.}
            immediateActions:
              within: 1bd
              actions: [{step: first-mail, kind: TASK, audience: CSM, message: sponsor-mail-task}]
            internalAlignment: []
            sequence:
              stopsAt: relief
              steps:
                - {step: second-mail, after: 2bd, kind: TASK, audience: CSM, message: sponsor-mail-task}
                - {step: third-mail, after: 3bd, kind: TASK, audience: CSM, message: sponsor-mail-task}
            escalations: []
            success:
              within: 30d
              criterion: The customer has enough seats.
            failure:
              actions: [{step: seats-failed, kind: NOTICE, audience: CS_LEADERSHIP, message: run-failed}]
            """;
    private static final String RULES = """
            package rules;
            rule "The seats are enough" @playbook("seat-sequence")
            when
                $run : Run()
                Account( seatUtilization < 70 )
            then
                judgements.hold($run, "relief");
            end
            rule "They are more than enough" @playbook("seat-sequence")
            when
                $run : Run()
                Account( seatUtilization < 30 )
            then
                judgements.hold($run, "success");
            end
            rule "The time is over" @playbook("seat-sequence")
            when
                $run : Run( daysOpen >= 30 )
            then
                judgements.hold($run, "failure");
            end
            """;

    @BeforeEach
    void beginWithTheSequence() {
        Engine.awaitRules();
        Map<String, String> files = Bundles.rules();
        files.put("calendar.yaml", "zone: " + ZONE + "\nholidays: {country: DE}\n");
        files.put("playbooks/seat-sequence.playbook.yaml", PLAYBOOK);
        files.put("playbooks/seat-sequence.drl", RULES);
        Bundles.begin(files);
    }

    @AfterEach
    void backToTheFixtureRules() {
        Bundles.activate(FixtureRules.bundle().hash());
    }

    @Test
    void eachStepHappensOnItsBusinessDayAndTheRestStopsAtTheJudgement() {
        ExampleAccount account = full("business-days");
        JsonPath run = Engine.awaitRun(account.id());
        Instant opened = time(run, "run.openedAt");
        Instant second = businessDaysAfter(opened, 2);
        assertThat(dueAt(run, "first-mail")).isEqualTo(businessDaysAfter(opened, 1));
        assertThat(dueAt(run, "second-mail")).isEqualTo(second);
        assertThat(dueAt(run, "third-mail")).isEqualTo(businessDaysAfter(opened, 5));
        assertThat(run.getString("run.nextStep")).isEqualTo("Sequence: second mail");

        passTo(second.minus(Duration.ofMinutes(5)));
        Engine.awaitPass();
        assertThat(Engine.actions(account.id())).containsExactly("TASK first-mail");
        passTo(second);
        Engine.awaitAction(account.id(), "TASK second-mail");

        account.seats(60, 100).publish();
        JsonPath stopped = Engine.awaitRun(
                account.id(), changed -> "SKIPPED".equals(changed.getString(step("third-mail") + ".state")));
        assertThat(stopped.getString(step("third-mail") + ".reason")).isEqualTo("The seats are enough.");
        passTo(businessDaysAfter(opened, 6));
        Engine.awaitPass();
        assertThat(Engine.actions(account.id())).containsExactly("TASK first-mail", "TASK second-mail");
    }

    @Test
    void afterADownTimeOverTheirDaysTheStepsHappenOnceAndInOrder() {
        ExampleAccount account = full("business-days-down");
        Engine.awaitRun(account.id());

        Engine.pass(Duration.ofDays(15));
        Engine.awaitAction(account.id(), "TASK third-mail");
        Engine.passToNextDay();
        Engine.awaitPass();

        assertThat(Engine.actions(account.id()))
                .containsExactly("TASK first-mail", "TASK second-mail", "TASK third-mail");
    }

    private static ExampleAccount full(String name) {
        return ExampleAccount.named(name).seats(90, 100).publish();
    }

    private static void passTo(Instant time) {
        Engine.pass(Duration.between(Engine.now(), time));
    }

    private static Instant dueAt(JsonPath run, String step) {
        return time(run, step(step) + ".dueAt");
    }

    private static String step(String key) {
        return "steps.find { it.step == '" + key + "' }";
    }

    private static Instant time(JsonPath run, String path) {
        return OffsetDateTime.parse(run.getString(path)).toInstant();
    }

    /** Day by day. */
    private static Instant businessDaysAfter(Instant from, int days) {
        ZonedDateTime time = from.atZone(ZONE);
        while (off(time)) {
            time = time.plusDays(1).truncatedTo(ChronoUnit.DAYS);
        }
        for (int left = days; left > 0; left -= off(time) ? 0 : 1) {
            time = time.plusDays(1);
        }
        return time.toInstant();
    }

    private static boolean off(ZonedDateTime time) {
        return List.of(DayOfWeek.SATURDAY, DayOfWeek.SUNDAY).contains(time.getDayOfWeek())
                || HolidayManager.getInstance(ManagerParameters.create("de"))
                        .isHoliday(time.toLocalDate(), HolidayType.PUBLIC_HOLIDAY);
    }
}
