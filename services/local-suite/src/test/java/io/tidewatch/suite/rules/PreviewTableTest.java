package io.tidewatch.suite.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PreviewTableTest {
    private static final String LARGE = """
            {"accountId": "alder", "accountName": "Alder Bank", "thresholdId": "executive-silence", "state": "RAISED",
             "level": "AT_RISK", "sentence": "Silent for 25 days.", "arrMinor": 120000000, "currency": "EUR",
             "playbooks": ["executive-re-engagement"]}""";
    private static final String SMALL = """
            {"accountId": "birch", "accountName": "Birch", "thresholdId": "executive-silence", "state": "RAISED",
             "level": "AT_RISK", "sentence": "Silent for 26 days.", "arrMinor": 950050, "currency": "EUR",
             "playbooks": ["executive-re-engagement"]}""";
    private static final String CLEARED = """
            {"accountId": "cedar", "thresholdId": "seat-limit", "state": "CLEAR", "before": "RAISED", "playbooks": []}""";

    @Test
    void theAccountWithTheMostRevenueComesFirstAndOneOfUnknownRevenueLast() {
        assertThat(lines(CLEARED, SMALL, LARGE).subList(0, 8))
                .containsExactly(
                        "          ARR  account     change         threshold",
                        "1,200,000 EUR  Alder Bank  RAISE AT_RISK  executive-silence",
                        "                 Silent for 25 days.",
                        "                 opens the playbook executive-re-engagement",
                        "    9,501 EUR  Birch       RAISE AT_RISK  executive-silence",
                        "                 Silent for 26 days.",
                        "                 opens the playbook executive-re-engagement",
                        "      unknown  cedar       clear          seat-limit");
    }

    @Test
    void theTotalsCountFlagsAccountsRevenueAndRuns() {
        assertThat(lines(
                        CLEARED,
                        SMALL,
                        LARGE,
                        LARGE.replace("executive-silence", "no-contact")
                                .replace("[\"executive-re-engagement\"]", "[]")))
                .endsWith(
                        "",
                        "5 accounts judged",
                        "3 flags would be raised, of 2 accounts with 1,209,501 EUR a year",
                        "1 flag would be cleared, of 1 account (1 of unknown revenue)",
                        "2 runs of executive-re-engagement would open");
    }

    @Test
    void runsThatWouldBeCancelledAreNamedAndCounted() {
        String removed = CLEARED.replace("\"playbooks\": []", "\"playbooks\": [], \"cancels\": [\"seat-plan\"]");
        assertThat(lines(removed))
                .contains("           cancels the open run of seat-plan")
                .endsWith("1 run of seat-plan would be cancelled");
    }

    @Test
    void revenueOfSeveralCurrenciesIsNotAddedUp() {
        assertThat(lines(LARGE, SMALL.replace("EUR", "JPY")))
                .contains("2 flags would be raised, of 2 accounts with 1,200,000 EUR and 950,050 JPY a year");
    }

    @Test
    void whenNothingChangesOnlyTheTotalsAreThere() {
        assertThat(lines()).containsExactly("5 accounts judged", "0 flags would be raised", "0 flags would be cleared");
    }

    private static List<String> lines(String... items) {
        List<JsonNode> read = new ArrayList<>();
        for (String item : items) {
            try {
                read.add(new ObjectMapper().readTree(item));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
        return new PreviewTable(read, 5).lines();
    }
}
