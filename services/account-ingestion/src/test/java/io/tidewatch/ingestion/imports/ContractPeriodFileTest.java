package io.tidewatch.ingestion.imports;

import static io.tidewatch.ingestion.Ingestion.finished;
import static io.tidewatch.ingestion.Ingestion.load;
import static io.tidewatch.ingestion.Ingestion.notices;
import static io.tidewatch.ingestion.Ingestion.texts;
import static io.tidewatch.ingestion.Ingestion.upload;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.tidewatch.ingestion.Ingestion;
import io.tidewatch.ingestion.IngestionTest;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a file of contract periods says about days, and what its job says about them. */
@QuarkusTest
@IngestionTest
class ContractPeriodFileTest {

    private static final String PERIODS =
            "period_id,account_id,start_date,end_date,mrr,currency,purchased_seats,trial,plan\n";

    @BeforeEach
    void twoAccounts() {
        Ingestion.forgetEverything();
        Ingestion.accounts("acme", "beta");
    }

    @Test
    void theJobNamesPeriodsThatLeaveASingleDayUncovered() {
        JsonNode job = load(
                "tidewatch-contract-periods",
                null,
                PERIODS
                        + period("p1", "acme", "2025-01-01", "2025-12-31", "Gold")
                        + period("p2", "acme", "2026-01-01", "2026-12-31", "Gold")
                        // No gap: the day belongs to another period, the pause has two days, the end is that of no
                        // successor.
                        + period("q1", "beta", "2025-01-01", "2025-06-30", "Gold")
                        + period("q2", "beta", "2025-07-01", "2025-12-31", "Gold")
                        + period("q3", "beta", "2025-06-01", "2025-07-15", "Silver")
                        + period("q4", "beta", "2026-01-02", "", "Gold"));

        assertThat(notices(job)).containsExactly("ONE_DAY_GAPS 1 [\"acme 2025-12-31\"]");
    }

    @Test
    void aGapTowardsAPeriodOfAnEarlierFileIsNamedToo() {
        load("tidewatch-contract-periods", null, PERIODS + period("p1", "acme", "2025-01-01", "2025-12-31", "Gold"));
        String second = PERIODS + period("p2", "acme", "2026-01-01", "", "Gold");

        assertThat(notices(load("tidewatch-contract-periods", null, second)))
                .containsExactly("ONE_DAY_GAPS 1 [\"acme 2025-12-31\"]");
        assertThat(notices(load("tidewatch-contract-periods", null, second))).hasSize(1);
    }

    @Test
    void theJobNamesPaidPeriodsOfOneProductThatOverlap() {
        JsonNode job = load(
                "tidewatch-contract-periods",
                null,
                PERIODS + period("p1", "acme", "2025-01-01", "2026-01-01", "Gold")
                        + period("p2", "acme", "2025-12-01", "2026-12-01", "Gold")
                        + period("p3", "acme", "2025-06-01", "2026-06-01", "Silver")
                        + "t1,acme,2025-06-01,2025-07-01,10.00,EUR,,true,Gold\n"
                        + period("q1", "beta", "2025-01-01", "", "")
                        + period("q2", "beta", "2025-02-01", "", ""));

        assertThat(notices(job))
                .containsExactly(
                        "PERIODS_OVERLAP 2 [\"acme tidewatch:p2 2025-12-01\",\"beta tidewatch:q2 2025-02-01\"]");
    }

    @Test
    void aNoticeCountsAllAndNamesTheFirst() {
        StringBuilder csv = new StringBuilder(PERIODS);
        for (int i = 0; i < 40; i++) {
            csv.append(period("p" + i, "acme", (1950 + i) + "-01-01", (1950 + i) + "-12-31", "Gold"));
        }

        JsonNode gaps = load("tidewatch-contract-periods", null, csv.toString())
                .get("notices")
                .get(0);

        assertThat(gaps.get("count").asInt()).isEqualTo(39);
        assertThat(gaps.get("examples")).hasSize(10);
        assertThat(Ingestion.number("select count(*) from import_account")).isZero();
    }

    @Test
    void theJobCountsAmountsThatWereRounded() {
        String file =
                PERIODS + "p1,acme,2025-01-01,,62.986,USD,,false,Gold\np2,beta,2025-01-01,,50000.4,jpy,,false,Gold\n"
                        + "p3,beta,2025-01-01,,1.005,EUR,,false,Silver\np3,beta,2025-01-01,,2.005,EUR,,false,Silver\n";

        assertThat(notices(load("tidewatch-contract-periods", null, file)))
                .contains("AMOUNTS_ROUNDED 3 [\"line 2\",\"line 3\",\"line 4\"]");
        assertThat(texts("select currency || ' ' || mrr_minor from contract_period order by id"))
                .containsExactly("USD 6299", "JPY 50000", "EUR 100");
    }

    @Test
    void aJobFinishesWhenItsRecordsCanBeSeen() throws Exception {
        OffsetDateTime free;
        String job;
        try (var blocker = Ingestion.connect()) {
            blocker.setAutoCommit(false);
            try (var statement = blocker.createStatement()) {
                statement.execute("insert into metric_dirty (account_id) values ('acme')"
                        + " on conflict (account_id) do update set marks = metric_dirty.marks + 1");
                job = upload(
                        "tidewatch-contract-periods",
                        null,
                        (PERIODS + period("p1", "acme", "2025-01-01", "", "Gold")).getBytes(StandardCharsets.UTF_8));
                await().until(() -> Ingestion.number("select count(*) from pg_stat_activity"
                                + " where wait_event_type = 'Lock' and query like '%mark_dirty%'")
                        > 0);
            }
            free = OffsetDateTime.parse(
                    texts("select to_json(business_now()) #>> '{}'").getFirst());
            blocker.rollback();
        }

        assertThat(OffsetDateTime.parse(finished(job).get("finishedAt").asText()))
                .isAfter(free);
    }

    private static String period(String id, String account, String from, String until, String plan) {
        return id + "," + account + "," + from + "," + until + ",100.00,EUR,,false," + plan + "\n";
    }
}
