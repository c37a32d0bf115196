package io.tidewatch.audit;

import io.tidewatch.testsuite.TestDatabase;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.PoolOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;

/** An audit log in a real PostgreSQL, one for all tests, and ways to tamper with it. */
final class ChainFixture {

    static final Duration LIMIT = Duration.ofSeconds(60);

    private static final String SCHEMA = "rules";
    private static final TestDatabase SERVER = TestDatabase.named("audit");

    static final Vertx VERTX = Vertx.vertx();
    static final Pool POOL = Pool.newInstance(PgBuilder.pool()
            .using(VERTX.getDelegate())
            .with(new PoolOptions().setMaxSize(2))
            .connectingTo(new PgConnectOptions()
                    .setHost("127.0.0.1")
                    .setPort(SERVER.port())
                    .setDatabase("audit")
                    .setUser(SCHEMA)
                    .setPassword(SCHEMA))
            .build());

    final Verification verification = new Verification(POOL);

    static {
        try (InputStream script = ChainFixture.class.getResourceAsStream("/db/audit/V0003__audit.sql")) {
            SERVER.execute(SCHEMA, new String(script.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Begins with an empty log. */
    ChainFixture() {
        tamper("truncate audit_entry, audit_subject");
    }

    /** Writes an entry: that a person changed a contact of an account. */
    void append(String actor, String target) {
        sql(entry(actor, target));
    }

    /** The statement that writes an entry. */
    static String entry(String actor, String target) {
        return """
                select audit_append('{"actor": "%s", "actorKind": "PERSON", "action": "CHANGED", "kind": "contact", "id": "%s",
                                      "accountId": "acme", "change": {"version": 2, "fields": ["name"]}}')
                """.formatted(actor, target);
    }

    /** Writes and seals so many entries. */
    void chain(int length) {
        sql("""
                do $$ begin
                    for i in 1..%d loop
                        perform audit_append(jsonb_build_object('actor', 'nadia@example.com', 'actorKind', 'PERSON', 'action', 'CHANGED',
                                                                'kind', 'contact', 'id', 'contact-' || i));
                    end loop;
                    perform audit_seal(%1$d);
                end $$
                """.formatted(length));
    }

    /** Seals all. */
    void seal() {
        number("select sealed from audit_seal(1000)");
    }

    /** What a check of the whole chain finds. */
    AuditVerification verify() {
        return verification.of(null, 10_000, null).await().atMost(LIMIT);
    }

    /** What a check of the whole chain and an anchor finds. */
    AuditVerification verify(String anchor) {
        return verification.of(null, 10_000, anchor).await().atMost(LIMIT);
    }

    /** A connection as the service. */
    Connection connect() throws SQLException {
        return SERVER.connect(SCHEMA);
    }

    /** Runs a statement as the service. */
    void sql(String sql) {
        SERVER.execute(SCHEMA, sql);
    }

    long number(String sql) {
        return SERVER.number(SCHEMA, sql);
    }

    String text(String sql) {
        return texts(sql).getFirst();
    }

    List<String> texts(String sql) {
        return SERVER.texts(SCHEMA, sql);
    }

    /** As somebody who has taken over the database: without triggers. */
    void tamper(String sql) {
        try (Connection connection = SERVER.administer();
                Statement statement = connection.createStatement()) {
            statement.execute("set session_replication_role = replica; set search_path = rules; " + sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
