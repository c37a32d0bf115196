package io.tidewatch.ingestion.declared;

import static io.tidewatch.ingestion.Ingestion.as;
import static io.tidewatch.ingestion.declared.Visits.create;
import static io.tidewatch.ingestion.declared.Visits.delete;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.tidewatch.ingestion.Ingestion;
import io.tidewatch.ingestion.IngestionTest;
import io.tidewatch.metric.catalogue.Catalogue;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A catalogue that stored records would not fit is rejected, and says which kind and field. */
@QuarkusTest
@IngestionTest
class KindChangesTest {

    private static final String VISITS = "records/visit.yaml";
    private static final String DEALS = "records/deal.yaml";

    @BeforeEach
    void oneVisit() {
        Ingestion.forgetEverything();
        Visits.compute();
        Ingestion.create("/v1/accounts/acme", "{\"name\": \"Acme\"}");
        create("/v1/accounts/acme/records/visit/v1", "{\"visitedOn\": \"2026-06-01\"}");
    }

    @Test
    void aKindWithRecordsIsNotTakenAway() {
        assertThat(refused(Map.of(VISITS, "", "metrics/visits.yaml", "")))
                .containsExactly("The catalogue has no kind \"visit\" any more.");
    }

    @Test
    void aFieldIsNotTakenAwayAndKeepsItsTypeTargetAndWords() {
        String changed = Visits.VISIT
                .replace("  venue: {type: NAME}\n", "")
                .replace("guests: {type: INTEGER}", "guests: {type: DECIMAL}")
                .replace("host: {type: REF, to: contact}", "host: {type: REF, to: user}")
                .replace(
                        "topics: {type: WORDS, of: [PRICE, ROADMAP, SUPPORT]}", "topics: {type: WORDS, of: [ROADMAP]}");
        assertThat(refused(Map.of(VISITS, changed)))
                .containsExactly(
                        "visit.topics does not have PRICE, SUPPORT any more.",
                        "visit.guests is DECIMAL instead of INTEGER.",
                        "visit has no field \"venue\" any more.",
                        "visit.host refers to user instead of contact.");
    }

    @Test
    void noFieldBecomesRequired() {
        assertThat(refused(Map.of(VISITS, Visits.VISIT + "  city: {type: NAME, required: true}\n")))
                .containsExactly("visit.city is required now.");
        assertThat(refused(Map.of(
                        VISITS, Visits.VISIT.replace("venue: {type: NAME}", "venue: {type: NAME, required: true}"))))
                .containsExactly("visit.venue is required now.");
    }

    @Test
    void aKindCountsByTheSameDay() {
        assertThat(refused(Map.of(VISITS, Visits.VISIT.replace("time: visitedOn", "time: startedAt"))))
                .containsExactly("visit counts by startedAt instead of visitedOn.");
    }

    @Test
    void recordsWithoutAnAccountKeepTheirKindOptional() {
        Map<String, String> changed = Map.of(DEALS, Visits.DEAL.replace("account: optional\n", ""));
        create("/v1/accounts/acme/records/deal/d1", "{}");
        create("/v1/records/deal/d1", "{}");
        assertThat(refused(changed)).containsExactly("Records of deal must belong to an account now.");

        delete("/v1/records/deal/d1", "\"1\"", false).then().statusCode(204);
        handedOver(changed).then().statusCode(200);
    }

    @Test
    void whatAddsToAKindIsAccepted() {
        String more = Visits.VISIT.replace("[PRICE, ROADMAP]", "[PRICE, ROADMAP, OTHER]") + "  city: {type: NAME}\n";
        handedOver(Map.of(VISITS, more)).then().statusCode(200);
    }

    @Test
    void aKindWithoutRecordsChangesFreely() {
        handedOver(Map.of(DEALS, "")).then().statusCode(200);

        delete("/v1/accounts/acme/records/visit/v1", "\"1\"", true).then().statusCode(204);
        handedOver(Map.of(VISITS, "", "metrics/visits.yaml", "")).then().statusCode(200);
    }

    @Test
    void goingBackToALiveCatalogueIsAlwaysPossible() {
        String leads = "kind: lead\nnature: ENTITY\nfields:\n  name: {type: NAME}\n";
        Ingestion.compute(Visits.catalogue(Map.of("records/lead.yaml", leads)));
        create("/v1/accounts/acme/records/lead/l1", "{\"name\": \"Bo\"}").then().statusCode(201);

        handedOver(Map.of()).then().statusCode(200);
        as("csm").get("/v1/accounts/acme/records/lead/l1").then().statusCode(404);
        // The newest catalogue does not know the kind, but an older one under which records were stored does.
        assertThat(refused(Map.of("records/lead.yaml", leads.replace("NAME", "TEXT"))))
                .containsExactly("lead.name is TEXT instead of NAME.");

        handedOver(Map.of("records/lead.yaml", leads)).then().statusCode(200);
        as("csm").get("/v1/accounts/acme/records/lead/l1").then().statusCode(200);
    }

    @Test
    void aFieldThatACatalogueAddedToAccountsIsKeptWhileOneHasAValue() {
        String added =
                "extends: account\nfields:\n  program: {type: WORD, of: [GOLD, SILVER]}\n  budget: {type: MONEY}\n";
        String file = "records/account.yaml";
        Ingestion.compute(Visits.catalogue(Map.of(file, added)));
        Ingestion.create("/v1/accounts/beta", "{\"name\": \"Beta\", \"fields\": {\"program\": \"GOLD\"}}");

        assertThat(refused(Map.of(file, added.replace("  program: {type: WORD, of: [GOLD, SILVER]}\n", ""))))
                .containsExactly("account has no field \"program\" any more.");
        assertThat(refused(Map.of(file, added.replace("GOLD, ", ""))))
                .containsExactly("account.program does not have GOLD any more.");
        assertThat(refused(Map.of(file, added.replace("WORD, of: [GOLD, SILVER]", "NAME"))))
                .containsExactly("account.program is NAME instead of WORD.");

        handedOver(Map.of(file, added.replace("MONEY", "DECIMAL"))).then().statusCode(200);
    }

    private static List<String> refused(Map<String, String> changed) {
        Response answer = handedOver(changed);
        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.<String>path("type")).isEqualTo("/problems/kind-incompatible");
        return answer.path("errors.detail");
    }

    private static Response handedOver(Map<String, String> changed) {
        Catalogue catalogue = Visits.catalogue(changed);
        return as("service")
                .contentType("application/json")
                .body(catalogue.toJson())
                .put("/v1/catalogues/{hash}", catalogue.catalogueHash());
    }
}
