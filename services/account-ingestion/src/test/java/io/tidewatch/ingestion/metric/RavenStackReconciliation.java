package io.tidewatch.ingestion.metric;

import static io.tidewatch.ingestion.Ingestion.load;
import static io.tidewatch.ingestion.Ingestion.query;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidewatch.ingestion.Ingestion;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Loads the five tables and compares what the service says with what the files say. */
final class RavenStackReconciliation {

    private static final String THROUGH = "2024-12-31";
    private static final LocalDate[][] PAIRS = {
        {LocalDate.of(2023, 3, 1), LocalDate.of(2023, 9, 1)},
        {LocalDate.of(2023, 12, 31), LocalDate.of(2024, 1, 1)},
        {LocalDate.of(2023, 6, 30), LocalDate.of(2024, 6, 30)},
        {LocalDate.of(2024, 1, 1), LocalDate.of(2024, 12, 31)},
        {LocalDate.of(2024, 7, 1), LocalDate.of(2025, 7, 1)},
        {LocalDate.of(2023, 2, 28), LocalDate.of(2025, 12, 31)},
        {LocalDate.of(2024, 5, 5), LocalDate.of(2024, 5, 5)},
    };

    private final RavenStackBase base;

    RavenStackReconciliation(RavenStackBase base) {
        this.base = base;
    }

    /** Loads everything into an empty service; the answer names the counts per table. */
    String loadAll() {
        Ingestion.forgetEverything();
        Ingestion.handOverCatalogue();
        StringBuilder counts = new StringBuilder();
        for (String table :
                new String[] {"accounts", "subscriptions", "feature_usage", "support_tickets", "churn_events"}) {
            JsonNode job = load("ravenstack-" + table.replace('_', '-'), THROUGH, base.file(table));
            JsonNode c = job.get("counts");
            counts.append(table)
                    .append(' ')
                    .append(c.get("accepted"))
                    .append('+')
                    .append(c.get("present"))
                    .append('+')
                    .append(c.get("conflicts"))
                    .append('+')
                    .append(c.get("rejected"))
                    .append('\n');
        }
        // The earliest ticket is later than the first window that is asked for.
        Ingestion.cover("ravenstack", "TICKET", LocalDate.of(2022, 1, 1), LocalDate.parse(THROUGH));
        return counts.toString();
    }

    void revenueFiguresAgree() {
        for (LocalDate[] pair : PAIRS) {
            Map<String, Long> first = base.revenue(pair[0]);
            Map<String, Long> second = base.revenue(pair[1]);
            long start = first.values().stream().mapToLong(Long::longValue).sum();
            long kept = 0;
            long end = 0;
            long lost = 0;
            for (Map.Entry<String, Long> account : first.entrySet()) {
                long later = second.getOrDefault(account.getKey(), 0L);
                kept += Math.min(account.getValue(), later);
                end += later;
                lost += later == 0 ? 1 : 0;
            }
            JsonNode items = query("""
                    {"metrics": ["gross-revenue-retention", "net-revenue-retention", "logo-churn"],
                     "from": "%s", "asOf": "%s"}""".formatted(pair[0], pair[1])).get("items");
            if (first.isEmpty()) {
                items.forEach(item -> assertThat(item.get("state").asText()).isEqualTo("UNKNOWN"));
                continue;
            }
            assertRatio(items.get(0), kept, start, first.size());
            assertRatio(items.get(1), end, start, first.size());
            assertRatio(items.get(2), lost, first.size(), first.size());
        }
    }

    void revenueAndSeatsOfADayAgree() {
        for (LocalDate[] pair : PAIRS) {
            long arr = base.revenue(pair[1]).values().stream()
                            .mapToLong(Long::longValue)
                            .sum()
                    * 12;
            JsonNode items = query("{\"metrics\": [\"arr\", \"seat-utilization\"], \"asOf\": \"" + pair[1] + "\"}")
                    .get("items");
            assertThat(items.get(0).get("value").asText()).isEqualTo(Long.toString(arr));
            assertThat(items.get(0).path("currency").asText()).isEqualTo("USD");
            // Nobody says who has a seat; how many were bought is known all the same.
            assertThat(items.get(1).get("state").asText()).isEqualTo("UNKNOWN");
            assertThat(items.get(1).get("denominator").asText()).isEqualTo(Long.toString(base.purchasedSeats(pair[1])));
        }
    }

    void ticketFiguresAgree() {
        for (LocalDate[] pair : PAIRS) {
            JsonNode item = query("{\"metrics\": [\"average-resolution-time\"], \"from\": \"" + pair[0]
                            + "\", \"asOf\": \"" + pair[1] + "\"}")
                    .get("items")
                    .get(0);
            BigDecimal[] expected = base.resolution(pair[0], pair[1]);
            boolean known = expected[1].signum() > 0 && !pair[1].isAfter(LocalDate.parse(THROUGH));
            assertThat(item.get("state").asText()).isEqualTo(known ? "KNOWN" : "UNKNOWN");
            if (known) {
                assertThat(number(item, "numerator")).isEqualByComparingTo(expected[0]);
                assertThat(number(item, "denominator")).isEqualByComparingTo(expected[1]);
                assertThat(number(item, "value"))
                        .isEqualByComparingTo(expected[0].divide(expected[1], new MathContext(12)));
            }
        }
    }

    void whatNobodyBringsIsUnknownForEveryAccount() {
        for (String day : new String[] {"2023-06-01", "2024-06-01", "2025-06-01"}) {
            JsonNode items = query("{\"metrics\": [\"days-since-executive-contact\", \"seat-utilization\","
                            + " \"active-user-percentage\", \"power-user-percentage\"], \"groupBy\": [\"ACCOUNT\"],"
                            + " \"asOf\": \"" + day + "\"}")
                    .get("items");
            assertThat(items).hasSize(4 * base.accounts().size());
            assertThat(items)
                    .allSatisfy(item -> assertThat(item.get("state").asText()).isIn("UNKNOWN", "OUTSIDE"));
        }
        assertThat(kept(
                        "days-since-executive-contact",
                        "seat-utilization",
                        "active-user-percentage",
                        "power-user-percentage"))
                .hasSize(4 * base.accounts().size())
                .noneMatch(value -> value.contains(" KNOWN "));
    }

    /** The value that is kept per account is the one that is answered for a group of that account alone. */
    void keptValuesAreTheAnsweredOnes() {
        JsonNode clock = Ingestion.tree(Ingestion.as("csm").get("/v1/clock"));
        String today = clock.get("now").asText().substring(0, 10);
        JsonNode items = query("{\"metrics\": [\"arr\", \"gross-revenue-retention\", \"days-to-renewal\"],"
                        + " \"groupBy\": [\"ACCOUNT\"], \"asOf\": \"" + today + "\"}")
                .get("items");
        assertThat(items).hasSize(3 * base.accounts().size());
        List<String> answered = new ArrayList<>();
        items.forEach(item -> answered.add(item.get("group").get("ACCOUNT").asText() + " "
                + item.get("metric").asText() + " " + item.get("state").asText() + " "
                + item.path("value").asText("none")));
        assertThat(kept("arr", "gross-revenue-retention", "days-to-renewal"))
                .containsExactlyInAnyOrderElementsOf(answered);
    }

    /** Account, metric, state and value of the kept values of these metrics. */
    private List<String> kept(String... metrics) {
        List<String> kept = new ArrayList<>();
        for (String account : base.accounts()) {
            for (JsonNode value : Ingestion.values(account)) {
                String metric = value.get("metric").asText();
                if (List.of(metrics).contains(metric)) {
                    kept.add(account + " " + metric + " " + value.get("state").asText() + " "
                            + value.path("value").asText("none"));
                }
            }
        }
        return kept;
    }

    private static void assertRatio(JsonNode item, long numerator, long denominator, long accounts) {
        assertThat(item.get("state").asText()).isEqualTo("KNOWN");
        assertThat(item.get("numerator").asText()).isEqualTo(Long.toString(numerator));
        assertThat(item.get("denominator").asText()).isEqualTo(Long.toString(denominator));
        assertThat(item.get("accounts").asLong()).isEqualTo(accounts);
        BigDecimal percent = BigDecimal.valueOf(numerator)
                .multiply(BigDecimal.valueOf(100))
                .divide(BigDecimal.valueOf(denominator), 8, RoundingMode.HALF_UP);
        assertThat(number(item, "value").setScale(8, RoundingMode.HALF_UP)).isEqualByComparingTo(percent);
    }

    private static BigDecimal number(JsonNode item, String field) {
        return new BigDecimal(item.get(field).asText());
    }
}
