package io.tidewatch.ingestion.imports;

import static io.tidewatch.ingestion.Ingestion.as;
import static io.tidewatch.ingestion.Ingestion.load;
import static io.tidewatch.ingestion.Ingestion.tree;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.tidewatch.ingestion.Ingestion;
import io.tidewatch.ingestion.IngestionTest;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@IngestionTest
class MappingTest {

    @BeforeEach
    void empty() {
        Ingestion.forgetEverything();
    }

    @Test
    void aMappingOfOnesOwnNamesColumnsValuesConstantsAndFormats() {
        as("integration")
                .contentType("application/json")
                .body("""
                        {"source": "our-crm", "kind": "CONTACT", "fields": {
                          "id": {"column": "Nr"}, "account": {"column": "Kunde"}, "name": {"column": "Name"},
                          "role": {"column": "Funktion", "values": {"Vorstand": "EXECUTIVE_SPONSOR", "Nutzer": "USER"}}}}""")
                .put("/v1/mappings/our-contacts")
                .then()
                .statusCode(200);
        load(
                "tidewatch-accounts",
                null,
                "account_id,name,segment,business_model,lifecycle_stage,industry,country,csm_email,sales_owner_email,signup_date\n"
                        + "acme,Acme,,,,,,,,\n");

        load("our-contacts", null, "Nr,Kunde,Name,Funktion\n7,acme,Zoë,Vorstand\n8,acme,Ann,Nutzer\n9,acme,Jo,Koch\n");

        assertThat(tree(as("csm").get("/v1/contacts/our-crm:7")).get("role").asText())
                .isEqualTo("EXECUTIVE_SPONSOR");
        assertThat(Ingestion.number("select count(*) from contact")).isEqualTo(2);
    }

    @Test
    void theMappingsOfTheServiceAreListedAndStayAsTheyAre() {
        assertThat(as("analyst").get("/v1/mappings").<List<String>>path("items.name"))
                .contains("tidewatch-touchpoints", "ravenstack-feature-usage")
                .hasSize(14);
        assertThat(as("integration")
                        .contentType("application/json")
                        .body("{\"source\": \"x\", \"kind\": \"CONTACT\", \"fields\": {}}")
                        .put("/v1/mappings/tidewatch-contacts")
                        .statusCode())
                .isEqualTo(409);
    }

    @Test
    void aMappingThatCannotWorkIsRefusedWithAllItsFaults() {
        assertThat(as("integration")
                        .contentType("application/json")
                        .body("""
                                {"source": "x", "kind": "USAGE", "fields": {
                                  "id": {"column": "a"}, "day": {"column": "b", "formats": ["yyyy-qq-bb"]},
                                  "featur": {"column": "c"}, "count": {"column": "d", "constant": "1"}}}""")
                        .put("/v1/mappings/faulty")
                        .then()
                        .statusCode(422)
                        .extract()
                        .<List<String>>path("errors.pointer"))
                .containsExactlyInAnyOrder("fields/count", "fields/day", "fields/featur", "fields", "fields");
    }
}
