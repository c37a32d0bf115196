package io.tidewatch.ingestion.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.tidewatch.metric.language.MetricLanguage;
import io.tidewatch.problem.Problem.Fault;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A setting of a mapping either has an effect or is refused before a file is read with it. */
class MappingChecksTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"id\": {\"constant\": \"1\"} | /fields/id/constant",
                "\"id\": {\"column\": \" \"} | /fields/id/column",
                "\"id\": {\"column\": \"a\", \"formats\": [\"yyyy-MM-dd\"]} | /fields/id/formats",
                "\"account\": {\"column\": \"a\", \"separator\": \";\"} | /fields/account/separator",
                "\"attribute.tier\": {\"column\": \"a\", \"decimalComma\": true} | /fields/attribute.tier/decimalComma",
                "\"attribute.a-b\": {\"column\": \"a\"} | /fields/attribute.a-b",
                "\"openedAt\": {\"column\": \"b\", \"formats\": [\"M/d/yy\"]} | /fields/openedAt/formats",
                "\"openedAt\": {\"constant\": \" \"} | /fields/openedAt/constant",
                "\"openedAt\": {\"constant\": \"today\"} | /fields/openedAt/constant",
                "\"openedAt\": {\"column\": \"b\", \"formats\": [\"M/d/yyyy\", \"d/M/yyyy\"]} | /fields",
                "\"resolvedAt\": {\"column\": \"o\", \"formats\": [\"yyyy-MM-dd\"]}, \"openedAt\": {\"column\": \"o\"} | ``",
                "\"priority\": {\"column\": \"b\", \"formats\": [\"yyyy-MM-dd\"]} | /fields/priority/formats",
                "\"priority\": {\"column\": \"b\", \"amountUnit\": \"MINOR\"} | /fields/priority/amountUnit",
                "\"priority\": {\"column\": \"b\", \"values\": {\"a\\u0000\": \"b\"}} | /fields/priority/values",
                "\"priority\": {\"column\": \"b\", \"values\": {\" a\": \"b\"}} | /fields/priority/values",
                "\"priority\": {\"column\": \"b\", \"constant\": \"c\"} | /fields/priority",
                "\"priority\": {} | /fields/priority",
                "\"amountPeriod\": {\"constant\": \"year\"} | /fields/amountPeriod",
                "\"priority\": {\"column\": \"left\"} | /ignoredColumns",
            })
    void aFieldThatCouldNotWorkIsRefused(String field, String pointer) {
        assertThat(faults("TICKET", "\"ignoredColumns\": [\"left\"]", """
                        "id": {"column": "i"}, "account": {"column": "k"}, "openedAt": {"column": "o"}""", field))
                .extracting(Fault::pointer)
                .isEqualTo(pointer.isEmpty() ? List.of() : List.of(pointer));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"trial\": {\"column\": \"t\", \"values\": {\"x\": \"perhaps\"}} | /fields/trial/values",
                "\"currency\": {\"constant\": \"EURO\"} | /fields/currency/constant",
                "\"currency\": {\"constant\": \"eur\"} | ``",
                "\"amountPeriod\": {\"constant\": \"week\"} | /fields/amountPeriod/constant",
                "\"amountPeriod\": {\"column\": \"p\", \"values\": {\"12\": \"12 months\", \"1\": \"1\"}} | /fields/amountPeriod/values",
                "\"startDate\": {\"constant\": \"1.2.2025\"} | /fields/startDate/constant",
                "\"startDate\": {\"constant\": \"1.2.2025\", \"formats\": [\"d.M.yyyy\"]} | ``",
                "\"contractPeriod\": {\"column\": \"p\"} | /fields/contractPeriod",
            })
    void aWordThatNoRecordCanHaveIsRefused(String field, String pointer) {
        assertThat(faults("CONTRACT_PERIOD", "\"description\": \"d\"", """
                        "id": {"column": "i"}, "account": {"column": "k"}, "startDate": {"column": "s"}, "mrr": {"column": "m"},
                        "currency": {"column": "c"}, "trial": {"column": "t"}""", field))
                .extracting(Fault::pointer)
                .isEqualTo(pointer.isEmpty() ? List.of() : List.of(pointer));
    }

    @Test
    void aMisspeltFieldOrWordIsNamedWithASuggestion() {
        assertThat(faults("ACCOUNT", "\"description\": \"d\"", """
                        "id": {"column": "i"}, "name": {"column": "n"}""", """
                        "sgement": {"column": "s"}, "businessModel": {"constant": "ENTERPRIZE"}, "account": {"column": "x"}"""))
                .extracting(Fault::pointer, Fault::suggestion)
                .containsExactlyInAnyOrder(
                        tuple("/fields/sgement", "segment"),
                        tuple("/fields/businessModel/constant", "ENTERPRISE"),
                        tuple("/fields/account", null));
    }

    @Test
    void endDateIsNeedsAnEndDate() {
        String contact = "\"id\": {\"column\": \"i\"}, \"account\": {\"column\": \"k\"}, \"name\": {\"column\": \"n\"}";
        String user = "\"id\": {\"column\": \"i\"}, \"account\": {\"column\": \"k\"}";

        assertThat(faults("CONTACT", "\"endDateIs\": \"LAST_DAY\"", contact, "\"email\": {\"column\": \"e\"}"))
                .extracting(Fault::pointer)
                .containsExactly("/endDateIs");
        assertThat(faults("USER", "\"endDateIs\": \"LAST_DAY\"", user, "\"email\": {\"column\": \"e\"}"))
                .extracting(Fault::pointer)
                .containsExactly("/endDateIs");
        assertThat(faults("USER", "\"endDateIs\": \"LAST_DAY\"", user, "\"seatAssignedUntil\": {\"column\": \"e\"}"))
                .isEmpty();
    }

    @Test
    void usageNamesItsAccountOrItsContractPeriodButNotBoth() {
        String usage = "\"id\": {\"column\": \"i\"}, \"day\": {\"column\": \"d\"}, \"feature\": {\"column\": \"f\"},"
                + " \"count\": {\"column\": \"c\"}";
        String account = "\"account\": {\"column\": \"a\"}";
        String period = "\"contractPeriod\": {\"column\": \"p\"}";

        assertThat(faults("USAGE", "\"description\": \"d\"", usage, account)).isEmpty();
        assertThat(faults("USAGE", "\"description\": \"d\"", usage, period)).isEmpty();
        assertThat(faults("USAGE", "\"description\": \"d\"", usage, account + ", " + period))
                .hasSize(1);
        assertThat(faults("USAGE", "\"description\": \"d\"", usage, "\"user\": {\"column\": \"u\"}"))
                .hasSize(1);
    }

    /** The faults of a mapping whose usual fields are replaced by those of the same name in {@code fields}. */
    private static List<Fault> faults(String kind, String setting, String usual, String fields) {
        StringBuilder kept = new StringBuilder();
        for (String field : usual.split("(?<=}),\\s*")) {
            String name = field.strip().substring(0, field.strip().indexOf(':') + 1);
            if (!fields.contains(name)) {
                kept.append(field.strip()).append(", ");
            }
        }
        return MappingChecks.faults(
                Mappings.read("{\"source\": \"x\", \"kind\": \"" + kind + "\", " + setting + ", \"fields\": {" + kept
                        + fields + "}}"),
                MetricLanguage.shipped());
    }
}
