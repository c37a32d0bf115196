package io.tidewatch.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidewatch.suite.example.ExampleBase;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** What the suite finds in the example base on the day it was loaded. */
@Order(1)
class ExampleBaseTest {

    private static World world;

    @BeforeAll
    static void start() {
        world = World.get();
    }

    /** Of the thresholds that the base has accounts for; others may find something of their own in it. */
    @Test
    void exactlyTheseFlagsAreRaisedOnTheDayOfLoading() {
        TreeSet<String> expected = ExampleBase.expectedFlags().stream()
                .map(flag -> flag.accountId() + " " + flag.thresholdId() + " " + flag.level())
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(expected).isNotEmpty();
        Set<String> thresholds =
                expected.stream().map(flag -> flag.split(" ")[1]).collect(Collectors.toSet());
        World.eventually(() -> assertThat(world.flags("RAISED"))
                .filteredOn(flag -> thresholds.contains(flag.split(" ")[1]))
                .containsExactlyElementsOf(expected));
    }

    @Test
    void silenceIsExplainedByWhetherWeWrote() {
        World.eventually(() -> {
            assertThat(sentence("alder-bank")).contains("30 days").contains("3 times");
            assertThat(sentence("cobalt-insurance")).contains("74 days").containsIgnoringCase("nobody wrote");
        });
    }

    @Test
    void anAccountWithoutAKnownSponsorHasNoValueAndIsNotFlagged() {
        World.eventually(() -> {
            JsonNode values = world.as("nadia", "account-ingestion")
                    .get("/v1/accounts/larkspur-travel/metrics")
                    .expect(200)
                    .json()
                    .get("values");
            for (JsonNode value : values) {
                if (value.get("metric").asText().equals("days-since-executive-contact")) {
                    assertThat(value.get("state").asText()).isEqualTo("ABSENT");
                    assertThat(value.get("reason").asText()).isNotBlank();
                }
            }
            assertThat(world.flags("RAISED")).noneMatch(flag -> flag.startsWith("larkspur-travel executive-silence "));
        });
    }

    @Test
    void everyRaisedSilenceHasExactlyOneRun() {
        World.eventually(() -> {
            TreeSet<String> silent = world.flags("RAISED").stream()
                    .filter(flag -> flag.contains(" executive-silence "))
                    .map(flag -> flag.split(" ")[0])
                    .collect(Collectors.toCollection(TreeSet::new));
            assertThat(world.as("ana", "rules-engine").all("/v1/runs"))
                    .filteredOn(run -> run.get("playbook").asText().equals(World.PLAYBOOK))
                    .extracting(run -> run.get("accountId").asText())
                    .containsExactlyInAnyOrderElementsOf(silent);
        });
    }

    private String sentence(String account) {
        return world.as("ana", "rules-engine")
                .get("/v1/flags/" + account + "/executive-silence")
                .expect(200)
                .json()
                .at("/flag/evidence/sentence")
                .asText();
    }
}
