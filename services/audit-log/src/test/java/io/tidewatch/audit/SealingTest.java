package io.tidewatch.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a replica does in the background: it seals, logs the end of the chain, and checks it. */
class SealingTest {

    /** So that only the test does anything. */
    private static final AuditConfig RARELY = new AuditConfig() {
        @Override
        public Duration sealEvery() {
            return Duration.ofDays(1);
        }

        @Override
        public Duration anchorEvery() {
            return Duration.ofHours(1);
        }

        @Override
        public Duration checkEvery() {
            return Duration.ofDays(1);
        }
    };

    private final ChainFixture log = new ChainFixture();
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final StoppedClock clock = new StoppedClock();
    private final Sealing sealing = new Sealing(ChainFixture.POOL, ChainFixture.VERTX, RARELY, clock);
    private final Checking checking = new Checking(log.verification, ChainFixture.VERTX, RARELY, meters);
    private final LoggedLines lines = new LoggedLines();

    @BeforeEach
    void start() {
        Logger.getLogger("io.tidewatch.audit").addHandler(lines);
        checking.start(null);
    }

    @AfterEach
    void close() {
        Logger.getLogger("io.tidewatch.audit").removeHandler(lines);
        checking.stop(null);
    }

    @Test
    void moreThanOneRoundTakesIsSealedAtOnce() {
        log.sql(
                "select audit_append(jsonb_build_object('actor', 'crm', 'actorKind', 'SYSTEM', 'action', 'CREATED', 'kind', 'user',"
                        + " 'id', 'u' || n)) from generate_series(1, 2001) n");
        seal();
        assertThat(log.number("select count(*) from audit_entry where seq is null"))
                .isZero();
        assertThat(log.verify())
                .extracting(AuditVerification::intact, AuditVerification::checked)
                .containsExactly(true, 2_001L);
    }

    @Test
    void theEndOfTheChainIsLoggedWhenItMovedAndNotMoreThanOnceAnHour() {
        seal();
        assertThat(lines.texts).isEmpty();
        log.chain(2);
        seal();
        assertThat(lines.texts).containsExactly("The audit chain ends at " + end());

        log.chain(1);
        clock.now = clock.now.plus(Duration.ofMinutes(59));
        seal();
        assertThat(lines.texts).hasSize(1);
        clock.now = clock.now.plus(Duration.ofMinutes(1));
        seal();
        assertThat(lines.texts).hasSize(2).last().asString().endsWith(end());
        clock.now = clock.now.plus(Duration.ofDays(1));
        seal();
        assertThat(lines.texts).as("nothing was added").hasSize(2);
        assertThat(log.verify(lines.texts.getLast().replaceFirst(".* ", "")).intact())
                .isTrue();
    }

    @Test
    void aBrokenChainIsShownAndLoggedUntilItIsMended() {
        assertThat(broken()).isNaN();
        log.chain(1_500);
        check();
        assertThat(broken()).isZero();
        log.tamper("update audit_entry set action = 'CREATED' where seq = 1200");
        check();
        assertThat(broken()).isEqualTo(1_200);
        assertThat(lines.texts).last().asString().contains("broken at entry 1200");
        check();
        assertThat(broken()).isEqualTo(1_200);
        log.tamper("update audit_entry set action = 'CHANGED' where seq = 1200");
        check();
        assertThat(broken()).isZero();

        // The end was reached, so the first entries are next.
        log.tamper("update audit_entry set action = 'CREATED' where seq = 1");
        check();
        assertThat(broken()).isEqualTo(1);
    }

    @Test
    void aReplicaNoticesThatTheEndWasCutOffWhileItRuns() {
        log.chain(5);
        check();
        log.tamper("delete from audit_entry where seq > 3");
        check();
        assertThat(broken()).isEqualTo(5);
        assertThat(lines.texts).last().asString().contains("cut off");
        log.chain(2);
        check();
        assertThat(broken()).isEqualTo(5);
        assertThat(lines.texts).last().asString().contains("made anew");
    }

    private void seal() {
        sealing.seal().await().atMost(ChainFixture.LIMIT);
    }

    private void check() {
        checking.check().await().atMost(ChainFixture.LIMIT);
    }

    private double broken() {
        return meters.get("tidewatch.audit.broken").gauge().value();
    }

    private String end() {
        return log.text("select seq || ':' || encode(hash, 'hex') from audit_entry order by seq desc limit 1");
    }

    private static final class LoggedLines extends Handler {

        private final List<String> texts = new ArrayList<>();

        @Override
        public synchronized void publish(LogRecord line) {
            Object[] values = line.getParameters();
            texts.add(values == null ? line.getMessage() : line.getMessage().formatted(values));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    private static final class StoppedClock extends Clock {

        private Instant now = Instant.parse("2026-03-02T10:00:00Z");

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }
}
