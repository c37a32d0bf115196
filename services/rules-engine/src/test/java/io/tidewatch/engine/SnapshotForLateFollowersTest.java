package io.tidewatch.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import io.tidewatch.engine.standin.Engine;
import io.tidewatch.engine.standin.EngineTest;
import io.tidewatch.engine.standin.ExampleAccount;
import io.tidewatch.feed.Partitions;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A service that starts later than rules-engine begins with the snapshot: what is to be done must be in it. */
@EngineTest
class SnapshotForLateFollowersTest {

    private static final LocalDate FAR = LocalDate.of(2099, 1, 1);

    @BeforeEach
    void begin() {
        Engine.awaitRules();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 500})
    void theSnapshotHasEveryActionOfTheFeedHoweverItIsPaged(int limit) {
        ExampleAccount account = opened("late-" + limit);

        List<Map<String, Object>> items = snapshot(account, limit);

        assertThat(ofAccount(items, "action", account))
                .extracting(item -> data(item).get("kind") + " " + data(item).get("step"))
                .isEqualTo(Engine.actions(account.id()))
                .hasSize(4);
        assertThat(ofAccount(items, "run", account)).hasSize(1);
        assertThat(ofAccount(items, "flag", account)).isNotEmpty();
        assertThat(items)
                .extracting(item -> item.get("type") + "/" + item.get("key"))
                .doesNotHaveDuplicates();
    }

    @Test
    void anActionIsTheSameInTheSnapshotAsInTheFeed() {
        Map<Integer, String> before = heads();
        ExampleAccount account = opened("same");
        int partition = Partitions.of(account.id());

        JsonPath published = Engine.as("service")
                .contentType("application/json")
                .body(Map.of(
                        "cursors",
                        List.of(Map.of("partition", partition, "cursor", before.get(partition))),
                        "types",
                        List.of("action"),
                        "limit",
                        1000))
                .post("/v1/changes/read")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();

        List<Map<String, Object>> changes = published.getList("items");
        assertThat(ofAccount(snapshot(account, 500), "action", account))
                .extracting(item -> item.get("key"), item -> item.get("version"), SnapshotForLateFollowersTest::data)
                .containsExactlyElementsOf(ofAccount(changes, "action", account).stream()
                        .map(change -> tuple(change.get("key"), change.get("version"), data(change)))
                        .toList());
    }

    private static ExampleAccount opened(String name) {
        ExampleAccount account = ExampleAccount.named(name)
                .sponsorSilentSince(Engine.today().minusDays(45), FAR, 2)
                .publish();
        Engine.awaitRun(account.id());
        return account;
    }

    private static Map<Integer, String> heads() {
        List<Map<String, Object>> heads = Engine.as("service")
                .get("/v1/changes/head")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getList("items");
        return heads.stream().collect(Collectors.toMap(head -> (Integer) head.get("partition"), head ->
                (String) head.get("cursor")));
    }

    private static List<Map<String, Object>> snapshot(ExampleAccount account, int limit) {
        List<Map<String, Object>> items = new ArrayList<>();
        String after = null;
        do {
            RequestSpecification request = Engine.as("service")
                    .queryParam("partition", Partitions.of(account.id()))
                    .queryParam("limit", limit);
            if (after != null) {
                request.queryParam("after", after);
            }
            JsonPath page =
                    request.get("/v1/snapshot").then().statusCode(200).extract().jsonPath();
            items.addAll(page.getList("items"));
            after = page.getString("next");
        } while (after != null);
        return items;
    }

    private static List<Map<String, Object>> ofAccount(
            List<Map<String, Object>> items, String type, ExampleAccount account) {
        return items.stream()
                .filter(item -> type.equals(item.get("type")))
                .filter(item -> account.id().equals(accountOf(data(item))))
                .toList();
    }

    private static String accountOf(Map<String, Object> data) {
        return Objects.toString(
                data.get("account") instanceof Map<?, ?> account ? account.get("id") : data.get("accountId"));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> data(Map<String, Object> item) {
        return (Map<String, Object>) item.get("data");
    }
}
