package io.tidewatch.suite.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExampleBaseTest {

    private static final LocalDate DAY = LocalDate.of(2026, 3, 18);

    @Test
    void theSameDayGivesTheSameBytes() {
        assertThat(ExampleBase.generate(DAY).tables().stream().map(ExampleTable::csv))
                .containsExactlyElementsOf(ExampleBase.generate(DAY).tables().stream()
                        .map(ExampleTable::csv)
                        .toList());
    }

    @Test
    void thereAreSixtyAccountsOfTwoCsmsAndTwoSalesOwnersInThreeSegments() {
        List<Map<String, String>> accounts = new TableReading(ExampleBase.generate(DAY)).rows("ACCOUNT");

        assertThat(accounts).hasSize(60);
        assertThat(values(accounts, "account_id")).hasSize(60).allMatch(id -> id.matches("[a-z0-9][a-z0-9-]{0,99}"));
        assertThat(values(accounts, "csm_email")).containsExactlyInAnyOrder("nadia@example.com", "tomas@example.com");
        assertThat(values(accounts, "sales_owner_email"))
                .containsExactlyInAnyOrder("omar@example.com", "ines@example.com");
        assertThat(values(accounts, "segment")).containsExactlyInAnyOrder("ENTERPRISE", "MID_MARKET", "SMB");
    }

    @Test
    void everyIdIsThereOnceAndEveryReferenceLeadsSomewhere() {
        TableReading base = new TableReading(ExampleBase.generate(DAY));
        Set<String> accounts = values(base.rows("ACCOUNT"), "account_id");
        Set<String> contacts = values(base.rows("CONTACT"), "contact_id");
        Set<String> users = values(base.rows("USER"), "user_id");
        for (ExampleTable table : ExampleBase.generate(DAY).tables()) {
            List<Map<String, String>> rows = base.rows(table.kind());
            assertThat(values(rows, table.columns().getFirst()))
                    .as(table.kind())
                    .hasSize(rows.size());
            assertThat(accounts).as(table.kind()).containsAll(values(rows, "account_id"));
        }
        assertThat(contacts).containsAll(values(base.rows("TOUCHPOINT"), "contact_ids"));
        assertThat(users).containsAll(values(base.rows("USAGE"), "user_id", ""));
    }

    @Test
    void nothingThatWasObservedLiesOnTheDayOrLater() {
        TableReading base = new TableReading(ExampleBase.generate(DAY));

        assertThat(values(base.rows("USAGE"), "day"))
                .allMatch(day -> LocalDate.parse(day).isBefore(DAY));
        assertThat(values(base.rows("TOUCHPOINT"), "occurred_at")).allMatch(ExampleBaseTest::beforeTheDay);
        assertThat(values(base.rows("TOUCHPOINT"), "answered_at", "")).allMatch(ExampleBaseTest::beforeTheDay);
        assertThat(values(base.rows("TICKET"), "opened_at")).allMatch(ExampleBaseTest::beforeTheDay);
        assertThat(values(base.rows("TICKET"), "resolved_at", "")).allMatch(ExampleBaseTest::beforeTheDay);
        assertThat(values(base.rows("SENTIMENT"), "rated_on")).allMatch(ExampleBaseTest::beforeTheDay);
        assertThat(values(base.rows("CHURN_EVENT"), "churned_on")).allMatch(ExampleBaseTest::beforeTheDay);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-03-18", "2024-02-29", "2026-01-01", "2026-11-22"})
    void theExpectedFlagsFollowFromTheRecordsAlone(String day) {
        LocalDate asOf = LocalDate.parse(day);

        assertThat(new TableReading(ExampleBase.generate(asOf)).flagsOf(asOf))
                .containsExactlyInAnyOrderElementsOf(ExampleBase.expectedFlags());
    }

    @Test
    void theStoriesOfTheReadmeAreTrue() {
        TableReading base = new TableReading(ExampleBase.generate(DAY));

        assertThat(base.daysSinceSponsor("alder-bank", DAY)).hasValue(30);
        assertThat(base.unansweredSince("alder-bank", DAY.minusDays(30))).isEqualTo(3);
        assertThat(base.daysSinceSponsor("birchwood-logistics", DAY)).hasValue(29);
        assertThat(base.daysSinceSponsor("cobalt-insurance", DAY)).hasValue(74);
        assertThat(base.unansweredSince("cobalt-insurance", DAY.minusDays(74))).isZero();
        assertThat(base.daysSinceSponsor("dunmore-foods", DAY)).hasValue(200);
        assertThat(base.daysSinceSponsor("larkspur-travel", DAY)).isEmpty();
        assertThat(base.powerUsers("elmstead-media", DAY)).isEqualTo("3/20");
        assertThat(base.powerUsers("fairhaven-energy", DAY)).isEqualTo("4/20");
        assertThat(base.powerUsers("glenrock-software", DAY)).isEqualTo("11/20");
        assertThat(base.powerUsers("harbour-health", DAY)).isEqualTo("10/20");
        assertThat(base.seats("ironbridge-steel", DAY)).isEqualTo("17/20");
        assertThat(base.seats("juniper-retail", DAY)).isEqualTo("283/333");
        assertThat(ExampleBase.expectedFlags())
                .extracting(ExampleBase.ExpectedFlag::accountId)
                .doesNotContain("birchwood-logistics", "fairhaven-energy", "harbour-health", "juniper-retail")
                .doesNotContain("kestrel-labs", "larkspur-travel");
    }

    @Test
    void aYearOfRevenueLooksLikeThatOfAHealthyBusiness() {
        TableReading base = new TableReading(ExampleBase.generate(DAY));
        long start = 0;
        long kept = 0;
        long end = 0;
        for (String account : values(base.rows("ACCOUNT"), "account_id")) {
            long before = base.mrrCents(account, DAY.minusDays(365));
            long now = base.mrrCents(account, DAY);
            start += before;
            kept += Math.min(before, now);
            end += before > 0 ? now : 0;
        }

        assertThat(100.0 * kept / start).as("GRR").isBetween(90.5, 93.5);
        assertThat(100.0 * end / start).as("NRR").isBetween(104.5, 107.5);
    }

    @Test
    void laterDaysContinueTheUsageWithoutChangingWhoIsAPowerUser() {
        TableReading base = new TableReading(ExampleBase.generate(DAY));
        LocalDate later = DAY.plusDays(45);
        base.append(ExampleBase.usageBetween(DAY, later));

        for (LocalDate day = DAY; day.isBefore(later); day = day.plusDays(1)) {
            assertThat(base.powerUsers("fairhaven-energy", day)).as("on " + day).isEqualTo("4/20");
            assertThat(base.powerUsers("elmstead-media", day)).as("on " + day).isEqualTo("3/20");
        }
        assertThat(values(base.rows("USAGE"), "usage_id")).hasSameSizeAs(base.rows("USAGE"));
        assertThat(DAY.getDayOfWeek()).isEqualTo(DayOfWeek.WEDNESDAY);
    }

    @Test
    void amountsAreWrittenInCentsAndPeriodsFollowEachOther() {
        for (Map<String, String> period : new TableReading(ExampleBase.generate(DAY)).rows("CONTRACT_PERIOD")) {
            assertThat(new BigDecimal(period.get("mrr")).scale()).isEqualTo(2);
            assertThat(LocalDate.parse(period.get("start_date"))).isBefore(LocalDate.parse(period.get("end_date")));
        }
    }

    private static boolean beforeTheDay(String time) {
        return LocalDate.parse(time.substring(0, 10)).isBefore(DAY);
    }

    private static Set<String> values(List<Map<String, String>> rows, String column, String... without) {
        Set<String> values = rows.stream().map(row -> row.get(column)).collect(Collectors.toCollection(HashSet::new));
        values.removeAll(Set.of(without));
        return values;
    }
}
