package io.tidewatch.ingestion.imports;

import static io.tidewatch.ingestion.Ingestion.as;
import static io.tidewatch.ingestion.Ingestion.correct;
import static io.tidewatch.ingestion.Ingestion.load;
import static io.tidewatch.ingestion.Ingestion.texts;
import static io.tidewatch.ingestion.Ingestion.tree;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.tidewatch.ingestion.Ingestion;
import io.tidewatch.ingestion.IngestionTest;
import io.tidewatch.metric.catalogue.Catalogue;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Files fill all fields that the metric language knows of a built-in kind, those that a catalogue adds included. */
@QuarkusTest
@IngestionTest
class FurtherFieldsTest {

    private static final String BUDGET = """
            extends: account
            fields:
              budget: {type: MONEY}
              partners: {type: REFS, to: account}
            """;

    @BeforeEach
    void empty() {
        Ingestion.forgetEverything();
    }

    @Test
    void anAccountHasTierParentAndWhatTheCatalogueAdds() {
        Ingestion.compute(Catalogue.parse(Map.of("records/account.yaml", BUDGET)));
        map("our-accounts", """
                {"source": "crm", "kind": "ACCOUNT", "idPrefix": "c-", "fields": {
                  "id": {"column": "id"}, "name": {"column": "name"}, "tier": {"column": "tier"}, "parent": {"column": "parent"},
                  "budget": {"column": "budget"}, "budget.currency": {"constant": "JPY"}, "partners": {"column": "partners"}}}""");
        String file = "id,name,tier,parent,budget,partners\n1,One,Gold,,5000,3;2\n2,Two,,1,,\n";

        load("our-accounts", null, file);

        assertThat(texts("select id || ' ' || fields::text from account order by id"))
                .containsExactly(
                        "c-1 {\"tier\": \"Gold\", \"budget\": {\"minor\": 5000, \"currency\": \"JPY\"}, \"partners\": [\"c-2\", \"c-3\"]}",
                        "c-2 {\"parent\": \"c-1\"}");
        assertThat(load("our-accounts", null, file).at("/counts/present").asInt())
                .isEqualTo(2);
        correct("our-accounts", file.replace("Gold", "Silver"));
        assertThat(texts("select fields ->> 'tier' from account where id = 'c-1'"))
                .containsExactly("Silver");
        assertThat(texts("select fields ->> 'tier' from account_history")).containsExactly("Gold");
    }

    @Test
    void aMeetingIsOfAnyKindAndHasTopicsThatTheMetricLanguageKnows() {
        Ingestion.create("/v1/accounts/acme", "{\"name\": \"Acme\"}");
        map("our-meetings", """
                {"source": "crm", "kind": "TOUCHPOINT", "fields": {
                  "id": {"column": "id"}, "account": {"constant": "acme"}, "kind": {"constant": "MEETING"},
                  "meetingKind": {"column": "about"}, "status": {"constant": "HELD"}, "occurredAt": {"column": "at"},
                  "topics": {"column": "topics", "separator": "/"}, "decisionMaker": {"column": "dm"}}}""");

        JsonNode job = load("our-meetings", null, """
                id,about,at,topics,dm
                1,RENEWAL,2026-01-01T10:00:00Z,value/Roadmap,yes
                2,check-in,2026-01-02,,
                3,Training,2026-01-03T09:30:00.250+01:00,,no
                4,KICKOFF,2026-01-04,,
                5,party,2026-01-05,,
                6,OTHER,2026-01-06,gossip,
                """);

        assertThat(texts(
                        "select external_id || ' ' || meeting_kind || ' ' || occurred_at || ' ' || fields::text from touchpoint"
                                + " order by external_id"))
                .containsExactly(
                        "1 RENEWAL 2026-01-01 10:00:00+00 {\"topics\": [\"ROADMAP\", \"VALUE\"], \"decisionMaker\": true}",
                        "2 CHECK_IN 2026-01-02 00:00:00+00 {}",
                        "3 TRAINING 2026-01-03 08:30:00.25+00 {\"decisionMaker\": false}",
                        "4 KICKOFF 2026-01-04 00:00:00+00 {}");
        assertThat(Ingestion.rows(job.get("id").asText()))
                .extracting(row -> row.get("column").asText())
                .containsExactly("about", "topics");
        assertThat(tree(as("csm").get("/v1/touchpoints/crm:4"))
                        .get("meetingKind")
                        .asText())
                .isEqualTo("KICKOFF");
    }

    @Test
    void valuesOfEveryColumnTypeArriveAsTheyWereSent() {
        Ingestion.create("/v1/accounts/acme", "{\"name\": \"Acme\"}");
        load("tidewatch-tickets", null, """
                ticket_id,account_id,opened_at,resolved_at,priority,satisfaction
                1,acme,1999-12-31T23:59:59.999999Z,2026-01-01,high,4.25
                2,acme,2026-01-01,,,1
                3,acme,2026-01-01,,,1.00005
                4,acme,2026-01-01,,"a ""b"" \\ ö",
                """);
        load("tidewatch-contract-periods", null, """
                period_id,account_id,start_date,end_date,mrr,currency,purchased_seats,trial,plan
                1,acme,1999-12-31,2000-01-02,99999999999,USD,2000000000,yes,
                """);

        assertThat(
                        texts(
                                "select concat_ws(' ', external_id, opened_at, resolved_at, priority, satisfaction) from ticket order by 1"))
                .containsExactly(
                        "1 1999-12-31 23:59:59.999999+00 2026-01-01 00:00:00+00 high 4.25",
                        "2 2026-01-01 00:00:00+00 1",
                        "3 2026-01-01 00:00:00+00 1.00005",
                        "4 2026-01-01 00:00:00+00 a \"b\" \\ ö");
        assertThat(
                        texts(
                                "select concat_ws(' ', start_date, end_date, mrr_minor, purchased_seats, trial) from contract_period"))
                .containsExactly("1999-12-31 2000-01-02 9999999999900 2000000000 t");
    }

    private static void map(String name, String mapping) {
        as("integration")
                .contentType("application/json")
                .body(mapping)
                .put("/v1/mappings/{name}", name)
                .then()
                .statusCode(200);
    }
}
