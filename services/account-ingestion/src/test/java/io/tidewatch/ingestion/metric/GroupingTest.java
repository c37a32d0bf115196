package io.tidewatch.ingestion.metric;

import static io.tidewatch.ingestion.Ingestion.cover;
import static io.tidewatch.ingestion.Ingestion.create;
import static io.tidewatch.ingestion.Ingestion.query;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

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
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Figures by what accounts have, and of accounts that have it. */
@QuarkusTest
@IngestionTest
class GroupingTest {

    private static final LocalDate DAY = LocalDate.of(2026, 11, 20);

    private static final String ACCOUNT = """
            extends: account
            fields:
              program: {type: WORD, of: [GOLD, SILVER]}
              audits: {type: INTEGER}
              pilot: {type: BOOLEAN}
              budget: {type: MONEY}
            """;

    private static final String METRIC = TestMetric.of("contracts", "NUMBER", """
            measures:
              contracts: {count: contract_period}
            value: contracts
            """);

    @BeforeEach
    void aCatalogueWithAttributesOfItsOwn() {
        Ingestion.forgetEverything();
        Ingestion.compute(Catalogue.parse(Map.of("records/account.yaml", ACCOUNT, "metrics/contracts.yaml", METRIC)));
        Ingestion.moveClockTo(DAY);
        cover("billing", "CONTRACT_PERIOD", DAY);
    }

    @AfterEach
    void presentTime() {
        Ingestion.presentTime();
    }

    @Test
    void anAccountCountsInTheGroupThatItBelongsToOnTheDay() {
        account("acme", "\"segment\": \"Small\"");
        changeAfterThreeDays("acme", "{\"name\": \"acme\", \"segment\": \"Large\"}");

        assertThat(members("SEGMENT", DAY.minusDays(30))).isEqualTo(Map.of("Small", 1));
        assertThat(members("SEGMENT", DAY.plusDays(2))).isEqualTo(Map.of("Small", 1));
        assertThat(members("SEGMENT", DAY.plusDays(3))).isEqualTo(Map.of("Large", 1));
        assertThat(figures("\"where\": {\"SEGMENT\": \"Large\"}, \"groupBy\": [\"ACCOUNT\"]", DAY.plusDays(2)))
                .isEmpty();
    }

    @Test
    void anAccountThatWasNotKnownYetIsInNoGroup() {
        account("acme", "\"segment\": \"Small\"");

        JsonNode before = query("{\"metrics\": [\"contracts\"], \"groupBy\": [\"SEGMENT\"], \"asOf\": \"" + DAY
                        + "\", \"knownAt\": \"" + DAY.minusDays(1) + "T00:00:00Z\"}")
                .get("items");
        assertThat(before).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            BUSINESS_MODEL           | SEAT_BASED
            LIFECYCLE_STAGE          | ADOPTION
            INDUSTRY                 | Retail
            COUNTRY                  | DE
            CSM                      | nadia@example.com
            TIER                     | Strategic
            REGION                   | EMEA
            CHANNEL                  | Partner
            attribute:tier           | Strategic
            attribute:program        | GOLD
            attribute:audits         | 3
            attribute:pilot          | true
            attribute:budget         | EUR 12.50
            attribute:signupDate     | 2026-01-31
            attribute:referredBy     | other
            """)
    void everyAttributeOfTheVocabularyMakesGroups(String grouping, String group) {
        account(
                "acme",
                "\"businessModel\": \"SEAT_BASED\", \"lifecycleStage\": \"ADOPTION\", \"industry\": \"Retail\","
                        + " \"country\": \"DE\", \"csmEmail\": \"Nadia@example.com\", \"signupDate\":"
                        + " \"2026-01-31\", \"fields\": {\"tier\": \"Strategic\", \"region\": \"EMEA\", \"channel\":"
                        + " \"Partner\", \"program\": \"GOLD\", \"audits\": 3, \"pilot\": true, \"referredBy\": \"other\","
                        + " \"budget\": {\"minor\": 1250, \"currency\": \"EUR\"}}");
        account("other", "\"segment\": \"A\"");

        assertThat(members(grouping, DAY)).isEqualTo(Map.of(group, 1, "", 1));
        assertThat(names(figures(
                        "\"where\": {\"" + grouping + "\": \"" + group + "\"}, \"groupBy\": [\"ACCOUNT\"]", DAY)))
                .containsExactly("acme");
        assertThat(names(figures("\"where\": {\"" + grouping + "\": \"\"}, \"groupBy\": [\"ACCOUNT\"]", DAY)))
                .containsExactly("other");
    }

    @Test
    void aTreeOfAccountsIsTheGroupOfItsTopmostAccount() {
        account("top", "\"segment\": \"A\"");
        child("middle", "top");
        child("leaf", "middle");
        child("orphan", "nobody");
        child("x", "z");
        child("y", "x");
        child("z", "y");
        child("below-circle", "z");

        assertThat(members("PARENT", DAY)).isEqualTo(Map.of("top", 3, "orphan", 1, "x", 4));
        assertThat(names(figures("\"where\": {\"PARENT\": \"top\"}, \"groupBy\": [\"ACCOUNT\"]", DAY)))
                .containsExactly("leaf", "middle", "top");
        assertThat(figures("\"groupBy\": [\"PARENT\"], \"accountIds\": [\"leaf\"]", DAY)
                        .getFirst()
                        .get("group")
                        .get("PARENT")
                        .asText())
                .isEqualTo("top");
    }

    @Test
    void parentsInACircleFromAFileAreOneGroupAndCountOnce() {
        mapping();
        Ingestion.load("parents", null, """
                id,name,parent
                a,A,b
                b,B,c
                c,C,a
                below,Below,c
                self,Self,self
                child,Child,self
                orphan,Orphan,nobody
                """);

        assertThat(members("PARENT", DAY)).isEqualTo(Map.of("a", 4, "self", 2, "orphan", 1));
        assertThat(figures("\"groupBy\": []", DAY).getFirst().get("accounts").asInt())
                .isEqualTo(7);
        for (String account : List.of("a", "b", "c", "below")) {
            assertThat(topOf(account)).isEqualTo("a");
        }
    }

    @Test
    void accountsHaveTheSameTopWhetherTheyAreAskedAloneOrTogether() {
        mapping();
        StringBuilder file = new StringBuilder("id,name,parent\n");
        for (int level = 10; level < 70; level++) {
            // Deeper than trees are looked at, and a circle of as many.
            file.append("t" + level + ",T,t" + (level - 1) + "\n");
            file.append("c" + level + ",C,c" + (level == 10 ? 69 : level - 1) + "\n");
        }
        Ingestion.load("parents", null, file.toString());

        Map<String, Integer> members = members("PARENT", DAY);
        assertThat(members.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(120);
        assertThat(members).containsEntry("t10", 51).containsEntry("t11", 1);
        for (String account : List.of("t10", "t59", "t60", "t61", "t69", "c10", "c69")) {
            List<JsonNode> together = figures("\"groupBy\": [\"PARENT\", \"ACCOUNT\"]", DAY).stream()
                    .filter(figure ->
                            figure.get("group").get("ACCOUNT").asText().equals(account))
                    .toList();
            assertThat(together).hasSize(1);
            assertThat(topOf(account))
                    .isEqualTo(together.getFirst().get("group").get("PARENT").asText());
        }
    }

    @Test
    void aCircleThatWasCorrectedIsOneOfTheDaysBefore() {
        child("a", "b");
        child("b", "a");
        changeAfterThreeDays("b", "{\"name\": \"b\"}");

        assertThat(members("PARENT", DAY.plusDays(2))).isEqualTo(Map.of("a", 2));
        assertThat(members("PARENT", DAY.plusDays(3))).isEqualTo(Map.of("b", 2));
    }

    @Test
    void theGroupOfAFigureChoosesTheAccountsThatItIsMadeOf() {
        account("a", "\"segment\": \"A\", \"fields\": {\"tier\": \"1\"}");
        account("b", "\"segment\": \"A\", \"fields\": {\"tier\": \"1\"}");
        account("c", "\"segment\": \"A\", \"fields\": {\"tier\": \"2\"}");
        account("d", "\"csmEmail\": \"Nadia@example.org\"");

        int accounts = 0;
        for (JsonNode figure : figures("\"groupBy\": [\"SEGMENT\", \"TIER\"]", DAY)) {
            List<JsonNode> own = figures("\"groupBy\": [\"ACCOUNT\"], \"where\": " + figure.get("group"), DAY);
            assertThat(own).hasSize(figure.get("accounts").asInt());
            assertThat(own.stream().mapToInt(item -> item.get("value").asInt()).sum())
                    .isEqualTo(figure.get("value").asInt());
            accounts += own.size();
        }
        assertThat(accounts).isEqualTo(4);
        assertThat(names(figures("\"groupBy\": [\"ACCOUNT\"], \"where\": {\"CSM\": \"NADIA@example.org\"}", DAY)))
                .containsExactly("d");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "groupBy": ["SEGMNT"]                           | 422 | grouping-unknown | /groupBy                | SEGMENT
            "groupBy": ["attribute:programm"]               | 422 | grouping-unknown | /groupBy                | attribute:program
            "where": {"attribute:tiers": "1"}               | 422 | grouping-unknown | /where/attribute:tiers  | attribute:tier
            "where": {"ACCOUNT": "acme"}                    | 400 | invalid-request  |                         |
            "where": {"SEGMENT": null}                      | 400 | invalid-request  | /where/SEGMENT          |
            "groupBy": ["ACCOUNT"], "separately": true      | 400 | invalid-request  |                         |
            """)
    void whatAccountsCannotBeGroupedByIsRejectedWithWhatWasProbablyMeant(
            String parts, int status, String slug, String pointer, String suggestion) {
        Ingestion.unchecked("analyst")
                .contentType("application/json")
                .body("{\"metrics\": [\"contracts\"], \"asOf\": \"" + DAY + "\", " + parts + "}")
                .post("/v1/metrics/query")
                .then()
                .statusCode(status)
                .body("type", equalTo("/problems/" + slug))
                .body("errors[0].pointer", equalTo(pointer))
                .body("errors[0].suggestion", equalTo(suggestion));
    }

    private static void changeAfterThreeDays(String account, String body) {
        Ingestion.moveClockTo(DAY.plusDays(3));
        cover("billing", "CONTRACT_PERIOD", DAY.plusDays(3));
        Ingestion.as("admin")
                .contentType("application/json")
                .header("If-Match", "\"1\"")
                .body(body)
                .put("/v1/accounts/" + account)
                .then()
                .statusCode(200);
    }

    private static String topOf(String account) {
        return figures("\"groupBy\": [\"PARENT\"], \"accountIds\": [\"" + account + "\"]", DAY)
                .getFirst()
                .get("group")
                .get("PARENT")
                .asText();
    }

    private static void mapping() {
        Ingestion.as("integration")
                .contentType("application/json")
                .body(
                        "{\"source\": \"crm\", \"kind\": \"ACCOUNT\", \"fields\": {\"id\": {\"column\": \"id\"}, \"name\":"
                                + " {\"column\": \"name\"}, \"parent\": {\"column\": \"parent\"}}}")
                .put("/v1/mappings/parents")
                .then()
                .statusCode(200);
    }

    private static void account(String id, String properties) {
        create("/v1/accounts/" + id, "{\"name\": \"" + id + "\", " + properties + "}");
        create(
                "/v1/contract-periods/" + id,
                "{\"accountId\": \"" + id
                        + "\", \"startDate\": \"2025-01-01\", \"mrrMinor\": 100, \"currency\": \"EUR\","
                        + " \"trial\": false}");
    }

    private static void child(String id, String parent) {
        account(id, "\"fields\": {\"parent\": \"" + parent + "\"}");
    }

    private static List<JsonNode> figures(String parts, LocalDate day) {
        List<JsonNode> figures = new ArrayList<>();
        query("{\"metrics\": [\"contracts\"], \"asOf\": \"" + day + "\", " + parts + "}")
                .get("items")
                .forEach(figures::add);
        return figures;
    }

    /** How many accounts each group has. */
    private static Map<String, Integer> members(String by, LocalDate day) {
        Map<String, Integer> members = new TreeMap<>();
        figures("\"groupBy\": [\"" + by + "\"]", day)
                .forEach(item -> members.put(
                        item.get("group").get(by).asText(), item.get("accounts").asInt()));
        return members;
    }

    private static List<String> names(List<JsonNode> figures) {
        return figures.stream()
                .map(item -> item.get("group").get(Grouping.ACCOUNT).asText())
                .toList();
    }
}
