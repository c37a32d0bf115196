package io.tidewatch.ingestion.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The statements of ADR 0037 for Citus fit the tables of today. Citus itself is not used: stand-ins of its functions note what is
 * distributed, and everything is rolled back.
 */
class DistributionTest {

    private static final Path DISTRIBUTE = Path.of("../docs/citus/account-ingestion.sql");

    private static final String STAND_INS = """
            create schema citus;
            create table citus.placed (relation regclass primary key, by_column text, beside text);
            create function citus.create_distributed_table(relation regclass, by_column text, colocate_with text default 'none')
                returns void language sql as
            $$
                insert into citus.placed
                values (relation, by_column, case colocate_with when 'none' then relation::text else colocate_with end)
            $$;
            create function citus.create_reference_table(relation regclass) returns void language sql as
            $$ insert into citus.placed values (relation, null, null) $$;
            set local search_path = ingestion, citus;
            """;

    /** Tables that stay on the coordinator. */
    private static final String LOCAL = """
            select t.relname from pg_class t
            where t.relnamespace = 'ingestion'::regnamespace and t.relkind in ('r', 'p') and not t.relispartition
              and t.relname <> 'flyway_schema_history' and t.oid not in (select relation from citus.placed)
            order by 1
            """;

    private static final String KEYS_WITHOUT_COLUMN = """
            select i.indexrelid::regclass::text
            from citus.placed p
            join pg_index i on i.indrelid = p.relation and i.indisunique
            join pg_attribute a on a.attrelid = p.relation and a.attname = p.by_column
            where a.attnum <> all (i.indkey)
            """;

    /** Of distributed tables to those beside them or to reference tables; of reference tables to each other. */
    private static final String FOREIGN_KEYS_ACROSS = """
            select c.conname
            from pg_constraint c
            left join citus.placed child on child.relation = c.conrelid
            left join citus.placed parent on parent.relation = c.confrelid
            where c.contype = 'f' and c.connamespace = 'ingestion'::regnamespace
              and (child.relation is not null or parent.relation is not null)
              and case
                  when child.relation is null or parent.relation is null then true
                  when parent.by_column is null then false
                  else child.beside is distinct from parent.beside
              end
            """;

    private static final String TYPES_WITHIN_A_GROUP = """
            select p.beside || ' ' || count(distinct a.atttypid)
            from citus.placed p
            join pg_attribute a on a.attrelid = p.relation and a.attname = p.by_column
            group by p.beside order by 1
            """;

    private static final String TRIGGERS = """
            select distinct g.tgfoid::regproc::text
            from citus.placed p
            join pg_trigger g on g.tgrelid = p.relation and not g.tgisinternal
            order by 1
            """;

    private MigratedTables tables;

    @BeforeEach
    void distribute() throws IOException, SQLException {
        tables = new MigratedTables();
        tables.execute(STAND_INS);
        tables.execute(Files.readString(DISTRIBUTE));
    }

    @AfterEach
    void rollBack() throws SQLException {
        tables.close();
    }

    @Test
    void everyTableHasItsPlace() throws SQLException {
        assertThat(tables.texts(LOCAL))
                .containsExactly(
                        "audit_entry",
                        "audit_subject",
                        "clock_offset",
                        "feed_change",
                        "feed_cursor",
                        "feed_day",
                        "feed_epoch",
                        "feed_floor",
                        "feed_lease",
                        "feed_member",
                        "feed_parked",
                        "import_account",
                        "import_chunk",
                        "import_job",
                        "import_notice",
                        "import_row",
                        "import_seen",
                        "metric_check",
                        "metric_day",
                        "metric_dirty",
                        "metric_sweep",
                        "metric_use",
                        "source_coverage",
                        "source_coverage_history",
                        "unsettled_row",
                        "usage_user");
    }

    @Test
    void keysAndForeignKeysAreThoseThatCitusAllows() throws SQLException {
        assertThat(tables.texts(KEYS_WITHOUT_COLUMN)).isEmpty();
        assertThat(tables.texts(FOREIGN_KEYS_ACROSS)).isEmpty();
        assertThat(tables.texts(TYPES_WITHIN_A_GROUP)).containsExactly("account 1", "usage 1");
    }

    /** A new one has to be judged in ADR 0037: on a node it sees the name and the rows of one part of its table. */
    @Test
    void triggersOfDistributedTablesAreThoseOfTheRecord() throws SQLException {
        assertThat(tables.texts(TRIGGERS))
                .containsExactly(
                        "count_replaced_usage",
                        "forget_packed_usage",
                        "keep_history",
                        "keep_usage_history",
                        "sweep_for_rates");
    }
}
