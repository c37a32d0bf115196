package io.tidewatch.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ConnectException;
import java.security.cert.CertificateExpiredException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import javax.net.ssl.SSLHandshakeException;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.ExtLogRecord.FormatStyle;
import org.jboss.logmanager.Level;
import org.junit.jupiter.api.Test;

class RepeatedFaultsTest {

    private static final Exception AWAY = new IllegalStateException("no answer", new ConnectException("refused"));

    private final AtomicLong now = new AtomicLong();
    private final RepeatedFaults filter = new RepeatedFaults(now::get);

    @Test
    void faultThatPassesIsOneLineWithItsCauses() {
        ExtLogRecord line = warning("Failed to renew the leases of %s", "rules-engine");
        line.setThrown(AWAY);
        assertThat(filter.isLoggable(line)).isTrue();
        assertThat(line.getFormattedMessage())
                .isEqualTo("Failed to renew the leases of rules-engine: IllegalStateException: no answer, caused by"
                        + " ConnectException: refused");
        assertThat(line.getThrown()).isNull();
    }

    @Test
    void repeatedFaultIsWrittenAgainAtTheEndOfThePauseWithTheNumberLeftOut() {
        assertThat(filter.isLoggable(request(0))).isTrue();
        now.addAndGet(Duration.ofSeconds(10).toNanos() - 1);
        assertThat(IntStream.range(1, 481).mapToObj(RepeatedFaultsTest::request))
                .noneMatch(filter::isLoggable);
        now.addAndGet(1);
        ExtLogRecord next = request(481);
        assertThat(filter.isLoggable(next)).isTrue();
        assertThat(next.getFormattedMessage())
                .startsWith("Request to /v1/accounts/481 failed")
                .endsWith("(and 480 more like this since the last such line)");
    }

    @Test
    void certificateThatIsNotAcceptedIsWrittenAtOnceAlsoAfterAnOutage() {
        Exception expired = new SSLHandshakeException("no");
        expired.initCause(new CertificateExpiredException("NotAfter: Tue Nov 03 00:27:25 UTC 2026"));
        assertThat(filter.isLoggable(warning("The issuer is away: %s", AWAY))).isTrue();
        assertThat(filter.isLoggable(warning("The issuer is away: %s", expired)))
                .isTrue();
        assertThat(filter.isLoggable(warning("The issuer is away: %s", expired)))
                .isFalse();
    }

    @Test
    void pausesDouble() {
        filter.isLoggable(request(0));
        now.addAndGet(Duration.ofSeconds(10).toNanos());
        assertThat(filter.isLoggable(request(1))).isTrue();
        now.addAndGet(Duration.ofSeconds(20).toNanos() - 1);
        assertThat(filter.isLoggable(request(2))).isFalse();
        now.addAndGet(1);
        assertThat(filter.isLoggable(request(3))).isTrue();
    }

    @Test
    void anotherIncidentIsWrittenAtOnce() {
        filter.isLoggable(request(0));
        now.addAndGet(Duration.ofHours(1).toNanos());
        assertThat(filter.isLoggable(request(1))).isTrue();
        now.addAndGet(Duration.ofSeconds(10).toNanos());
        assertThat(filter.isLoggable(request(2))).isTrue();
    }

    @Test
    void faultOfTheServiceIsWrittenEachTimeAndInFull() {
        for (int time = 0; time < 3; time++) {
            ExtLogRecord line = warning("Failed");
            line.setThrown(new IllegalStateException("a bug"));
            assertThat(filter.isLoggable(line)).isTrue();
            assertThat(line.getThrown()).isNotNull();
        }
    }

    @Test
    void faultThatPassesIsNotWrittenWhenNobodyWaitsForTheCall() {
        ExtLogRecord dropped = warning("Mutiny had to drop the following exception");
        dropped.setLoggerName("io.quarkus.mutiny.runtime.MutinyInfrastructure");
        dropped.setThrown(AWAY);
        assertThat(filter.isLoggable(dropped)).isFalse();
        dropped.setThrown(new IllegalStateException("a bug"));
        assertThat(filter.isLoggable(dropped)).isTrue();

        Exception secondAnswer = new IllegalStateException("Result is already complete");
        ExtLogRecord uncaught = warning("Uncaught exception received by Vert.x");
        uncaught.setThrown(secondAnswer);
        assertThat(filter.isLoggable(uncaught)).isTrue();
        secondAnswer.setStackTrace(new StackTraceElement[] {
            new StackTraceElement(
                    "io.vertx.sqlclient.impl.pool.SqlConnectionPool", "execute", "SqlConnectionPool.java", 253)
        });
        assertThat(filter.isLoggable(uncaught)).isFalse();
    }

    @Test
    void warningsWithOtherWordsAndInformationAreNotHeldBack() {
        assertThat(filter.isLoggable(warning("Account %s waits", "a"))).isTrue();
        assertThat(filter.isLoggable(warning("Account %s waits", "b"))).isTrue();
        assertThat(filter.isLoggable(warning("Account %s waits", "b"))).isFalse();
        for (int time = 0; time < 3; time++) {
            assertThat(filter.isLoggable(new ExtLogRecord(
                            Level.INFO, "Again", FormatStyle.PRINTF, RepeatedFaultsTest.class.getName())))
                    .isTrue();
        }
    }

    private static ExtLogRecord request(int number) {
        return warning("Request to %s failed: %s", "/v1/accounts/" + number, AWAY);
    }

    private static ExtLogRecord warning(String message, Object... parameters) {
        ExtLogRecord line =
                new ExtLogRecord(Level.WARN, message, FormatStyle.PRINTF, RepeatedFaultsTest.class.getName());
        line.setLoggerName("io.tidewatch");
        line.setParameters(parameters);
        return line;
    }
}
