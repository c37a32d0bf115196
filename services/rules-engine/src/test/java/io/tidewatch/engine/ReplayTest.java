package io.tidewatch.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.tidewatch.engine.standin.Engine;
import io.tidewatch.engine.standin.EngineTest;
import io.tidewatch.engine.standin.ExampleAccount;
import io.tidewatch.engine.standin.FixtureRules;
import io.tidewatch.engine.standin.Peers;
import io.tidewatch.rule.bundle.RuleBundle;
import io.tidewatch.rule.compile.BundleCompiler;
import io.tidewatch.rule.compile.CompiledBundle;
import io.tidewatch.rule.scenario.ScenarioResult;
import io.tidewatch.rule.scenario.ScenarioRunner;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The same feed of one account through the service, through what-if and through a scenario. */
@EngineTest
class ReplayTest {

    private static final LocalDate FAR = LocalDate.of(2999, 1, 1);
    private static final int DAYS = 11;

    /** What is published on a day. */
    private record Published(
            Integer silentDays, Integer seatsTaken, boolean seatsUnknown, boolean sponsorWrites, boolean goalReached) {
        static Published seats(int taken) {
            return new Published(null, taken, false, false, false);
        }
    }

    /** Day of the recording → what was published. */
    private static final Map<Integer, Published> FEED = new TreeMap<>(Map.of(
            0,
            new Published(28, 84, false, false, false),
            3,
            Published.seats(85),
            4,
            new Published(null, null, true, false, false),
            7,
            Published.seats(90),
            8,
            new Published(null, 10, false, false, true),
            10,
            new Published(0, null, false, true, false)));

    @BeforeEach
    void rules() {
        Engine.awaitRules();
    }

    @Test
    void theServiceWhatIfAndAScenarioMakeTheSameOfOneFeed() {
        ExampleAccount account = ExampleAccount.named("replayed");
        Map<Integer, List<String>> happened = new TreeMap<>();
        Engine.passToNextDay();
        LocalDate first = Engine.today();
        LocalDate silentSince = first;
        for (int day = 0; day <= DAYS; day++) {
            if (day > 0) {
                Engine.pass(Duration.ofDays(1));
                awaitSettled(account);
            }
            Published published = FEED.get(day);
            if (published != null) {
                int before = transitions(account).size();
                List<String> said = day == 0 || published.sponsorWrites() ? null : whatIf(account, published);
                silentSince = publish(account, published, silentSince);
                awaitSettled(account);
                List<String> all = transitions(account);
                if (said != null) {
                    assertThat(all.subList(before, all.size())).as("day " + day).isEqualTo(said);
                }
            }
            happened.put(day, list(account));
        }

        String story = story(account, happened);

        assertThat(happened.get(DAYS)).hasSizeGreaterThan(12);
        assertThat(differences(story)).as(story).isEmpty();
    }

    private static LocalDate publish(ExampleAccount account, Published published, LocalDate silentSince) {
        LocalDate since =
                published.silentDays() == null ? silentSince : Engine.today().minusDays(published.silentDays());
        account.sponsorSilentSince(since, FAR, 0);
        if (published.seatsTaken() != null) {
            account.seats(published.seatsTaken(), 100);
        }
        if (published.seatsUnknown()) {
            account.unknown("seat-utilization");
        }
        if (published.goalReached()) {
            account.goalReachedOn(Engine.today());
        }
        if (published.sponsorWrites()) {
            account.sponsorWrites(Engine.now());
        }
        account.publish();
        await().atMost(Engine.LIMIT).until(Peers.ingestion()::isApplied);
        return since;
    }

    /** Nothing is left to do at this time. */
    private static void awaitSettled(ExampleAccount account) {
        Engine.awaitJudged(account.id());
        Engine.awaitPass();
        await().atMost(Engine.LIMIT).until(() -> Engine.number("""
                select (select count(*) from playbook_run where account_id = '%1$s' and state = 'OPEN'
                                                            and next_due_at <= business_now())
                     + (select count(*) from flag where account_id = '%1$s' and due_at <= business_now())
                """.formatted(account.id())) == 0);
    }

    /** All transitions so far, in order. */
    private static List<String> transitions(ExampleAccount account) {
        return Engine.texts("""
                select threshold_id || ' ' || coalesce(from_state, '') || ' ' || to_state || ' ' || coalesce(level, '')
                from flag_transition where account_id = ? order by at, threshold_id, number
                """, account.id());
    }

    /** All actions so far, and the transitions that a scenario reports, too. */
    private static List<String> list(ExampleAccount account) {
        List<String> all = new ArrayList<>();
        for (String transition : transitions(account)) {
            String[] words = transition.split(" ", -1);
            if (words[2].equals("RAISED") || !words[1].isEmpty()) {
                all.add(Map.of("RAISED", "raised", "CLEAR", "cleared", "UNKNOWN", "unknown")
                                .get(words[2])
                        + " "
                        + words[0]
                        + " "
                        + words[3]);
            }
        }
        Engine.actions(account.id()).forEach(action -> all.add("actions " + action.split(" ")[1]));
        return all;
    }

    private static List<String> whatIf(ExampleAccount account, Published published) {
        List<String> values = new ArrayList<>();
        if (published.silentDays() != null) {
            values.add(
                    "{\"metric\": \"days-since-executive-contact\", \"value\": %d}".formatted(published.silentDays()));
        }
        if (published.seatsTaken() != null) {
            values.add("{\"metric\": \"seat-utilization\", \"numerator\": %d, \"denominator\": 100}"
                    .formatted(published.seatsTaken()));
        }
        if (published.seatsUnknown()) {
            values.add("{\"metric\": \"seat-utilization\"}");
        }
        JsonPath answer = Engine.as("analyst")
                .contentType(ContentType.JSON)
                .body("{\"accountId\": \"%s\", \"values\": %s}".formatted(account.id(), values))
                .post("/v1/what-if")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        List<Map<String, Object>> flags = answer.getList("flags");
        return flags.stream()
                .map(flag -> {
                    Map<?, ?> after = (Map<?, ?>) flag.get("flag");
                    return after.get("thresholdId") + " " + flag.get("before") + " " + after.get("state") + " "
                            + (after.get("level") == null ? "" : after.get("level"));
                })
                .filter(text -> !text.split(" ")[1].equals(text.split(" ")[2]))
                .toList();
    }

    /**
     * What was published, and on which day the service made what of it, as an analyst writes it. The mail and the goal arrive after the
     * look of their day.
     */
    private static String story(ExampleAccount account, Map<Integer, List<String>> happened) {
        StringBuilder story = new StringBuilder("""
                stories:
                  - name: the recorded feed
                    account: {segment: Enterprise}
                    until: %d
                    touchpoints:
                      - {day: 10, recordedDay: 11, kind: EMAIL, direction: INBOUND, sponsor: true, answeredDay: 10}
                    records:
                      - {from: 9, kind: milestone, fields: {plan: VALUE, reachedOn: 8, confirmed: true}}
                    values:
                """.formatted(DAYS));
        FEED.forEach((day, published) -> {
            story.append("      - {from: ").append(day);
            if (published.silentDays() != null) {
                story.append(", daysSinceExecutiveContact: {since: %d}".formatted(day - published.silentDays()));
            }
            if (published.seatsTaken() != null) {
                story.append(", seatUtilization: {numerator: %d, denominator: 100}".formatted(published.seatsTaken()));
            }
            story.append(published.seatsUnknown() ? ", seatUtilization: unknown}\n" : "}\n");
        });
        story.append("    expect:\n");
        int known = 0;
        for (Map.Entry<Integer, List<String>> day : happened.entrySet()) {
            Map<String, List<String>> kinds = new TreeMap<>();
            List<String> levels = new ArrayList<>();
            for (String what : fresh(day.getKey(), happened)) {
                String[] words = what.split(" ");
                kinds.computeIfAbsent(words[0], kind -> new ArrayList<>()).add(words[1]);
                if (words[0].equals("raised")) {
                    levels.add(words[1] + ": " + words[2]);
                }
            }
            if (!kinds.isEmpty()) {
                story.append("      - {day: ").append(day.getKey());
                kinds.forEach((kind, words) ->
                        story.append(", ").append(kind).append(": ").append(words));
                story.append(levels.isEmpty() ? "" : ", levels: {" + String.join(", ", levels) + "}");
                story.append("}\n");
            }
        }
        String outcome = Engine.awaitRun(account.id()).getString("run.state");
        return story.append("    outcome: ").append(outcome).append('\n').toString();
    }

    private static List<String> fresh(int day, Map<Integer, List<String>> happened) {
        List<String> fresh = new ArrayList<>(happened.get(day));
        if (day > 0) {
            happened.get(day - 1).forEach(fresh::remove);
        }
        return fresh;
    }

    private static List<String> differences(String story) {
        Map<String, String> files = new TreeMap<>(FixtureRules.bundle().files());
        files.keySet().removeIf(file -> file.startsWith("scenarios/"));
        files.put("scenarios/replay.yaml", story);
        RuleBundle bundle = RuleBundle.of(files);
        try (CompiledBundle compiled = new BundleCompiler().compile(bundle)) {
            var report = ScenarioRunner.run(bundle, compiled);
            List<String> differences = new ArrayList<>();
            report.problems().forEach(problem -> differences.add(problem.toString()));
            report.results().stream().map(ScenarioResult::differences).forEach(differences::addAll);
            assertThat(new TreeSet<>(
                            report.results().stream().map(ScenarioResult::name).toList()))
                    .containsExactly("the recorded feed");
            return differences;
        }
    }
}
