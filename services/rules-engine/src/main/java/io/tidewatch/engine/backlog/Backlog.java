package io.tidewatch.engine.backlog;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.tidewatch.access.StoredGauge;
import io.tidewatch.access.StoredGauges;
import io.tidewatch.engine.bundle.CompiledBundles;
import io.tidewatch.feed.Partitions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;

/** What waits to be judged, how old the last pass over all accounts is, and whether this replica has rules. */
@ApplicationScoped
class Backlog implements StoredGauges {

    private static final String PASS_AGE = """
            select extract(epoch from clock_timestamp() - min(pass_ended_at))::float8
            from partition_work having count(pass_ended_at) = count(*)
            """;

    // Partitions that were judged again alone are left out. No row while the partitions are in different passes.
    private static final String PASS_DURATION = """
            select extract(epoch from max(pass_ended_at) - min(pass_began_at))::float8
            from partition_work where pass_key <> '' and pass_began_at is not null
            having bool_and(pass_done) and count(distinct pass_key) = 1
            """;

    // Judging begins with the lowest ids, so the oldest marks of a partition are among the highest ones when there are
    // too many.
    private static final String UNJUDGED = """
            select extract(epoch from clock_timestamp() - min(a.dirty_since))::float8
            from generate_series(0, %d) as p cross join lateral (
                select dirty_since from account_fact
                where dirty and partition = p and attributes is not null and metrics is not null
                order by account_id desc limit 100) a
            """.formatted(Partitions.ACCOUNTS - 1);

    // Runs that are put off, by a snooze or by maintenance, are due when that ends.
    private static final String ACTIONS_DUE = """
            select extract(epoch from business_now() - (
                select next_due_at from playbook_run
                where state = 'OPEN' and next_due_at <= (select business_now())
                order by next_due_at limit 1))::float8
            """;

    private final CompiledBundles bundles;
    private final MeterRegistry meters;

    Backlog(CompiledBundles bundles, MeterRegistry meters) {
        this.bundles = bundles;
        this.meters = meters;
    }

    void start(@Observes StartupEvent event) {
        Gauge.builder("tidewatch.bundle.active", () -> bundles.active().isPresent() ? 1 : 0)
                .description("Whether this replica judges with rules")
                .register(meters);
    }

    @Override
    public List<StoredGauge> gauges() {
        return List.of(
                StoredGauge.age(
                        "tidewatch.pass.age.seconds", "Time since every partition has completed a pass", PASS_AGE),
                StoredGauge.number(
                        "tidewatch.pass.duration.seconds",
                        "How long the last complete pass took; absent during a pass",
                        PASS_DURATION),
                StoredGauge.age(
                        "tidewatch.accounts.unjudged.seconds",
                        "How long the oldest account that was touched has waited to be judged",
                        UNJUDGED),
                StoredGauge.age(
                        "tidewatch.actions.due.seconds",
                        "How long the oldest due action of a playbook has waited",
                        ACTIONS_DUE));
    }
}
