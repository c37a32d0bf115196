package io.tidewatch.ingestion.imports;

import static io.tidewatch.ingestion.Ingestion.as;
import static io.tidewatch.ingestion.Ingestion.correct;
import static io.tidewatch.ingestion.Ingestion.load;
import static io.tidewatch.ingestion.Ingestion.number;
import static io.tidewatch.ingestion.Ingestion.rows;
import static io.tidewatch.ingestion.Ingestion.texts;
import static io.tidewatch.ingestion.imports.ImportOutcomeTest.counts;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.tidewatch.ingestion.Ingestion;
import io.tidewatch.ingestion.IngestionTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Files of usage, which are stored in another way than other records. */
@QuarkusTest
@IngestionTest
class UsageFileTest {

    private static final String HEADER = "usage_id,account_id,user_id,day,feature,count,duration_seconds\n";
    private static final String KNOWN = "select concat_ws(' ', account_id, coalesce(user_id, '-'), day, feature, count,"
            + " coalesce(duration_seconds::text, '-')) as row from usage_known('infinity') order by row";

    @BeforeEach
    void twoAccounts() {
        Ingestion.forgetEverything();
        Ingestion.accounts("acme", "beta");
    }

    @Test
    void everythingThatAFileSaysOfUsageIsRead() {
        JsonNode job = load(
                "tidewatch-usage",
                null,
                HEADER + "x1,acme,zoe,2024-02-29,\"réports, all\",3,60\n"
                        + "x2,acme,,2026-05-02,reports,0,\n"
                        + "x3,beta,zoe,1900-01-01,reports,2000000000,2000000000\n");

        assertThat(counts(job)).isEqualTo("3 rows: 3 new, 0 present, 0 conflicts, 0 rejected");
        assertThat(texts(KNOWN))
                .containsExactly(
                        "acme - 2026-05-02 reports 0 -",
                        "acme tidewatch:zoe 2024-02-29 réports, all 3 60",
                        "beta tidewatch:zoe 1900-01-01 reports 2000000000 2000000000");
    }

    @Test
    void rowsOfSeveralBatchesAreStoredOnceHoweverOftenTheyAreSent() {
        StringBuilder csv = new StringBuilder(HEADER);
        for (int i = 0; i < 2_500; i++) {
            csv.append(usage("x" + i, i));
            csv.append(i % 500 == 0 ? usage("x" + i, i) : "");
            csv.append(i == 2_000 ? usage("x7", 7) : "");
        }

        assertThat(counts(load("tidewatch-usage", null, csv.toString())))
                .isEqualTo("2506 rows: 2500 new, 6 present, 0 conflicts, 0 rejected");
        assertThat(counts(load("tidewatch-usage", null, csv.toString())))
                .isEqualTo("2506 rows: 0 new, 2506 present, 0 conflicts, 0 rejected");
        assertThat(number("select sum(count) from usage_known('infinity')")).isEqualTo(2_499 * 2_500 / 2);
    }

    @Test
    void aRowWithoutUserDoesNotTakeTheUserFromTheNextRow() {
        StringBuilder csv = new StringBuilder(HEADER);
        for (int i = 0; i < 1_100; i++) {
            // In the second batch, the number of the user is known already.
            csv.append("x%d,acme,%s,2026-05-02,reports,1,\n".formatted(i, i % 2 == 0 ? "zoe" : ""));
        }
        load("tidewatch-usage", null, csv.toString());

        assertThat(texts("select coalesce(user_id, '-') || ' ' || count(*) from usage_known('infinity')"
                        + " group by user_id order by 1"))
                .containsExactly("- 550", "tidewatch:zoe 550");
    }

    @Test
    void aRowThatDiffersInOneFieldIsAConflictAndIsListedWithItsId() {
        load("tidewatch-usage", null, HEADER + "x1,acme,zoe,2026-05-01,reports,3,60\n");
        JsonNode job = load(
                "tidewatch-usage",
                null,
                HEADER + "x1,acme,zoe,2026-05-01,reports,3,60\n"
                        + "x1,beta,zoe,2026-05-01,reports,3,60\n"
                        + "x1,acme,ann,2026-05-01,reports,3,60\n"
                        + "x1,acme,,2026-05-01,reports,3,60\n"
                        + "x1,acme,zoe,2026-05-02,reports,3,60\n"
                        + "x1,acme,zoe,2026-05-01,exports,3,60\n"
                        + "x1,acme,zoe,2026-05-01,reports,4,60\n"
                        + "x1,acme,zoe,2026-05-01,reports,3,\n"
                        + "X1,acme,zoe,2026-05-01,reports,3,60\n");

        assertThat(counts(job)).isEqualTo("9 rows: 1 new, 1 present, 7 conflicts, 0 rejected");
        assertThat(rows(job.get("id").asText()))
                .hasSize(7)
                .allMatch(row -> row.get("externalId").asText().equals("x1"));
    }

    @Test
    void aCorrectionMovesARowToAnotherAccountAndDay() {
        load("tidewatch-usage", null, HEADER + "x1,acme,zoe,2026-05-01,reports,3,60\n");

        correct("tidewatch-usage", HEADER + "x1,beta,,2026-04-01,exports,4,\n");
        correct("tidewatch-usage", HEADER + "x1,beta,,2026-04-02,exports,4,\n");

        assertThat(texts(KNOWN)).containsExactly("beta - 2026-04-02 exports 4 -");
        assertThat(texts("select version || ' ' || day from usage_history order by version"))
                .containsExactly("1 2026-05-01", "2 2026-04-01");
    }

    @Test
    void attributesAndContractPeriodsOfUsageAreCompared() {
        as("integration")
                .contentType("application/json")
                .body("""
                        {"source": "tidewatch", "kind": "USAGE", "fields": {
                          "id": {"column": "id"}, "contractPeriod": {"column": "period"}, "day": {"column": "day"},
                          "feature": {"constant": "reports"}, "count": {"constant": "1"},
                          "attribute.team": {"column": "team"}, "attribute.app": {"column": "app"}}}""")
                .put("/v1/mappings/our-usage")
                .then()
                .statusCode(200);
        load(
                "tidewatch-contract-periods",
                null,
                "period_id,account_id,start_date,end_date,mrr,currency,purchased_seats,trial,plan\n"
                        + "p1,acme,2026-01-01,,1,EUR,1,false,\np2,acme,2026-01-01,,1,EUR,1,false,b\n");
        String header = "id,period,day,team,app\n";

        load("our-usage", null, header + "x1,p1,2026-05-01,red,\"a\"\"b\"\nx2,p1,2026-05-01,,\n");
        JsonNode job = load(
                "our-usage",
                null,
                header + "x1,p1,2026-05-01,red,\"a\"\"b\"\nx2,p1,2026-05-01,,\n"
                        + "x1,p1,2026-05-01,blue,\"a\"\"b\"\nx2,p2,2026-05-01,,\nx3,p9,2026-05-01,,\n");

        assertThat(counts(job)).isEqualTo("5 rows: 0 new, 2 present, 2 conflicts, 1 rejected");
    }

    @Test
    void aRowThatWasRejectedIsSettledByTheFileThatRepairsIt() {
        String open = "select count(*) from unsettled_row where settled_at is null";
        load("tidewatch-usage", null, HEADER + "x1,acme,zoe,2026-05-01,reports,many,\n" + usage("x2", 1));
        assertThat(number(open)).isEqualTo(1);

        load("tidewatch-usage", null, HEADER + usage("x2", 1) + usage("x1", 1));

        assertThat(number(open)).isZero();
    }

    private static String usage(String id, int count) {
        return id + ",acme,u" + count % 90 + ",2026-05-" + (10 + count % 20) + ",reports," + count + ",\n";
    }
}
