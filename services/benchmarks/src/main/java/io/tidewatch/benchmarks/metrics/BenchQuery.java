package io.tidewatch.benchmarks.metrics;

import io.tidewatch.benchmarks.base.BaseSettings;
import io.tidewatch.benchmarks.run.Bench;
import io.tidewatch.benchmarks.run.CpuTime;
import io.tidewatch.benchmarks.run.Rules;
import io.tidewatch.benchmarks.run.TimedClient;
import io.tidewatch.metric.catalogue.Catalogue;
import io.tidewatch.suite.Progress;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * `make bench-query`: how long the packaged account-ingestion takes to answer questions about all accounts of a generated base, the first
 * time and then. No values are kept. Everything stops by itself and the data are deleted.
 */
public final class BenchQuery {

    private static final int TIMES = 4;
    private static final int MONTHS = 36;
    private static final String RETENTION = "\"metrics\": [\"gross-revenue-retention\", \"net-revenue-retention\"]";

    private final Bench bench;
    private final BaseSettings base;
    private final TimedClient client;

    private BenchQuery(Bench bench, BaseSettings base) {
        this.bench = bench;
        this.base = base;
        this.client = bench.as("rules-engine");
    }

    /** Runs with the settings `ACCOUNTS`, `SEED`, `SEATS`, `HEAP` and `OPTIONS` of the environment. */
    public static void main(String[] arguments) {
        Bench.ofIngestion(
                "query",
                services -> services.with(Bench.INGESTION, "tidewatch.metrics.worker", "false"),
                BenchQuery::run);
    }

    private static void run(Bench bench) throws IOException, SQLException {
        BaseSettings base = BaseSettings.from(System.getenv()).on(LocalDate.now(Clock.systemUTC()));
        bench.describe("ACCOUNTS=" + base.accounts() + " SEED=" + base.seed() + " SEATS=" + base.seats());
        bench.suite().start();
        try (FilledDatabase database = new FilledDatabase(bench.suite().postgres(), base)) {
            new BenchQuery(bench, base).measure(database);
        }
    }

    private void measure(FilledDatabase database) throws SQLException, IOException {
        try (Progress.Waiting waiting =
                bench.progress().waitingFor("the records of " + base.accounts() + " accounts")) {
            database.fill(base.accounts(), 0);
        }
        Catalogue catalogue =
                Rules.catalogue(bench.suite().settings().checkout().rules(), text -> text);
        client.putJson("/v1/catalogues/" + catalogue.catalogueHash(), catalogue.toJson())
                .json();
        database.run("update catalogue set state = 'READY'");
        bench.figure("%-44s %11s %8s %8s %8s %8s", "", "bytes", "first s", "least s", "CPU s", "of DB");
        String months = IntStream.rangeClosed(1, MONTHS)
                .mapToObj(month -> "\""
                        + base.day().withDayOfMonth(1).minusMonths(month - 1L).minusDays(1) + "\"")
                .collect(Collectors.joining(", "));
        String day = "\"asOf\": \"" + base.day().minusDays(1) + "\"";
        ask(
                "GRR and NRR by COHORT, 36 month-ends",
                RETENTION + ", \"groupBy\": [\"COHORT\"], \"asOfDays\": [" + months + "]");
        ask("GRR and NRR, 36 month-ends", RETENTION + ", \"asOfDays\": [" + months + "]");
        ask("GRR and NRR, one day", RETENTION + ", " + day);
        ask("GRR and NRR by SEGMENT and CSM", RETENTION + ", \"groupBy\": [\"SEGMENT\", \"CSM\"], " + day);
        ask("GRR and NRR of each account, as lines", RETENTION + ", \"groupBy\": [\"ACCOUNT\"], " + day);
        bench.memory();
    }

    private void ask(String what, String parts) {
        String accept = parts.contains("ACCOUNT") ? "application/x-ndjson" : "application/json";
        List<Double> seconds = new ArrayList<>();
        int bytes = 0;
        CpuTime before = bench.cpu();
        for (int time = 0; time < TIMES; time++) {
            TimedClient.Answer answer = client.postJson("/v1/metrics/query", "{" + parts + "}", accept);
            if (answer.status() != 200) {
                throw new IllegalStateException(what + ": " + new String(answer.body()));
            }
            bytes = answer.body().length;
            seconds.add(answer.seconds());
        }
        CpuTime used = bench.cpu().since(before);
        bench.show(
                "%-44s %,11d %8.2f %8.2f %8.2f %8.2f",
                what,
                bytes,
                seconds.getFirst(),
                seconds.stream().mapToDouble(Double::doubleValue).min().orElseThrow(),
                used.service() / TIMES,
                used.database() / TIMES);
    }
}
