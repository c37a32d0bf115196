package io.tidewatch.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.restassured.path.json.JsonPath;
import io.tidewatch.engine.standin.Bundles;
import io.tidewatch.engine.standin.Engine;
import io.tidewatch.engine.standin.EngineTest;
import io.tidewatch.engine.standin.ExampleAccount;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a bundle would change is known before it acts. */
@EngineTest
class PreviewTest {

    private static final LocalDate FAR = LocalDate.of(2099, 1, 1);
    private static final String SEATS = "thresholds/seat-limit.drl.csv";
    private static final String SILENCE = "thresholds/executive-silence.drl";

    @BeforeEach
    void begin() {
        Engine.awaitRules();
    }

    @Test
    void aLowerBoundWouldRaiseTheFlagsBetweenTheBoundsAndAHigherOneWouldClearThem() {
        ExampleAccount below = ExampleAccount.named("below").seats(69, 100).publish();
        ExampleAccount between = ExampleAccount.named("between")
                .seats(70, 100)
                .sponsorSilentSince(Engine.today().minusDays(31), FAR, 0)
                .publish();
        ExampleAccount above = ExampleAccount.named("above").seats(90, 100).publish();
        List<ExampleAccount> all = List.of(below, between, above);
        all.forEach(account -> Engine.awaitJudged(account.id()));
        Engine.awaitRun(between.id());

        List<Map<String, Object>> changes = preview(candidate(70, 35), all);

        assertThat(changes)
                .extracting(change -> change.get("accountId") + " " + change.get("thresholdId") + " "
                        + change.get("before") + " " + change.get("state"))
                .containsExactlyInAnyOrder(
                        between.id() + " seat-limit CLEAR RAISED", between.id() + " executive-silence RAISED CLEAR");
        assertThat(changes)
                .filteredOn(change -> change.get("state").equals("RAISED"))
                .extracting(change -> (String) change.get("sentence"))
                .allMatch(sentence -> sentence.startsWith("70 %"));
        assertThat(Engine.flagState(between.id(), "seat-limit")).isEqualTo("CLEAR");
        assertThat(Engine.flagState(between.id(), "executive-silence")).isEqualTo("RAISED");
    }

    @Test
    void itNamesThePlaybooksThatWouldOpenRuns() {
        ExampleAccount account = ExampleAccount.named("opens")
                .sponsorSilentSince(Engine.today().minusDays(20), FAR, 0)
                .publish();
        Engine.awaitJudged(account.id());
        assertThat(preview(candidate(85, 20), List.of(account)))
                .extracting(change -> change.get("playbooks"))
                .containsExactly(List.of("executive-re-engagement"));
        assertThat(Engine.actions(account.id())).isEmpty();
    }

    @Test
    void theActiveBundleWouldChangeNothingAndUnknownOnesAreRefused() {
        ExampleAccount account = ExampleAccount.named("same").seats(90, 100).publish();
        Engine.awaitJudged(account.id());
        assertThat(preview(Bundles.active(), List.of(account))).isEmpty();
        Engine.as("analyst")
                .get("/v1/bundles/" + "0".repeat(64) + "/preview")
                .then()
                .statusCode(404)
                .body("type", equalTo("/problems/bundle-not-found"));
        Map<String, String> broken = Bundles.rules();
        broken.put(SEATS, broken.get(SEATS).replace("seatUtilization >=", "seatUtilisashun >="));
        String refused = Bundles.checked(Bundles.upload(broken)).getString("hash");
        Engine.as("analyst")
                .get("/v1/bundles/" + refused + "/preview")
                .then()
                .statusCode(409)
                .body("type", equalTo("/problems/bundle-not-valid"));
    }

    @Test
    void anAccountThatCannotBeReadEndsNoPage() {
        ExampleAccount broken =
                ExampleAccount.named("unreadable").seats(99, 100).publish();
        ExampleAccount other =
                ExampleAccount.named("unreadable-too").seats(70, 100).publish();
        Engine.awaitJudged(other.id());
        Engine.awaitFlag(broken.id(), "seat-limit", "RAISED");
        Engine.sql(
                "update account_fact set metrics = '{\"values\": 5}', judged_as = null, dirty = true where account_id = ?",
                broken.id());
        await().atMost(Engine.LIMIT).until(() -> !Engine.texts(
                        "select account_id from account_fact where account_id = ? and parked_at is not null",
                        broken.id())
                .isEmpty());

        assertThat(preview(candidate(69, 30), List.of(broken, other)))
                .extracting(change -> change.get("accountId"))
                .containsExactly(other.id());
        broken.publish();
    }

    @Test
    void metricsThatAreNotComputedByItsDefinitionsAreNamed() {
        Map<String, String> files = Bundles.rules();
        String metric = "metrics/power-user-percentage.yaml";
        files.keySet().removeIf(file -> file.startsWith("scenarios/"));
        files.put(metric, files.get(metric).replace("in: 30d", "in: 31d"));
        String hash = Bundles.stored(files);
        assertThat(page(hash, null).getList("withoutValues")).containsExactly("power-user-percentage");
    }

    private static String candidate(int seats, int silentDays) {
        Map<String, String> files = Bundles.rules();
        files.keySet().removeIf(file -> file.startsWith("scenarios/"));
        files.put(SEATS, files.get(SEATS).replace(",85,seat-limit", "," + seats + ",seat-limit"));
        files.put(SILENCE, files.get(SILENCE).replace(">= 30", ">= " + silentDays));
        return Bundles.stored(files);
    }

    /** Changes of these accounts, from as many pages as there are. */
    private static List<Map<String, Object>> preview(String hash, List<ExampleAccount> accounts) {
        List<String> ids = accounts.stream().map(ExampleAccount::id).toList();
        List<Map<String, Object>> changes = new ArrayList<>();
        String after = null;
        do {
            JsonPath page = page(hash, after);
            List<Map<String, Object>> items = page.getList("items");
            items.stream().filter(item -> ids.contains(item.get("accountId"))).forEach(changes::add);
            after = page.getString("next");
        } while (after != null);
        return changes;
    }

    private static JsonPath page(String hash, String after) {
        return Engine.as("analyst")
                .queryParams(after == null ? Map.of("limit", 2) : Map.of("limit", 2, "after", after))
                .get("/v1/bundles/" + hash + "/preview")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }
}
