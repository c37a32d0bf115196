package io.tidewatch.reporting.shown;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.core.runtime.context.VertxContextSafetyToggle;
import io.smallrye.common.vertx.VertxContext;
import io.tidewatch.problem.ProblemException;
import io.tidewatch.reporting.portfolio.Selection;
import io.tidewatch.reporting.retention.ReportRequest;
import io.tidewatch.reporting.retention.RetentionReport;
import io.tidewatch.reporting.standin.ReportingTest;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Readers of the same report share the work of making it. */
@QuarkusTest
class SharedReportsTest extends ReportingTest {

    @Inject
    SharedReports reports;

    @Inject
    Vertx vertx;

    @Test
    void allWhoAskWhileAReportIsMadeShareTheNextOne() {
        Runnable release = ingestion.holdFigures();
        CompletableFuture<RetentionReport> first = ask(LocalDate.of(2026, 1, 31));
        await().until(() -> timesMade() == 1);
        List<CompletableFuture<RetentionReport>> meanwhile = IntStream.range(0, 20)
                .mapToObj(reader -> ask(LocalDate.of(2026, 1, 31)))
                .toList();
        release.run();

        RetentionReport next = meanwhile.getFirst().join();
        assertThat(meanwhile).allSatisfy(reader -> assertThat(reader.join()).isSameAs(next));
        assertThat(next).isNotSameAs(first.join());
        assertThat(timesMade()).isEqualTo(2);
    }

    @Test
    void anotherReportIsMadeMeanwhile() {
        Runnable release = ingestion.holdFigures();
        CompletableFuture<RetentionReport> first = ask(LocalDate.of(2026, 1, 31));
        CompletableFuture<RetentionReport> ofAnotherDay = ask(LocalDate.of(2026, 1, 30));
        await().until(() -> timesMade() == 2);
        release.run();

        assertThat(first.join().asOf()).isEqualTo("2026-01-31");
        assertThat(ofAnotherDay.join().asOf()).isEqualTo("2026-01-30");
    }

    @Test
    void aReportThatFailedIsMadeAgainForTheNextReader() {
        for (int time = 0; time < 2; time++) {
            assertThatThrownBy(ask(LocalDate.of(2999, 1, 1))::join).hasCauseInstanceOf(ProblemException.class);
        }
    }

    /** Has joined those who wait when it returns. */
    private CompletableFuture<RetentionReport> ask(LocalDate asOf) {
        CompletableFuture<RetentionReport> report = new CompletableFuture<>();
        CompletableFuture<Void> asked = new CompletableFuture<>();
        Context request = VertxContext.createNewDuplicatedContext(vertx.getOrCreateContext());
        VertxContextSafetyToggle.setContextSafe(request, true);
        request.runOnContext(ignored -> {
            reports.get(new ReportRequest(asOf, null, new Selection(segment, null)))
                    .subscribe()
                    .with(report::complete, report::completeExceptionally);
            asked.complete(null);
        });
        asked.join();
        return report.orTimeout(30, TimeUnit.SECONDS);
    }

    /** How often account-ingestion was asked for the figures of this test's segment. */
    private long timesMade() {
        return ingestion.queries().stream()
                .filter(query -> query.path("where").path("SEGMENT").asText().equals(segment))
                .count();
    }
}
