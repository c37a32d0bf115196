package io.tidewatch.engine.fact;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.engine.fact.JudgedStore.Judged;
import io.tidewatch.engine.standin.Engine;
import io.tidewatch.engine.standin.EngineTest;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@EngineTest
class JudgedStoreTest {

    private static final String ACCOUNT = "half-known";

    @Inject
    JudgedStore store;

    @Inject
    Pool pool;

    /** Nothing is published of it yet, so the service itself leaves it alone. */
    @BeforeEach
    void aMarkedAccount() {
        Engine.sql(
                "insert into account_fact (account_id, partition, dirty, judged_as, quiet) values (?, 3, true, 'before', true)",
                ACCOUNT);
    }

    @AfterEach
    void forget() {
        Engine.sql("delete from account_fact where account_id = ?", ACCOUNT);
    }

    /** Its flags have changed with the outcomes; later ones have to be compared with these. */
    @Test
    void anAccountWithARunThatCouldNotBeJudgedStaysMarkedAndItsOutcomesAreKept() {
        mark(new Judged(ACCOUNT, "after", false, false));
        assertThat(stored()).containsExactly("true after false");
    }

    @Test
    void aFinishedAccountIsNoLongerMarked() {
        mark(new Judged(ACCOUNT, "after", true, true));
        assertThat(stored()).containsExactly("false after true");
    }

    private void mark(Judged judged) {
        store.markJudged(pool, List.of(judged)).await().atMost(Engine.LIMIT);
    }

    private static List<String> stored() {
        return Engine.texts(
                "select dirty || ' ' || judged_as || ' ' || quiet from account_fact where account_id = ?", ACCOUNT);
    }
}
