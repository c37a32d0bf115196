package io.tidewatch.ingestion.imports;

import static io.tidewatch.ingestion.Ingestion.as;
import static io.tidewatch.ingestion.Ingestion.load;
import static io.tidewatch.ingestion.Ingestion.tree;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.tidewatch.ingestion.Ingestion;
import io.tidewatch.ingestion.IngestionTest;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "id       | {\"constant\": \"1\"} | With a constant all rows of a file were one record; name a column.",
                "id       | {\"column\": \" \"} | A column has a name.",
                "openedAt | {\"column\": \"b\", \"formats\": [\"dd/MM\"]} | \"dd/MM\" does not tell year, month and day.",
                "priority | {\"column\": \"b\", \"formats\": [\"yyyy-MM-dd\"]} | \"formats\" are for dates and times.",
                "priority | {\"column\": \"b\", \"scale\": 2} | \"scale\" is for amounts.",
                "priority | {\"column\": \"b\", \"separator\": \";\"} | \"separator\" is for lists.",
                "priority | {\"column\": \"b\", \"values\": {\"a\\u0000\": \"b\"}} | A text of a file has no NUL characters.",
                "openedAt | {\"constant\": \" \"} | The field is needed, and its constant is empty.",
            })
    void aFieldThatCouldNeverWorkIsRefused(String field, String source, String detail) {
        Map<String, String> fields = new TreeMap<>(Map.of(
                "id", "{\"column\": \"a\"}", "account", "{\"column\": \"k\"}", "openedAt", "{\"column\": \"o\"}"));
        fields.put(field, source);
        String body = fields.entrySet().stream()
                .map(entry -> "\"" + entry.getKey() + "\": " + entry.getValue())
                .collect(Collectors.joining(", ", "{\"source\": \"x\", \"kind\": \"TICKET\", \"fields\": {", "}}"));

        assertThat(as("integration")
                        .contentType("application/json")
                        .body(body)
                        .put("/v1/mappings/faulty")
                        .then()
                        .statusCode(422)
                        .extract()
                        .<List<String>>path("errors.detail"))
                .containsExactly(detail);
    }

    @Test
    void aConstantThatIsNoneOfTheWordsIsRefused() {
        assertThat(as("integration")
                        .contentType("application/json")
                        .body("""
                                {"source": "x", "kind": "ACCOUNT", "fields": {"id": {"column": "a"}, "name": {"column": "b"},
                                 "businessModel": {"constant": "BOGUS"}}}""")
                        .put("/v1/mappings/faulty")
                        .then()
                        .statusCode(422)
                        .extract()
                        .<List<String>>path("errors.detail"))
                .containsExactly("\"BOGUS\" is no businessModel.");
    }
}
