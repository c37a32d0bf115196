package io.tidewatch.ingestion.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.tidewatch.ingestion.Ingestion;
import io.tidewatch.ingestion.IngestionTest;
import io.tidewatch.metric.catalogue.Catalogue;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
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

    @BeforeEach
    void aCatalogue() {
        Ingestion.forgetEverything();
        Ingestion.handOverCatalogue();
    }

    @Test
    void aCatalogueThatIsHandedOverIsReadByAWorker() {
        Catalogue other = changed();

        assertThatWorkersDo(() -> Ingestion.handOver(other));
    }

    @Test
    void aStoredCatalogueIsReadByAWorker() {
        // As after a start, when nothing is known yet.
        CatalogueStore fresh = new CatalogueStore(pool, config);

        assertThatWorkersDo(() -> fresh.demand(null).await().atMost(Duration.ofSeconds(60)));
    }

    private static Catalogue changed() {
        Map<String, String> files = new TreeMap<>(Ingestion.catalogue().files());
        files.merge("shared.yaml", "# changed\n", String::concat);
        return Catalogue.parse(files);
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
