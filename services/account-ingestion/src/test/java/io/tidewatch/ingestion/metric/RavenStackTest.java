package io.tidewatch.ingestion.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.tidewatch.ingestion.IngestionTest;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** A customer base that nobody here shaped to fit us, against an independent computation from its files. */
@QuarkusTest
@IngestionTest
class RavenStackTest {

    @Test
    void anExcerptOfTheSameShapeReconciles() {
        RavenStackReconciliation excerpt =
                new RavenStackReconciliation(new RavenStackBase(Path.of("src/test/resources/ravenstack-excerpt")));

        assertThat(excerpt.loadAll()).isEqualTo("""
                        accounts 8+0+0+0
                        subscriptions 32+0+0+0
                        feature_usage 60+0+1+0
                        support_tickets 24+0+0+0
                        churn_events 6+0+0+0
                        """);
        checkAll(excerpt);
    }

    @Test
    void theFiveTablesReconcile() {
        String folder = System.getProperty("tidewatch.ravenstack", System.getenv("TIDEWATCH_RAVENSTACK"));
        if (folder == null) {
            System.err.println("LEFT OUT: the RavenStack tables. Name their folder in TIDEWATCH_RAVENSTACK or with"
                    + " -Dtidewatch.ravenstack to reconcile them.");
        }
        Assumptions.assumeTrue(folder != null, "TIDEWATCH_RAVENSTACK names no folder");
        RavenStackReconciliation tables = new RavenStackReconciliation(new RavenStackBase(Path.of(folder)));

        assertThat(tables.loadAll()).isEqualTo("""
                        accounts 500+0+0+0
                        subscriptions 5000+0+0+0
                        feature_usage 24979+0+21+0
                        support_tickets 2000+0+0+0
                        churn_events 600+0+0+0
                        """);
        checkAll(tables);
    }

    private static void checkAll(RavenStackReconciliation tables) {
        tables.revenueFiguresAgree();
        tables.revenueAndSeatsOfADayAgree();
        tables.ticketFiguresAgree();
        tables.whatNobodyBringsIsUnknownForEveryAccount();
        tables.keptValuesAreTheAnsweredOnes();
    }
}
