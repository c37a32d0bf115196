package io.tidewatch.ingestion.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Histories go on when a later release adds columns, whichever release writes the records. */
class HistoryColumnsTest {

    private MigratedTables tables;

    @BeforeEach
    void migrate() throws SQLException {
        tables = new MigratedTables();
        tables.execute("""
                insert into contact (id, account_id, source, external_id, name, content_hash, known_at)
                values ('s:1', 'a', 's', '1', 'First', 'h', '2026-01-01T00:00:00.123456Z');
                insert into usage_batch (import_number, known_at) values (1, '2026-01-01Z'), (2, '2026-01-02Z');
                insert into usage (account, feature, day, count, batch, id, attributes)
                select 1, 1, '2026-01-01', 1, min(number), '00000000-0000-0000-0000-000000000001', '{"b": 1, "a": 2}' from usage_batch
                """);
    }

    @AfterEach
    void rollBack() throws SQLException {
        tables.close();
    }

    @Test
    void aColumnOfTheTableAndItsHistoryIsKept() throws SQLException {
        tables.execute("alter table contact add column note text; alter table contact_history add column note text");
        tables.execute("update contact set note = 'first note'");
        assertThat(replacedContact("note")).containsExactly("First 2026-01-02 first note");
    }

    @Test
    void aColumnOfTheTableAloneDoesNotStopHistories() throws SQLException {
        tables.execute("alter table contact add column note text; alter table usage add column note text");
        assertThat(replacedContact("name")).containsExactly("First 2026-01-02 First");
        assertThat(replacedUsage()).containsExactly("1 2026-01-01 2026-01-02 {\"b\": 1, \"a\": 2}");
    }

    @Test
    void aColumnOfTheHistoryAloneDoesNotStopHistories() throws SQLException {
        tables.execute(
                "alter table contact_history add column note text; alter table usage_history add column note text");
        assertThat(replacedContact("note")).containsExactly("First 2026-01-02 null");
        assertThat(replacedUsage()).hasSize(1);
    }

    @Test
    void whatWasReplacedIsKeptToTheMicrosecond() throws SQLException {
        replacedContact("name");
        assertThat(tables.texts("select known_at = '2026-01-01T00:00:00.123456Z' from contact_history"))
                .containsExactly("t");
    }

    /** Replaces the contact, and gives what the history has: name, day of the replacement, and the column. */
    private List<String> replacedContact(String column) throws SQLException {
        tables.execute("update contact set name = 'Second', version = 2, known_at = '2026-01-02Z'");
        return tables.texts("select concat_ws(' ', name, (superseded_at at time zone 'UTC')::date, coalesce(" + column
                + ", 'null')) from contact_history");
    }

    private List<String> replacedUsage() throws SQLException {
        tables.execute("update usage set count = 2, version = 2, batch = (select max(number) from usage_batch)");
        return tables.texts("select concat_ws(' ', count, (known_at at time zone 'UTC')::date,"
                + " (superseded_at at time zone 'UTC')::date, attributes) from usage_history");
    }
}
