package io.tidewatch.ingestion.backlog;

import io.tidewatch.access.StoredGauge;
import io.tidewatch.access.StoredGauges;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** What waits in this service, and how fresh its sources are. */
@ApplicationScoped
public class Backlog implements StoredGauges {

    private static final String ACCOUNTS = "select count(*) from (select from metric_dirty limit 10000) d";

    // The workers begin with the lowest ids, so the oldest marks are among the highest ones when there are too many.
    private static final String ACCOUNTS_SECONDS = """
            select extract(epoch from clock_timestamp() - min(marked_at))::float8
            from (select marked_at from metric_dirty order by account_id desc limit 10000) d
            """;

    // The conditions of the index import_job_open.
    private static final String IMPORTS = """
            select count(*) from (
                select from import_job where state in ('UPLOADING', 'WAITING', 'RUNNING') limit 10000) j
            """;

    private static final String IMPORT_SECONDS = """
            select extract(epoch from business_now() - (
                select received_at from import_job where state in ('UPLOADING', 'WAITING', 'RUNNING')
                order by number limit 1))::float8
            """;

    // The index import_job_stored has the last import of a source.
    private static final String SOURCE_SECONDS = """
            select s.source, extract(epoch from business_now() - j.finished_at)::float8
            from (select distinct source from source_coverage order by source limit 100) s
            cross join lateral (
                select finished_at from import_job
                where source = s.source and state = 'DONE' and accepted + corrected + present > 0
                order by number desc limit 1) j
            """;

    private static final String COMPUTING =
            "select (exists (select from catalogue where live and state = 'COMPUTING'))::int";

    @Override
    public List<StoredGauge> gauges() {
        return List.of(
                StoredGauge.number(
                        "tidewatch.accounts.waiting",
                        "Accounts whose values wait for computation, counted up to 10000",
                        ACCOUNTS),
                StoredGauge.age(
                        "tidewatch.accounts.waiting.seconds",
                        "How long the oldest of these accounts has waited",
                        ACCOUNTS_SECONDS),
                StoredGauge.number(
                        "tidewatch.imports.unfinished", "Imports that are not finished, counted up to 10000", IMPORTS),
                StoredGauge.age("tidewatch.import.age.seconds", "Age of the oldest of these imports", IMPORT_SECONDS),
                StoredGauge.age(
                        "tidewatch.source.age.seconds",
                        "Time since the last import of a source of which a row is stored",
                        SOURCE_SECONDS),
                StoredGauge.number(
                        "tidewatch.catalogue.computing",
                        "Whether the values of a new catalogue are being computed",
                        COMPUTING));
    }
}
