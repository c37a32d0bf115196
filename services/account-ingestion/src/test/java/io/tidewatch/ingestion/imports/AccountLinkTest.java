package io.tidewatch.ingestion.imports;

import static io.tidewatch.ingestion.Ingestion.as;
import static io.tidewatch.ingestion.Ingestion.create;
import static io.tidewatch.ingestion.Ingestion.load;
import static io.tidewatch.ingestion.Ingestion.number;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.tidewatch.ingestion.Ingestion;
import io.tidewatch.ingestion.IngestionTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which accounts the records of a second source join. */
@QuarkusTest
@IngestionTest
class AccountLinkTest {

    private static final String PERIODS = "id,customer,from,mrr\ns1,17,2026-01-01,100.00\n";

    @BeforeEach
    void anAccountOfTheFirstSource() {
        Ingestion.forgetEverything();
        load(
                "tidewatch-accounts",
                null,
                "account_id,name,segment,business_model,lifecycle_stage,industry,country,csm_email,sales_owner_email,signup_date\n"
                        + "17,Acme,SMB,,,,,,,\n");
    }

    @Test
    void equalIdsOfTwoSourcesDoNotMixTheirCustomers() {
        mapping("billing-periods", periodsWith(""));

        assertThat(load("billing-periods", null, PERIODS).at("/counts/rejected").asInt())
                .isEqualTo(1);
        assertThat(number("select count(*) from contract_period")).isZero();
    }

    @Test
    void withAPrefixTheSecondSourceBringsCustomersOfItsOwn() {
        mapping("billing-accounts", """
                {"source": "billing", "kind": "ACCOUNT", "idPrefix": "billing-",
                 "fields": {"id": {"column": "id"}, "name": {"column": "name"}}}""");
        mapping("billing-periods", periodsWith(""));
        load("billing-accounts", null, "id,name\n17,Seventeen Ltd\n");
        load("billing-periods", null, PERIODS);

        assertThat(Ingestion.texts(
                        "select a.id || ' ' || a.name from contract_period p join account a on a.id = p.account_id"))
                .containsExactly("billing-17 Seventeen Ltd");
    }

    @Test
    void aMappingCanNameTheSourceWhoseAccountIdsItsFileCarries() {
        mapping("billing-periods", periodsWith("\"accountsOf\": \"tidewatch\", "));
        load("billing-periods", null, PERIODS);

        assertThat(Ingestion.texts("select account_id from contract_period")).containsExactly("17");
    }

    @Test
    void anIdOfTheSecondSourceIsLinkedToAnAccount() {
        mapping("billing-periods", periodsWith(""));
        create("/v1/accounts/other", "{\"name\": \"Other\"}");
        link("K-9", "17").statusCode(200);
        link("K-9", "17").statusCode(200);
        JsonNode job = load("billing-periods", null, PERIODS.replace("17", "K-9"));

        assertThat(job.at("/counts/accepted").asInt()).isEqualTo(1);
        assertThat(Ingestion.texts("select account_id from contract_period")).containsExactly("17");
        assertThat(link("K-9", "other").statusCode(409).extract().<String>path("type"))
                .isEqualTo("/problems/source-id-taken");
        assertThat(link("K-10", "nobody").statusCode(422).extract().<String>path("type"))
                .isEqualTo("/problems/account-unknown");
    }

    @Test
    void anAccountThatWasCreatedByRequestIsJoinedByItsId() {
        create("/v1/accounts/other", "{\"name\": \"Other\"}");
        mapping("billing-periods", periodsWith(""));
        load("billing-periods", null, PERIODS.replace("17", "other"));

        assertThat(Ingestion.texts("select account_id from contract_period")).containsExactly("other");
    }

    private static ValidatableResponse link(String externalId, String accountId) {
        return as("integration")
                .contentType("application/json")
                .body("{\"accountId\": \"" + accountId + "\"}")
                .put("/v1/sources/billing/accounts/{id}", externalId)
                .then();
    }

    private static void mapping(String name, String body) {
        as("integration")
                .contentType("application/json")
                .body(body)
                .put("/v1/mappings/" + name)
                .then()
                .statusCode(200);
    }

    private static String periodsWith(String setting) {
        return """
                {"source": "billing", "kind": "CONTRACT_PERIOD", %s
                 "fields": {"id": {"column": "id"}, "account": {"column": "customer"}, "startDate": {"column": "from"},
                            "mrr": {"column": "mrr"}, "currency": {"constant": "EUR"}, "trial": {"constant": "false"}}}""".formatted(setting);
    }
}
