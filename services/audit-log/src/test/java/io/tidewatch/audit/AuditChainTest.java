package io.tidewatch.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidewatch.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the chain proves, and against whom. */
class AuditChainTest {

    private final ChainFixture log = new ChainFixture();

    @Test
    void anEmptyChainIsIntact() {
        assertThat(log.verify()).isEqualTo(new AuditVerification(true, 0, null, null, null, null));
    }

    @Test
    void theHashOfAnEntryCanBeComputedByAnybody() throws Exception {
        log.append("zoë@example.com", "crm:contact-1");
        log.seal();
        String previous = "";
        List<String> row = log.texts("""
                select unnest(array[id::text, (extract(epoch from at) * 1000000)::bigint::text, actor::text, target::text,
                                    account::text, encode(hash, 'hex')])
                from audit_entry
                """);
        String line = "[1, \"" + previous + "\", " + row.get(0) + ", " + row.get(1) + ", \"" + row.get(2)
                + "\", \"PERSON\", \"CHANGED\", \"contact\", \"" + row.get(3) + "\", \"" + row.get(4)
                + "\", {\"fields\": [\"name\"], \"version\": 2}]";
        assertThat(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(line.getBytes(StandardCharsets.UTF_8))))
                .isEqualTo(row.get(5));
    }

    @Test
    void anEntryThatIsCommittedLateHasALaterPlaceAndNoGapIsLeft() throws SQLException {
        try (Connection late = log.connect();
                Statement statement = late.createStatement()) {
            late.setAutoCommit(false);
            statement.execute(ChainFixture.entry("omar@example.com", "late"));
            log.append("nadia@example.com", "early");
            log.seal();
            assertThat(placeOf("early")).isEqualTo(1);
            late.commit();
        }
        log.seal();
        assertThat(placeOf("late")).isEqualTo(2);
        assertThat(log.number("select count(*) from audit_entry a join audit_entry b on a.id < b.id and a.seq > b.seq"))
                .as("the order of the numbers is not that of the chain")
                .isOne();
        assertThat(log.verify().intact()).isTrue();
    }

    @Test
    void aNameThatTwoTransactionsMeetFirstIsFoundAndErasedInBoth() throws SQLException {
        try (Connection other = log.connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute(ChainFixture.entry("omar@example.com", "one"));
            log.append("omar@example.com", "two");
            other.commit();
        }
        AuditReading reading = new AuditReading(ChainFixture.POOL, new ObjectMapper());
        AuditReading.Filter byOmar = new AuditReading.Filter(null, "omar@example.com", null, null, null, null);
        assertThat(reading.page(byOmar, null, 10)
                        .await()
                        .atMost(ChainFixture.LIMIT)
                        .items())
                .extracting(AuditEntry::target)
                .containsExactlyInAnyOrder("one", "two");
        assertThat(log.text("select audit_forget('omar@example.com')")).isEqualTo("t");
        assertThat(reading.page(byOmar, null, 10)
                        .await()
                        .atMost(ChainFixture.LIMIT)
                        .items())
                .isEmpty();
        assertThat(log.number("select count(*) from audit_entry where action = 'FORGOTTEN'"))
                .isEqualTo(2);
    }

    @Test
    void aSecondReplicaDoesNotWaitForTheOneThatSeals() throws SQLException {
        log.append("nadia@example.com", "one");
        try (Connection sealing = log.connect();
                Statement statement = sealing.createStatement()) {
            sealing.setAutoCommit(false);
            try (ResultSet sealed = statement.executeQuery("select sealed from audit_seal(10)")) {
                sealed.next();
                assertThat(sealed.getInt(1)).isOne();
            }
            log.append("nadia@example.com", "two");
            assertThat(log.number("select sealed from audit_seal(10)")).isZero();
            sealing.commit();
        }
        assertThat(log.number("select sealed from audit_seal(10)")).isOne();
        assertThat(log.verify())
                .extracting(AuditVerification::intact, AuditVerification::checked)
                .containsExactly(true, 2L);
    }

    @Test
    void theServiceItselfCannotChangeWhatIsWritten() {
        log.chain(1);
        for (String statement : List.of(
                "update audit_entry set action = 'CREATED'",
                "update audit_entry set seq = 7, hash = ''",
                "update audit_entry set seq = null, hash = null",
                "delete from audit_entry",
                "truncate audit_entry",
                "update audit_subject set subject = 'somebody else'",
                "truncate audit_subject")) {
            assertThatThrownBy(() -> log.sql(statement)).as(statement).hasMessageContaining("The audit log only grows");
        }
    }

    @Test
    void anUnsealedEntryCanOnlyBeSealed() {
        log.append("nadia@example.com", "one");
        assertThatThrownBy(() -> log.sql("update audit_entry set action = 'CREATED', seq = 1, hash = ''"))
                .hasMessageContaining("The audit log only grows");
        assertThatThrownBy(() -> log.sql("delete from audit_entry")).hasMessageContaining("The audit log only grows");
    }

    @Test
    void aChangedEntryIsNamed() {
        log.chain(5);
        log.tamper("update audit_entry set action = 'CREATED' where seq = 3");
        assertBroken(3, "hash does not fit");
    }

    @Test
    void anEntryWithANewHashDoesNotFitTheOneBehindIt() {
        log.chain(5);
        log.tamper("""
                update audit_entry set action = 'CREATED' where seq = 3;
                update audit_entry e set hash = audit_hash(e, 3, (select hash from audit_entry where seq = 2)) where seq = 3
                """);
        assertBroken(4, "hash does not fit");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4})
    void aDeletedEntryIsNamed(int seq) {
        log.chain(5);
        log.tamper("delete from audit_entry where seq = " + seq);
        assertBroken(seq, "missing");
    }

    @Test
    void swappedEntriesAreNoticed() {
        log.chain(5);
        log.tamper("""
                update audit_entry set seq = 100 where seq = 2;
                update audit_entry set seq = 2 where seq = 3;
                update audit_entry set seq = 3 where seq = 100
                """);
        assertBroken(2, "hash does not fit");
    }

    @Test
    void anotherNameForAKeyIsNoticed() {
        log.chain(2);
        log.append("omar@example.com", "contact-1");
        log.seal();
        log.tamper("update audit_subject set subject = 'leah@example.com' where subject = 'omar@example.com'");
        assertBroken(3, "name does not fit");
    }

    @Test
    void aCutEndFitsTheChainButNotTheAnchor() {
        log.chain(5);
        String anchor = anchor();
        assertThat(log.verify(anchor).intact()).isTrue();
        log.tamper("delete from audit_entry where seq > 3");
        assertThat(log.verify().intact()).isTrue();
        assertThat(log.verify(anchor).broken().seq()).isEqualTo(5);
        assertThat(log.verify(anchor).broken().problem()).contains("cut off");

        log.chain(2);
        assertThat(log.verify().intact()).isTrue();
        assertThat(log.verify(anchor).broken().problem()).contains("made anew");
    }

    @Test
    void anAnchorOfAnotherFormIsRejected() {
        assertThatThrownBy(() -> log.verify("5:abc"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("anchor");
    }

    @Test
    void aLongChainIsCheckedInPiecesThatMeet() {
        log.chain(5);
        AuditVerification first = piece(null);
        AuditVerification second = piece(first.next());
        AuditVerification last = piece(second.next());
        assertThat(List.of(first.lastSeq(), second.lastSeq(), last.lastSeq())).containsExactly(2L, 4L, 5L);
        assertThat(last.next()).isNull();

        // At the seam between two pieces.
        log.tamper("update audit_entry set hash = sha256('x') where seq = 2");
        assertThat(piece(first.next()).broken().seq()).isEqualTo(3);
        log.tamper("delete from audit_entry where seq = 2");
        assertThat(piece(first.next()).broken().seq()).isEqualTo(2);
    }

    @Test
    void anErasedNameIsGoneAndTheChainStaysIntact() {
        log.chain(2);
        String key = log.text("select key from audit_subject where subject = 'nadia@example.com'");
        assertThat(log.text("select audit_forget('nadia@example.com')")).isEqualTo("t");
        log.seal();

        assertThat(log.number("select count(*) from audit_entry where to_jsonb(audit_entry)::text like '%nadia%'"))
                .isZero();
        assertThat(log.number("select count(*) from audit_entry where actor = '" + key + "'"))
                .isEqualTo(2);
        assertThat(log.number("""
                select count(*) from audit_entry e join audit_subject s on s.key = e.target
                where e.action = 'FORGOTTEN' and s.subject = '%s'
                """.formatted(key))).isOne();
        assertThat(log.verify())
                .extracting(AuditVerification::intact, AuditVerification::checked)
                .containsExactly(true, 3L);
        assertThat(log.text("select audit_forget('nadia@example.com')")).isEqualTo("f");

        log.append("nadia@example.com", "contact-1");
        assertThat(log.text("select key from audit_subject where subject = 'nadia@example.com'"))
                .as("what was forgotten stays so")
                .isNotEqualTo(key);
    }

    private AuditVerification piece(String after) {
        return log.verification.of(after, 2, null).await().atMost(ChainFixture.LIMIT);
    }

    private long placeOf(String target) {
        return log.number(
                "select seq from audit_entry join audit_subject on key = target where subject = '" + target + "'");
    }

    private String anchor() {
        return log.text("select seq || ':' || encode(hash, 'hex') from audit_entry order by seq desc limit 1");
    }

    private void assertBroken(long seq, String problem) {
        AuditVerification found = log.verify();
        assertThat(found.intact()).isFalse();
        assertThat(found.broken().seq()).isEqualTo(seq);
        assertThat(found.broken().problem()).contains(problem);
        assertThat(found.next()).isNull();
    }
}
