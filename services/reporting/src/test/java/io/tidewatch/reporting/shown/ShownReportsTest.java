package io.tidewatch.reporting.shown;

import static io.tidewatch.reporting.standin.StandInIngestion.figure;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.tidewatch.reporting.standin.ReportingTest;
import io.tidewatch.testsuite.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What was shown can be found again. */
@QuarkusTest
class ShownReportsTest extends ReportingTest {

    @Test
    void theFiguresAreKeptWithTheirDefinitionAndTheirDaysAndTheSameOnesOnlyOnce() throws SQLException {
        ingestion.setFigures(List.of(figure("gross-revenue-retention", "ALL", null, "91.5", null)));
        for (int time = 0; time < 3; time++) {
            asLeader()
                    .queryParam("segment", segment)
                    .queryParam("asOf", "2026-01-31")
                    .get(time == 0 ? "/" : "/v1/reports/retention")
                    .then()
                    .statusCode(200);
        }

        assertThat(rows("select as_of, from_day, times_shown from shown_report where segment = ?"))
                .containsExactly("2026-01-31|2025-01-31|3");
        assertThat(rows("select name, dimension, state, value, definition_hash from shown_figure f"
                        + " join shown_report r on r.id = f.report_id where segment = ? and name = 'grr'"))
                .containsExactly("grr|ALL|KNOWN|91.5|gross-revenue-retention-hash");

        ingestion.setFigures(List.of(figure("gross-revenue-retention", "ALL", null, "91.6", null)));
        report();
        assertThat(rows("select value from shown_figure f join shown_report r on r.id = f.report_id"
                        + " where segment = ? and name = 'grr' order by value"))
                .containsExactly("91.5", "91.6");
    }

    @Test
    void readersAtTheSameMomentAreAllServed() throws SQLException {
        ingestion.setFigures(List.of());
        List<CompletableFuture<Integer>> readers = IntStream.range(0, 8)
                .mapToObj(reader -> CompletableFuture.supplyAsync(
                        () -> get("/v1/reports/retention").statusCode()))
                .toList();

        assertThat(readers).allSatisfy(reader -> assertThat(reader.join()).isEqualTo(200));
        assertThat(rows("select times_shown from shown_report where segment = ?"))
                .containsExactly("8");
    }

    @Test
    void whatWasShownLongAgoIsForgottenWhenSomethingNewIsShown() throws SQLException {
        ingestion.setFigures(List.of());
        report();
        execute("update shown_report set last_shown_at = business_now() - interval '399 days' where segment = ?");
        showSomethingNew("91.1");
        assertThat(rows("select count(*) from shown_report where segment = ?")).containsExactly("2");

        execute("update shown_report set last_shown_at = business_now() - interval '401 days'"
                + " where segment = ? and times_shown = 1");
        showSomethingNew("91.2");

        assertThat(rows("select f.value from shown_report r join shown_figure f on f.report_id = r.id"
                        + " where segment = ? and name = 'grr'"))
                .containsExactly("91.2");
    }

    @Test
    void theReportsThatAreKeptNeverBecomeMoreThanTheirBound() throws SQLException {
        // Those of other tests, which would count too.
        execute("delete from shown_report where '' <> ?");
        execute("insert into shown_report (id, content_hash, as_of, from_day, segment, first_shown_at, last_shown_at,"
                + " times_shown) select gen_random_uuid(), 'many-' || n, '2026-01-01', '2025-01-01', ?,"
                + " business_now() - interval '2 days', business_now() - interval '1 day' + n * interval '1 second', 1"
                + " from generate_series(1, 10010) n");

        showSomethingNew("91.3");
        assertThat(rows("select count(*) from shown_report where '' <> ?")).containsExactly("10000");
        showSomethingNew("91.4");

        assertThat(rows("select count(*) from shown_report where '' <> ?")).containsExactly("10000");
        assertThat(rows("select min(substr(content_hash, 6)::int) > 1 from shown_report"
                        + " where content_hash like 'many-%' and segment = ?"))
                .containsExactly("t");
        execute("delete from shown_report where segment = ?");
    }

    private void showSomethingNew(String grr) {
        ingestion.setFigures(List.of(figure("gross-revenue-retention", "ALL", null, grr, null)));
        report();
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = TestDatabase.shared().connect("reporting");
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, segment);
            statement.executeUpdate();
        }
    }

    private List<String> rows(String sql) throws SQLException {
        try (Connection connection = TestDatabase.shared().connect("reporting");
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, segment);
            List<String> rows = new ArrayList<>();
            try (ResultSet result = statement.executeQuery()) {
                int columns = result.getMetaData().getColumnCount();
                while (result.next()) {
                    List<String> row = new ArrayList<>();
                    for (int column = 1; column <= columns; column++) {
                        row.add(result.getString(column));
                    }
                    rows.add(String.join("|", row));
                }
            }
            return rows;
        }
    }
}
