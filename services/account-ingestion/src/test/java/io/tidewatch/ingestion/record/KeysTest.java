package io.tidewatch.ingestion.record;

import static io.tidewatch.ingestion.Ingestion.number;
import static io.tidewatch.ingestion.Ingestion.texts;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.tidewatch.ingestion.IngestionTest;
import org.junit.jupiter.api.Test;

/** Tables can be distributed by account. */
@QuarkusTest
@IngestionTest
class KeysTest {

    /** The tables with an account and a unique key without it. */
    private static final String WITHOUT_ACCOUNT = """
            select distinct t.relname
            from pg_index i
            join pg_class t on t.oid = i.indrelid and t.relnamespace = current_schema()::regnamespace
            join pg_attribute a on a.attrelid = t.oid
                and (a.attname in ('account_id', 'account')
                     or a.attname = 'id' and t.relname in ('account', 'account_history'))
            where i.indisunique and a.attnum <> all (i.indkey) order by 1
            """;

    @Test
    void everyUniqueKeyHasTheAccount() {
        // Each of these stays whole: links, the audit log, the progress of a comparison, rows that are not stored, and
        // numbers of accounts.
        assertThat(texts(WITHOUT_ACCOUNT))
                .containsExactly("account_source", "audit_entry", "metric_check", "unsettled_row", "usage_account");
        assertThat(number("select count(*) from pg_index where indisunique and indrelid = 'usage'::regclass"))
                .isEqualTo(1);
    }
}
