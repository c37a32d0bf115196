package io.tidewatch.access;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.quarkus.arc.All;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.tidewatch.problem.FailureText;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Reads the gauges over stored state on a schedule, one statement after the other. A scrape then costs the database nothing,
 * however many systems scrape, and is answered while the database is away. Every replica reads, so each of them can be asked.
 */
@ApplicationScoped
public class GaugeReading {

    private static final Logger LOG = Logger.getLogger(GaugeReading.class);

    private final Pool pool;
    private final Vertx vertx;
    private final MetersConfig config;
    private final Clock clock;
    private final Map<StoredGauge, MultiGauge> gauges = new LinkedHashMap<>();
    private volatile boolean stopped;
    private volatile long timer = -1;

    GaugeReading(
            Pool pool,
            Vertx vertx,
            MeterRegistry meters,
            MetersConfig config,
            Clock clock,
            @All List<StoredGauges> features) {
        this.pool = pool;
        this.vertx = vertx;
        this.config = config;
        this.clock = clock;
        features.forEach(feature -> feature.gauges()
                .forEach(gauge -> gauges.put(
                        gauge,
                        MultiGauge.builder(gauge.name())
                                .description(gauge.description())
                                .register(meters))));
    }

    void start(@Observes StartupEvent event) {
        if (!gauges.isEmpty()) {
            readAfter(1);
        }
    }

    void stop(@Observes ShutdownEvent event) {
        stopped = true;
        vertx.cancelTimer(timer);
    }

    private void readAfter(long millis) {
        if (!stopped) {
            timer = vertx.setTimer(millis, id -> read().subscribe()
                    .with(done -> readAfter(config.every().toMillis())));
        }
    }

    /** Reads all gauges once. A gauge that cannot be read has no sample from then on; the answer never fails. */
    public Uni<Void> read() {
        return Multi.createFrom()
                .iterable(gauges.entrySet())
                .onItem()
                .transformToUniAndConcatenate(entry ->
                        read(entry.getKey()).invoke(samples -> entry.getValue().register(samples, true)))
                .onItem()
                .ignoreAsUni();
    }

    private Uni<List<MultiGauge.Row<?>>> read(StoredGauge gauge) {
        return pool.query(gauge.sql())
                .execute()
                .map(rows -> {
                    Instant readAt = clock.instant();
                    List<MultiGauge.Row<?>> samples = new ArrayList<>();
                    rows.forEach(row -> samples.add(sample(gauge, row, readAt)));
                    return samples;
                })
                .onFailure()
                // As text: the log filter then recognises its repetitions.
                .invoke(failure -> {
                    if (!stopped) {
                        LOG.warnf("Gauges could not be read, so they are not shown: %s", FailureText.of(failure));
                    }
                })
                .onFailure()
                .recoverWithItem(List.of());
    }

    private MultiGauge.Row<?> sample(StoredGauge gauge, Row row, Instant readAt) {
        int last = row.size() - 1;
        Tags tags = last == 0 ? Tags.empty() : Tags.of(row.getColumnName(0), row.getString(0));
        Number value = (Number) row.getValue(last);
        if (!gauge.age()) {
            return MultiGauge.Row.of(tags, value);
        }
        Supplier<Number> age =
                value == null ? () -> 0 : () -> seconds(value, Duration.between(readAt, clock.instant()));
        return MultiGauge.Row.of(tags, age);
    }

    /** Not below 0: business time can be moved back. */
    private static double seconds(Number atReading, Duration since) {
        return Math.max(0, atReading.doubleValue() + since.toMillis() / 1000.0);
    }
}
