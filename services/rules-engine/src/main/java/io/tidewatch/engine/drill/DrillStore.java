package io.tidewatch.engine.drill;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import io.tidewatch.engine.api.model.Drill;
import io.tidewatch.engine.api.model.DrillMail;
import io.tidewatch.engine.api.model.DrillRequest;
import io.tidewatch.engine.client.dispatch.model.DrillDeliveryChange;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The results of drills, the last 500 of them. */
@ApplicationScoped
public class DrillStore {

    private static final int KEPT = 500;

    private final ObjectMapper json;

    DrillStore(ObjectMapper json) {
        this.json = json;
    }

    /** Until the transaction ends, no other drill of that person begins. */
    Uni<Void> lock(SqlClient tx, String by) {
        return tx.preparedQuery("select pg_advisory_xact_lock(hashtext('rules-engine drill'), hashtext($1))")
                .execute(Tuple.of(by))
                .replaceWithVoid();
    }

    /** How long a person has to wait who has started that many drills within the last hour (real time); zero for all others. */
    Uni<Duration> pause(SqlClient tx, String by, int most) {
        return tx.preparedQuery("""
                        select extract(epoch from asked_at + interval '1 hour' - clock_timestamp())::float8 as seconds
                        from playbook_drill
                        where by_email = $1 and asked_at > clock_timestamp() - interval '1 hour'
                        order by asked_at desc offset $2 limit 1
                        """)
                .execute(Tuple.of(by, most - 1))
                .map(rows -> rows.size() == 0
                        ? Duration.ZERO
                        : Duration.ofSeconds(
                                (long) Math.ceil(rows.iterator().next().getDouble("seconds"))));
    }

    /**
     * Stores a drill and forgets the oldest beyond those that are kept.
     *
     * @return false when another drill has the id
     */
    Uni<Boolean> insert(SqlClient tx, DrillRequest request, Drill result) {
        return tx.preparedQuery("""
                        insert into playbook_drill (id, by_email, request, result)
                        values ($1, $2, $3::text::jsonb, $4::text::jsonb) on conflict (id) do nothing
                        """)
                .execute(Tuple.of(result.getId(), result.getBy(), text(request), text(result)))
                .flatMap(inserted -> tx.preparedQuery(
                                "delete from playbook_drill where number <= (select max(number) from playbook_drill) - $1")
                        .execute(Tuple.of(KEPT))
                        .replaceWith(inserted.rowCount() == 1));
    }

    /** A drill with its steps and what became of their messages. */
    Uni<Optional<Stored>> find(SqlClient client, UUID id) {
        return client.preparedQuery(
                        "select number, request::text as request, result::text as result from playbook_drill where id = $1")
                .execute(Tuple.of(id))
                .flatMap(rows -> rows.size() == 0
                        ? Uni.createFrom().item(Optional.empty())
                        : withMails(client, stored(rows.iterator().next())).map(Optional::of));
    }

    /** The newest first; each with its number, by which the next page is asked for. */
    Uni<List<Stored>> page(SqlClient client, long numberBelow, int limit) {
        return client.preparedQuery("""
                        select number, request::text as request, (result - 'steps')::text as result from playbook_drill
                        where number < $1 order by number desc limit $2
                        """).execute(Tuple.of(numberBelow, limit)).map(rows -> {
            List<Stored> page = new ArrayList<>();
            rows.forEach(row -> {
                Stored stored = stored(row);
                stored.drill().steps(null);
                page.add(stored);
            });
            return page;
        });
    }

    /** Stores what became of a message; nothing for a drill that is no longer kept. */
    public Uni<Void> delivered(SqlClient tx, DrillDeliveryChange mail) {
        return tx.preparedQuery("""
                        insert into playbook_drill_mail (drill_id, action_id, subject, instead_of, outcome, at)
                        select id, $2, $3, $4, $5, $6 from playbook_drill where id = $1
                        on conflict (drill_id, action_id) do nothing
                        """)
                .execute(Tuple.of(
                        mail.getDrillId(),
                        mail.getActionId(),
                        mail.getSubject(),
                        mail.getInsteadOf(),
                        mail.getOutcome(),
                        mail.getAt()))
                .replaceWithVoid();
    }

    private Uni<Stored> withMails(SqlClient client, Stored stored) {
        return client.preparedQuery("select * from playbook_drill_mail where drill_id = $1")
                .execute(Tuple.of(stored.drill().getId()))
                .map(rows -> {
                    Map<String, DrillMail> mails = new HashMap<>();
                    rows.forEach(row -> mails.put(row.getString("action_id"), mail(row)));
                    stored.drill().getSteps().forEach(step -> step.mail(mails.get(step.getActionId())));
                    return stored;
                });
    }

    private static DrillMail mail(Row row) {
        OffsetDateTime at = row.getOffsetDateTime("at");
        return new DrillMail()
                .subject(row.getString("subject"))
                .insteadOf(row.getString("instead_of"))
                .outcome(row.getString("outcome"))
                .at(at.withOffsetSameInstant(ZoneOffset.UTC));
    }

    private Stored stored(Row row) {
        try {
            return new Stored(
                    row.getLong("number"),
                    json.readTree(row.getString("request")),
                    json.readValue(row.getString("result"), Drill.class));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored drill is of the contract's form", e);
        }
    }

    private String text(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a drill is plain data", e);
        }
    }

    /**
     * A drill as it is stored.
     *
     * @param number the newest has the largest
     * @param request as it was asked for
     * @param drill its result
     */
    record Stored(long number, JsonNode request, Drill drill) {}
}
