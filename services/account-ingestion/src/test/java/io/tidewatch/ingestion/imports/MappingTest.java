package io.tidewatch.ingestion.imports;

import static io.tidewatch.ingestion.Ingestion.as;
import static io.tidewatch.ingestion.Ingestion.create;
import static io.tidewatch.ingestion.Ingestion.load;
import static io.tidewatch.ingestion.Ingestion.tree;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.tidewatch.ingestion.Ingestion;
import io.tidewatch.ingestion.IngestionTest;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
                        {"source": "our-crm", "kind": "CONTACT", "accountsOf": "tidewatch", "fields": {
                          "id": {"column": "Nr"}, "account": {"column": "Kunde"}, "name": {"column": "Name"},
                          "role": {"column": "Funktion", "values": {"Vorstand": "EXECUTIVE_SPONSOR", "Nutzer": "USER"}}}}""")
                .put("/v1/mappings/our-contacts")
                .then()
                .statusCode(200);
        Ingestion.accounts("acme");

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
                .containsExactlyInAnyOrder(
                        "/fields/count", "/fields/day/formats", "/fields/featur", "/fields", "/fields");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "TICKET  | \"idPrefix\": \"x-\"    | /idPrefix   | \"account\": {\"column\": \"k\"}, \"openedAt\": {\"column\": \"o\"}",
                "ACCOUNT | \"accountsOf\": \"crm\" | /accountsOf | \"name\": {\"column\": \"n\"}",
                "USAGE   | \"accountsOf\": \"crm\" | /accountsOf | \"contractPeriod\": {\"column\": \"p\"}, \"day\": {\"column\": \"d\"},"
                        + " \"feature\": {\"column\": \"f\"}, \"count\": {\"column\": \"c\"}",
            })
    void aSettingThatTheKindDoesNotReadIsRefused(String kind, String setting, String pointer, String fields) {
        assertThat(as("integration")
                        .contentType("application/json")
                        .body("{\"source\": \"x\", \"kind\": \"" + kind + "\", " + setting
                                + ", \"fields\": {\"id\": {\"column\": \"a\"}, " + fields + "}}")
                        .put("/v1/mappings/faulty")
                        .then()
                        .statusCode(422)
                        .extract()
                        .<List<String>>path("errors.pointer"))
                .containsExactly(pointer);
    }

    @Test
    void theSettingsAndCustomAttributesOfAMappingCanBeReadBack() {
        as("integration")
                .contentType("application/json")
                .body("""
                        {"source": "crm", "kind": "CONTRACT_PERIOD", "endDateIs": "LAST_DAY", "fields": {
                          "id": {"column": "Nr"}, "account": {"column": "Kunde"}, "startDate": {"column": "Von"},
                          "endDate": {"column": "Bis"}, "mrr": {"column": "Betrag", "amountUnit": "MAJOR", "decimalComma": true},
                          "amountPeriod": {"constant": "year"}, "currency": {"constant": "EUR"},
                          "trial": {"constant": "no"}, "attribute.region": {"column": "Region"}}}""")
                .put("/v1/mappings/crm-periods")
                .then()
                .statusCode(200);
        JsonNode stored = tree(as("integration").get("/v1/mappings/crm-periods"));
        create("/v1/accounts/acme", "{\"name\": \"Acme\"}");

        load("crm-periods", null, "Nr,Kunde,Von,Bis,Betrag,Region\n1,acme,2025-01-01,2025-12-31,\"12.000,00\",Nord\n");
        JsonNode period = tree(as("csm").get("/v1/contract-periods/crm:1"));

        assertThat(stored.get("endDateIs").asText()).isEqualTo("LAST_DAY");
        assertThat(stored.at("/fields/mrr/amountUnit").asText()).isEqualTo("MAJOR");
        assertThat(stored.at("/fields/mrr/decimalComma").asBoolean()).isTrue();
        assertThat(period.get("endDate").asText()).isEqualTo("2026-01-01");
        assertThat(period.get("mrrMinor").asInt()).isEqualTo(100_000);
        assertThat(period.at("/attributes/region").asText()).isEqualTo("Nord");
    }

    @Test
    void customAttributesOfAnAccountAndATouchpointAreShown() {
        put("attributes-a", "ACCOUNT", "\"name\": {\"column\": \"name\"}");
        put(
                "attributes-t",
                "TOUCHPOINT",
                "\"account\": {\"constant\": \"acme\"}, \"kind\": {\"constant\": \"CALL\"}, \"status\": {\"constant\":"
                        + " \"HELD\"}, \"occurredAt\": {\"constant\": \"2025-01-01\"}");
        load("attributes-a", null, "id,name,tier\nacme,Acme,\"a \"\"b\"\"\"\nbeta,Beta,\n");
        load("attributes-t", null, "id,tier\n1,c\n");

        assertThat(tree(as("csm").get("/v1/accounts/acme")).get("attributes"))
                .isEqualTo(Ingestion.json("{\"tier\": \"a \\\"b\\\"\"}"));
        assertThat(tree(as("csm").get("/v1/accounts")).at("/items/1/attributes"))
                .isEmpty();
        assertThat(tree(as("csm").get("/v1/touchpoints/x:1"))
                        .at("/attributes/tier")
                        .asText())
                .isEqualTo("c");
    }

    private static void put(String name, String kind, String fields) {
        as("integration")
                .contentType("application/json")
                .body("{\"source\": \"x\", \"kind\": \"" + kind + "\", \"fields\": {\"id\": {\"column\": \"id\"},"
                        + " \"attribute.tier\": {\"column\": \"tier\"}, " + fields + "}}")
                .put("/v1/mappings/{name}", name)
                .then()
                .statusCode(200);
    }
}
