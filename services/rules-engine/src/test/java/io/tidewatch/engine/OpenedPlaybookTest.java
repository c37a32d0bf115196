package io.tidewatch.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.restassured.path.json.JsonPath;
import io.tidewatch.engine.standin.Bundles;
import io.tidewatch.engine.standin.Engine;
import io.tidewatch.engine.standin.EngineTest;
import io.tidewatch.engine.standin.ExampleAccount;
import io.tidewatch.engine.standin.FixtureRules;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A run whose escalation opens another playbook. */
@EngineTest
class OpenedPlaybookTest {

    private static final String RULES = """
            package rules;
            rule "%1$s: enough seats" @playbook("%1$s")
            when
                $run : Run()
                Account( seatUtilization < 50 )
            then
                judgements.hold($run, "success");
            end
            rule "%1$s: the time is over" @playbook("%1$s")
            when
                $run : Run( daysOpen >= 30 )
            then
                judgements.hold($run, "failure");
            end
            """;
    private static final String PLAYBOOK = """
            id: %s
            name: Seats
            question: GROW
            metric: seat-utilization
            owner: {role: CSM}
            %s
            immediateActions:
              within: 24h
              actions: [{step: %1$s-task, kind: TASK, audience: CSM, message: sponsor-mail-task}]
            internalAlignment: []
            success:
              within: 30d
              criterion: The customer has enough seats.
            failure:
              actions: [{step: %1$s-failed, kind: NOTICE, audience: CS_LEADERSHIP, message: run-failed}]
            """;
    private static final String OPENER = """
            flag: seat-limit
            judgements: {relief: The seats are enough.}
            escalations: [{id: on-day-seven, after: 7d, unless: relief, opens: seat-rescue}]""";

    @BeforeEach
    void beginWithThePlaybooks() {
        Engine.awaitRules();
        Map<String, String> files = Bundles.rules();
        files.put("playbooks/seat-plan.playbook.yaml", PLAYBOOK.formatted("seat-plan", OPENER));
        files.put("playbooks/seat-plan.drl", RULES.formatted("seat-plan") + """
                        rule "The seats are enough" @playbook("seat-plan")
                        when
                            $run : Run()
                            Account( seatUtilization < 70 )
                        then
                            judgements.hold($run, "relief");
                        end
                        """);
        files.put("playbooks/seat-rescue.playbook.yaml", PLAYBOOK.formatted("seat-rescue", "escalations: []"));
        files.put("playbooks/seat-rescue.drl", RULES.formatted("seat-rescue"));
        Bundles.begin(files);
    }

    @AfterEach
    void backToTheFixtureRules() {
        Bundles.activate(FixtureRules.bundle().hash());
    }

    @Test
    void theOtherPlaybookIsOpenedOnceOnItsDayAndShownByTheRunThatOpenedIt() {
        String account =
                ExampleAccount.named("seat-rescue").seats(90, 100).publish().id();
        JsonPath planned = Engine.awaitRun(account);
        assertThat(planned.getString("steps.find { it.step == 'on-day-seven' }.state"))
                .isEqualTo("PENDING");
        assertThat(planned.getString("steps.find { it.step == 'on-day-seven' }.kind"))
                .isEqualTo("PLAYBOOK");

        Engine.pass(Duration.ofDays(7));
        await().atMost(Engine.LIMIT).until(() -> playbooks(account).size() == 2);
        assertThat(playbooks(account)).containsExactlyInAnyOrder("seat-plan", "seat-rescue");
        assertThat(Engine.actions(account)).anyMatch(action -> action.contains("seat-rescue-task"));
        JsonPath opener = Engine.as("analyst")
                .get("/v1/runs/{id}", planned.getString("run.id"))
                .jsonPath();
        assertThat(opener.getString("steps.find { it.step == 'on-day-seven' }.state"))
                .isEqualTo("DONE");

        Engine.passToNextDay();
        Engine.awaitPass();
        assertThat(playbooks(account)).hasSize(2);
    }

    private static List<String> playbooks(String account) {
        return Engine.as("analyst")
                .queryParam("accountId", account)
                .get("/v1/runs")
                .jsonPath()
                .getList("items.playbook");
    }
}
