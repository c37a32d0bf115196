package io.tidewatch.benchmarks.settle;

import io.tidewatch.suite.Suite;
import io.tidewatch.suite.SuiteSettings;
import io.tidewatch.suite.postgres.TidewatchDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Waits until the services have followed an import. It looks into their tables, as no API shows this progress. */
final class Settlement {

    private static final Duration LIMIT = Duration.ofHours(3);
    private static final Duration POLL = Duration.ofSeconds(1);

    private static final String METRICS_OPEN = """
            select (select count(*) from ingestion.metric_dirty) + (select count(*) from ingestion.metric_sweep)
                 + (select count(*) from ingestion.account)
                 - (select count(*) from ingestion.account_values where current_date between as_of and next_change_at - 1)
            """;

    private static final String JUDGEMENTS_OPEN = """
            select count(*) + (select count(*) from rules.partition_work where not pass_done)
            from ingestion.account_values m left join rules.account_fact f using (account_id)
            where f.account_id is null or f.dirty or f.attributes is null or f.metrics_version < m.version
            """;

    private static final String FLAGS_UNSEEN = """
            select (select count(*) from rules.flag where state = 'RAISED')
                 - (select count(*) from reporting.flag where state = 'RAISED')
            """;

    private final Suite suite;

    /** Looks into the database of that suite. */
    Settlement(Suite suite) {
        this.suite = suite;
    }

    /** Waits until the metrics of all accounts are computed for today. */
    void awaitMetrics() throws SQLException {
        await(METRICS_OPEN, "The metrics");
    }

    /** Waits until rules-engine has judged all accounts by these metrics. */
    void awaitJudgements() throws SQLException {
        await(JUDGEMENTS_OPEN, "The judgements");
    }

    /** Waits until reporting has all raised flags. */
    void awaitReporting() throws SQLException {
        await(FLAGS_UNSEEN, "The flags in reporting");
    }

    /** How many flags are raised. */
    long raisedFlags() throws SQLException {
        return count("select count(*) from rules.flag where state = 'RAISED'");
    }

    /** How many playbook runs are open. */
    long openRuns() throws SQLException {
        return count("select count(*) from rules.playbook_run where state = 'OPEN'");
    }

    private void await(String open, String what) throws SQLException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (true) {
            long asked = System.nanoTime();
            long left = count(open);
            if (left == 0) {
                return;
            }
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(what + " did not become complete: " + left + " are missing.");
            }
            failIfEnded();
            // Counting over a million accounts takes seconds; it must not become part of what is measured.
            LockSupport.parkNanos(Math.max(POLL.toNanos(), 20 * (System.nanoTime() - asked)));
        }
    }

    private void failIfEnded() {
        for (String service : SuiteSettings.SERVICES) {
            if (suite.services().instances(service).stream()
                    .anyMatch(instance -> !instance.process().isAlive())) {
                throw new IllegalStateException(service + " has ended; its log:\n"
                        + suite.services()
                                .instances(service)
                                .getFirst()
                                .process()
                                .lastLines(20));
            }
        }
    }

    private long count(String query) throws SQLException {
        return Long.parseLong(texts(query).getFirst());
    }

    /** The first column of an answer. */
    List<String> texts(String query) throws SQLException {
        try (Connection connection = suite.postgres().administer(TidewatchDatabase.NAME);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            List<String> texts = new ArrayList<>();
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
            return texts;
        }
    }
}
