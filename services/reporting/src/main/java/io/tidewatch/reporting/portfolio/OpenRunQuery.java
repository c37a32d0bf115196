package io.tidewatch.reporting.portfolio;

import io.tidewatch.reporting.portfolio.Portfolio.Judgement;
import io.tidewatch.reporting.portfolio.Portfolio.OpenRun;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;

/** The open playbook runs, the next due step first. */
final class OpenRunQuery {

    /** $3 limits the runs; null for no limit. */
    static final String SQL = """
            select r.id, r.account_id, coalesce(nullif(a.name, ''), r.account_id) as account_name, r.playbook, r.owner_email,
                   r.opened_at, r.judgements, r.acknowledged_at, r.next_step, r.next_due_at
            from run r left join account a on a.id = r.account_id
            where %s and %s
            order by r.next_due_at nulls last, r.opened_at, r.id limit $3""".formatted(Selected.RUN_OPEN, Selected.ACCOUNT);

    /** How many there are. */
    static final String COUNT =
            "select coalesce(sum(s.runs), 0)::bigint as runs from portfolio_sum s where s.definition_hash = '' and "
                    + Selected.SHARE;

    private OpenRunQuery() {}

    static Tuple parameters(Selection selection, Long runs) {
        return Tuple.of(selection.segment(), selection.csm(), runs);
    }

    static OpenRun run(Row row) {
        return new OpenRun(
                row.getUUID("id"),
                row.getString("account_id"),
                row.getString("account_name"),
                row.getString("playbook"),
                row.getString("owner_email"),
                instant(row, "opened_at"),
                judgements(row.getJsonArray("judgements")),
                instant(row, "acknowledged_at"),
                row.getString("next_step"),
                instant(row, "next_due_at"));
    }

    private static List<Judgement> judgements(JsonArray judgements) {
        return judgements.stream()
                .map(JsonObject.class::cast)
                .map(judgement -> new Judgement(
                        judgement.getString("word"),
                        judgement.getString("sentence"),
                        Instant.parse(judgement.getString("at"))))
                .toList();
    }

    private static Instant instant(Row row, String column) {
        OffsetDateTime value = row.getOffsetDateTime(column);
        return value == null ? null : value.toInstant();
    }
}
