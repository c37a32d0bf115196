package io.tidewatch.ingestion.metric;

import static io.tidewatch.ingestion.Ingestion.query;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.tidewatch.ingestion.Ingestion;
import io.tidewatch.ingestion.IngestionTest;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A cohort table that others have published: Growth Marketing Course, assignment 3, "Cohort Analysis" (growth-marketing-course.pages.dev).
 * Of those who signed up in a month, how many were customers at its end, and at the end of each month since.
 */
@QuarkusTest
@IngestionTest
class PublishedCohortsTest {

    private static final YearMonth FIRST = YearMonth.of(2026, 1);

    private static final List<List<Integer>> REMAINING = List.of(
            List.of(100, 85, 75, 68, 62, 58),
            List.of(120, 105, 96, 88, 82),
            List.of(150, 138, 126, 115),
            List.of(140, 130, 118),
            List.of(160, 148),
            List.of(180));

    @BeforeEach
    void customersOfSixMonths() {
        Ingestion.forgetEverything();
        Ingestion.handOverCatalogue();
        Ingestion.moveClockTo(FIRST.plusMonths(5).atEndOfMonth());
        List<String> ids = new ArrayList<>();
        StringBuilder periods =
                new StringBuilder("period_id,account_id,start_date,end_date,mrr,currency,purchased_seats,trial,plan\n");
        for (int cohort = 0; cohort < REMAINING.size(); cohort++) {
            YearMonth month = FIRST.plusMonths(cohort);
            for (int customer = 0; customer < REMAINING.get(cohort).getFirst(); customer++) {
                String id = "c" + cohort + "-" + customer;
                ids.add(id);
                periods.append(id + "," + id + "," + month.atDay(1 + customer % 28) + ",");
                int months = months(REMAINING.get(cohort), customer);
                if (months < REMAINING.get(cohort).size()) {
                    periods.append(month.plusMonths(months).atDay(1 + customer % 28));
                }
                periods.append(",100.00,USD,5,false,Team\n");
            }
        }
        Ingestion.accounts(ids.toArray(String[]::new));
        Ingestion.load("tidewatch-contract-periods", null, periods.toString());
    }

    @AfterEach
    void presentTime() {
        Ingestion.presentTime();
    }

    @Test
    void theCustomersThatRemainOfEachCohortAreThosePublished() {
        List<List<Integer>> remaining = new ArrayList<>();
        for (int cohort = 0; cohort < REMAINING.size(); cohort++) {
            List<Integer> row = new ArrayList<>();
            for (int month = cohort; month < REMAINING.size(); month++) {
                JsonNode lost = lost(cohort, month);
                row.add(lost.get("denominator").asInt() - lost.get("numerator").asInt());
            }
            remaining.add(row);
        }
        assertThat(remaining).isEqualTo(REMAINING);
    }

    @Test
    void theSharesOfTheFirstCohortAreThosePublished() {
        List<String> lost = new ArrayList<>();
        for (int month = 0; month < REMAINING.size(); month++) {
            lost.add(Figures.text(lost(0, month)));
        }
        assertThat(lost)
                .as("100 % less the published 100, 85, 75, 68, 62 and 58 %")
                .containsExactly("0", "15", "25", "32", "38", "42");
    }

    /** The customers of a cohort that were lost between the end of their first month and that of another one. */
    private static JsonNode lost(int cohort, int month) {
        YearMonth first = FIRST.plusMonths(cohort);
        JsonNode items = query("{\"metrics\": [\"logo-churn\"], \"groupBy\": [\"COHORT\"], \"where\": {\"COHORT\": \""
                        + first + "\"}, \"from\": \"" + first.atEndOfMonth() + "\", \"asOf\": \""
                        + FIRST.plusMonths(month).atEndOfMonth() + "\"}")
                .get("items");
        assertThat(items).hasSize(1);
        return items.get(0);
    }

    /** After how many months a customer left: the first ones stay. */
    private static int months(List<Integer> remaining, int customer) {
        int months = 1;
        while (months < remaining.size() && customer < remaining.get(months)) {
            months++;
        }
        return months;
    }
}
