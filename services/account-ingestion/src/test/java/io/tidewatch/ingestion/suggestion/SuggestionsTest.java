package io.tidewatch.ingestion.suggestion;

import static io.tidewatch.ingestion.Ingestion.as;
import static io.tidewatch.ingestion.Ingestion.cover;
import static io.tidewatch.ingestion.Ingestion.create;
import static io.tidewatch.ingestion.Ingestion.load;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.tidewatch.ingestion.Ingestion;
import io.tidewatch.ingestion.IngestionTest;
import io.tidewatch.ingestion.TestMetric;
import io.tidewatch.metric.catalogue.Catalogue;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What to suggest to a customer, from its records and those of others. */
@QuarkusTest
@IngestionTest
class SuggestionsTest {

    private static final LocalDate TODAY = LocalDate.of(2026, 6, 30);
    private static final LocalDate FIRST_DAY = TODAY.minusDays(89);

    private static final Catalogue CATALOGUE = Catalogue.parse(Map.of(
            "metrics/tickets-ever.yaml",
            TestMetric.of("tickets-ever", "NUMBER", """
                    measures:
                      tickets: {count: ticket, in: ever}
                    population: everyone
                    value: tickets
                    """),
            "records/feature.yaml",
            """
            kind: feature
            nature: ENTITY
            holds: true
            account: optional
            fields:
              name: {type: NAME}
              goal: {type: NAME}
              tier: {type: NAME}
              complementaryProduct: {type: NAME}
            """,
            "records/account_update.yaml",
            """
            kind: account_update
            nature: FACT
            time: happenedOn
            fields:
              category: {type: WORD, of: [WIN, STORY]}
              happenedOn: {type: DATE}
              headline: {type: NAME}
            """,
            "records/order.yaml",
            """
            kind: order
            nature: FACT
            time: orderedOn
            fields:
              orderedOn: {type: DATE}
              product: {type: NAME}
            """,
            "records/opportunity.yaml",
            """
            kind: opportunity
            nature: ENTITY
            time: createdOn
            fields:
              product: {type: NAME}
              createdOn: {type: DATE}
              closedOn: {type: DATE}
              outcome: {type: WORD, of: [WON, LOST], since: closedOn}
            """));

    @BeforeEach
    void anAccountWithAGoal() {
        Ingestion.forgetEverything();
        Ingestion.moveClockTo(TODAY + "T12:00:00Z");
        Ingestion.compute(CATALOGUE);
        create("/v1/accounts/acme", "{\"name\": \"Acme\", \"industry\": \"Retail\"}");
        record("acme", "milestone", "m1", """
                {"plan": "OBJECTIVE", "name": "Faster close", "openedOn": "2026-01-05", "dueOn": "2026-08-31"}
                """);
        feature("approvals", "{\"name\": \"Approvals\", \"goal\": \"faster close\"}");
    }

    @AfterEach
    void presentTime() {
        Ingestion.presentTime();
    }

    @Test
    void aFeatureThatServesAnOpenGoalAndThatNobodyUsedForNinetyDaysIsSuggested() {
        usage("Approvals", FIRST_DAY.minusDays(1));
        usageIsComplete(TODAY);

        assertThat(suggestions())
                .containsExactly(
                        "FEATURE Approvals: The goal \"Faster close\", due on 2026-08-31, is open, and nobody has used"
                                + " \"Approvals\", which serves it, since 2026-04-02. /v1/records/feature/approvals"
                                + " /v1/accounts/acme/records/milestone/m1");
        assertThat(missing()).isEmpty();
    }

    @Test
    void aFeatureThatWasUsedOnTheFirstOfTheNinetyDaysIsNot() {
        usage("approvals", FIRST_DAY);
        usageIsComplete(TODAY);

        assertThat(suggestions()).isEmpty();
    }

    @Test
    void withoutUsageDataNobodyKnowsWhatIsUnusedAndTheAnswerSaysSo() {
        assertThat(suggestions()).isEmpty();
        assertThat(missing())
                .containsExactly(
                        "It is not known which features the account does not use. No source says until which day its usage"
                                + " records are complete.");

        usageIsComplete(TODAY.minusDays(8));
        assertThat(suggestions()).isEmpty();
        assertThat(missing())
                .containsExactly(
                        "It is not known which features the account does not use. The usage records are complete only"
                                + " until 2026-06-22.");

        usageIsComplete(TODAY.minusDays(7));
        assertThat(suggestions()).hasSize(1);
    }

    @Test
    void aGoalThatIsReachedNeedsNoFeature() {
        usageIsComplete(TODAY);
        record("acme", "milestone", "m2", """
                {"plan": "OBJECTIVE", "name": "Fewer errors", "openedOn": "2026-01-05", "reachedOn": "2026-06-30"}
                """);
        feature("checks", "{\"name\": \"Checks\", \"goal\": \"Fewer errors\"}");

        assertThat(suggestions()).singleElement().asString().startsWith("FEATURE Approvals");
    }

    @Test
    void theGoalThatIsDueFirstComesFirstAndAFeatureOfAnotherPlanIsNamedAsSuch() {
        usageIsComplete(TODAY);
        create(
                "/v1/contract-periods/p1",
                "{\"accountId\": \"acme\", \"startDate\": \"2026-01-01\", \"mrrMinor\": 100, \"currency\": \"EUR\","
                        + " \"trial\": false, \"plan\": \"Team\"}");
        record("acme", "milestone", "m2", """
                {"plan": "VALUE", "name": "Fewer errors", "openedOn": "2026-01-05", "dueOn": "2026-07-31"}
                """);
        feature("checks", "{\"name\": \"Checks\", \"goal\": \"Fewer errors\", \"tier\": \"Pro\"}");

        assertThat(suggestions()).hasSize(2);
        assertThat(suggestions().getFirst())
                .startsWith("FEATURE Checks: ")
                .contains("The feature belongs to the plan \"Pro\"; the account has \"Team\".");
    }

    @Test
    void aProductThatGoesWithAUsedFeatureIsSuggestedUnlessItIsOnRecord() {
        feature("export", "{\"name\": \"Export\", \"complementaryProduct\": \"Reports\"}");
        usage("Export", TODAY);
        usage("Approvals", TODAY);

        assertThat(suggestions())
                .containsExactly(
                        "PRODUCT Reports: \"Reports\" goes with \"Export\", which the account has used 3 times since"
                                + " 2026-04-02. The account has no order, deal or plan of that product on record."
                                + " /v1/records/feature/export");

        record("acme", "opportunity", "o1", """
                {"product": "reports", "createdOn": "2026-02-01", "closedOn": "2026-03-01", "outcome": "LOST"}
                """);
        assertThat(suggestions()).hasSize(1);
        record("acme", "order", "o1", "{\"product\": \"reports\", \"orderedOn\": \"2026-06-01\"}");
        assertThat(suggestions()).isEmpty();
    }

    @Test
    void theNewestStoriesOfOthersInTheSameIndustryComeLast() {
        usageIsComplete(TODAY);
        create("/v1/accounts/shop", "{\"name\": \"Shop\", \"industry\": \"retail\"}");
        create("/v1/accounts/bank", "{\"name\": \"Bank\", \"industry\": \"Finance\"}");
        for (int day = 1; day <= 4; day++) {
            story("shop", "s" + day, "2026-06-0" + day);
        }
        story("shop", "tomorrow", "2026-07-01");
        story("acme", "own", "2026-06-20");
        story("bank", "other", "2026-06-20");

        assertThat(suggestions())
                .hasSize(4)
                .element(1)
                .isEqualTo(
                        "STORY Story s4: Shop is in the same industry, Retail. /v1/accounts/shop/records/account_update/s4");
        assertThat(suggestions().getLast()).startsWith("STORY Story s2");
    }

    @Test
    void theAnswerSaysWhatIsMissingForAnAccountWithoutIndustryGoalAndFeatures() {
        Ingestion.sql("delete from record");
        usageIsComplete(TODAY);
        create("/v1/accounts/plain", "{\"name\": \"Plain\"}");

        JsonNode answer = Ingestion.tree(as("csm").get("/v1/accounts/plain/suggestions"));

        assertThat(answer.get("items")).isEmpty();
        assertThat(answer.get("missing")).hasSize(3);
        assertThat(as("csm").get("/v1/accounts/nobody/suggestions").statusCode())
                .isEqualTo(404);
    }

    @Test
    void atMostTenAreSuggested() {
        usageIsComplete(TODAY);
        for (int number = 0; number < 12; number++) {
            feature("f" + number, "{\"name\": \"F" + number + "\", \"goal\": \"Faster close\"}");
        }

        assertThat(suggestions()).hasSize(10);
    }

    private static void feature(String id, String fields) {
        create("/v1/records/feature/" + id, "{\"fields\": " + fields + "}");
    }

    private static void record(String account, String kind, String id, String fields) {
        create("/v1/accounts/" + account + "/records/" + kind + "/" + id, "{\"fields\": " + fields + "}");
    }

    private static void story(String account, String id, String day) {
        record(account, "account_update", id, """
                {"category": "STORY", "headline": "Story %s", "happenedOn": "%s"}
                """.formatted(id, day));
    }

    private static void usage(String feature, LocalDate day) {
        load(
                "tidewatch-usage",
                null,
                "usage_id,account_id,user_id,day,feature,count,duration_seconds\n%s,acme,,%s,%s,3,\n"
                        .formatted(feature + day, day, feature));
    }

    private static void usageIsComplete(LocalDate through) {
        cover("tidewatch", "USAGE", LocalDate.of(2020, 1, 1), through);
    }

    private static List<String> suggestions() {
        List<String> shown = new ArrayList<>();
        Ingestion.tree(as("csm").get("/v1/accounts/acme/suggestions"))
                .get("items")
                .forEach(item -> {
                    StringBuilder text = new StringBuilder(item.get("type").asText())
                            .append(' ')
                            .append(item.get("subject").asText())
                            .append(": ")
                            .append(item.get("reason").asText());
                    item.get("records").forEach(record -> text.append(' ')
                            .append(record.get("path").asText()));
                    shown.add(text.toString());
                });
        return shown;
    }

    private static List<String> missing() {
        List<String> shown = new ArrayList<>();
        Ingestion.tree(as("csm").get("/v1/accounts/acme/suggestions"))
                .get("missing")
                .forEach(sentence -> shown.add(sentence.asText()));
        return shown;
    }
}
