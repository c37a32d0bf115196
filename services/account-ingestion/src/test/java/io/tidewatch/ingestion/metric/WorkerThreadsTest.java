package io.tidewatch.ingestion.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.tidewatch.audit.AuditLog;
import io.tidewatch.ingestion.Ingestion;
import io.tidewatch.ingestion.IngestionTest;
import io.tidewatch.ingestion.TestMetric;
import io.tidewatch.metric.catalogue.Catalogue;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The threads that answer requests leave it to others to read catalogues. Compares what both kinds of thread compute, not how long it takes. */
@QuarkusTest
@IngestionTest
class WorkerThreadsTest {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final String OF_REQUESTS = "vert.x-eventloop-thread";
    private static final String OF_WORK = "executor-thread";

    @Inject
    Pool pool;

    @Inject
    MetricConfig config;

    @Inject
    AuditLog audit;

    @BeforeEach
    void aCatalogue() {
        Ingestion.forgetEverything();
        Ingestion.compute(large("tickets"));
    }

    @Test
    void aCatalogueThatIsHandedOverIsReadByAWorker() {
        Catalogue other = large("replies");

        assertThatWorkersDo(() -> Ingestion.handOver(other));
    }

    @Test
    void aStoredCatalogueIsReadByAWorker() {
        // As after a start, when nothing is known yet.
        CatalogueStore fresh = new CatalogueStore(pool, config, audit);

        assertThatWorkersDo(() -> fresh.demand(null).await().atMost(Duration.ofSeconds(60)));
    }

    /** Two hundred metrics: reading them is far more work than taking a request. */
    private static Catalogue large(String name) {
        return Catalogue.parse(IntStream.range(0, 200)
                .mapToObj(number -> name + "-" + number)
                .collect(Collectors.toMap(id -> "metrics/" + id + ".yaml", WorkerThreadsTest::metric)));
    }

    private static String metric(String id) {
        return TestMetric.of(id, "NUMBER", """
                measures:
                  raised: {count: ticket, in: 90d}
                  solved: {count: ticket, dated: resolvedAt, in: 90d}
                population: everyone
                value: raised - solved
                """);
    }

    private static void assertThatWorkersDo(Runnable something) {
        long ofRequests = computed(OF_REQUESTS);
        long ofWork = computed(OF_WORK);
        something.run();
        assertThat(computed(OF_REQUESTS) - ofRequests).isLessThan(computed(OF_WORK) - ofWork);
    }

    /** The processor time of threads, in nanoseconds. */
    private static long computed(String name) {
        long sum = 0;
        for (ThreadInfo thread : THREADS.getThreadInfo(THREADS.getAllThreadIds())) {
            if (thread != null && thread.getThreadName().startsWith(name)) {
                sum += Math.max(0, THREADS.getThreadCpuTime(thread.getThreadId()));
            }
        }
        return sum;
    }
}
