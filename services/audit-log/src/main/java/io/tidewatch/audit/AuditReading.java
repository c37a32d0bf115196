package io.tidewatch.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import io.tidewatch.problem.PageCursor;
import io.tidewatch.problem.RequestProblem;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/** Reads the audit log, the newest entry first. */
@ApplicationScoped
public class AuditReading {

    /** Later than every entry. */
    private static final String START = "9999-01-01T00:00:00Z";

    private static final String FIND = """
            select e.id, e.at, a.subject as actor, e.actor as actor_key, e.actor_kind, e.action, e.kind, t.subject as target,
                   e.target as target_key, c.subject as account, e.account as account_key, e.change::text as change, e.seq,
                   encode(e.hash, 'hex') as hash
            from (select * from audit_entry where (at, id) < ($1, $2)%s order by at desc, id desc limit $3) e
            left join audit_subject a on a.key = e.actor
            left join audit_subject t on t.key = e.target
            left join audit_subject c on c.key = e.account
            order by e.at desc, e.id desc
            """;

    private final Pool pool;
    private final ObjectMapper json;

    AuditReading(Pool pool, ObjectMapper json) {
        this.pool = pool;
        this.json = json;
    }

    /**
     * What entries to find; a null selects all.
     *
     * @param accountId the account that they concern
     * @param actor who did it
     * @param kind of what was changed
     * @param target id of what was changed
     * @param from the earliest time
     * @param to before this time
     */
    public record Filter(
            String accountId, String actor, String kind, String target, OffsetDateTime from, OffsetDateTime to) {}

    /** A page; fails with {@code no-such-page}. */
    public Uni<AuditPage> page(Filter filter, String after, int limit) {
        List<String> key = PageCursor.key(after, START, "0");
        StringBuilder conditions = new StringBuilder();
        Tuple values = Tuple.tuple();
        try {
            values.addOffsetDateTime(OffsetDateTime.parse(key.get(0))).addLong(Long.parseLong(key.get(1)));
        } catch (DateTimeException | NumberFormatException e) {
            throw RequestProblem.noSuchPage();
        }
        values.addInteger(limit + 1);
        add(
                conditions,
                values,
                " and account in (select key from audit_subject where subject = $%d)",
                filter.accountId());
        add(conditions, values, " and actor in (select key from audit_subject where subject = $%d)", filter.actor());
        add(conditions, values, " and target in (select key from audit_subject where subject = $%d)", filter.target());
        add(conditions, values, " and kind = $%d", filter.kind());
        add(conditions, values, " and at >= $%d", filter.from());
        add(conditions, values, " and at < $%d", filter.to());
        return pool.preparedQuery(FIND.formatted(conditions)).execute(values).map(rows -> {
            List<AuditEntry> found = new ArrayList<>();
            rows.forEach(row -> found.add(entry(row)));
            if (found.size() <= limit) {
                return new AuditPage(found, null);
            }
            List<AuditEntry> items = found.subList(0, limit);
            return new AuditPage(
                    items, PageCursor.next(items.getLast().at(), items.getLast().id()));
        });
    }

    private static void add(StringBuilder conditions, Tuple values, String condition, Object value) {
        if (value != null) {
            values.addValue(value);
            conditions.append(condition.formatted(values.size()));
        }
    }

    private AuditEntry entry(Row row) {
        try {
            return new AuditEntry(
                    row.getLong("id"),
                    row.getOffsetDateTime("at").toInstant(),
                    row.getString("actor"),
                    row.getUUID("actor_key"),
                    row.getString("actor_kind"),
                    row.getString("action"),
                    row.getString("kind"),
                    row.getString("target"),
                    row.getUUID("target_key"),
                    row.getString("account"),
                    row.getUUID("account_key"),
                    json.readTree(row.getString("change")),
                    row.getLong("seq"),
                    row.getString("hash"));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("PostgreSQL returned JSON that could not be parsed", e);
        }
    }
}
