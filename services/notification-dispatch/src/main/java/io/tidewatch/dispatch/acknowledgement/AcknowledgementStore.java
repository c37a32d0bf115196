package io.tidewatch.dispatch.acknowledgement;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Uni;
import io.tidewatch.audit.Act;
import io.tidewatch.audit.Action;
import io.tidewatch.audit.AuditLog;
import io.tidewatch.feed.Change;
import io.tidewatch.feed.provider.FeedAppender;
import io.tidewatch.problem.TemporaryFailure;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The answers to messages: one per message, however often its link is used. A task that was taken up can be reported as
 * done later; a task that is done stays done.
 */
@ApplicationScoped
public class AcknowledgementStore {

    /** The run of a message that belongs to none. */
    private static final UUID NO_RUN = new UUID(0, 0);

    /** The type of change that reports an answer. */
    public static final String TYPE = "acknowledgement";

    private static final Set<String> TASKS = Set.of("TASK", "REMINDER");

    private static final String FIND = """
            select m.id, m.kind, m.run_id, m.subject, m.recipient_name, ac.data #>> '{account,name}' as account_name,
                   a.at, a.done_at,
                   m.drill_id is not null as drill
            from message m
            join action ac on ac.id = m.action_id
            left join acknowledgement a on a.message_id = m.id
            where m.id = $1 and m.channel = 'EMAIL'
            """;

    // Returns a row only when the answer changes something.
    private static final String RECORD = """
            insert into acknowledgement as a (id, message_id, run_id, account_id, step, by_email, at, done_at)
            select $2, m.id, m.run_id, m.account_id, m.step, m.recipient, n.now, case when $3 then n.now end
            from message m, (select business_now() as now) n
            where m.id = $1 and m.drill_id is null
            on conflict (message_id) do update set done_at = excluded.done_at
            where a.done_at is null and excluded.done_at is not null
            returning id, run_id, account_id, step, by_email, coalesce(done_at, at) as at, done_at is not null as done,
                      (select m.action_id from message m where m.id = a.message_id) as action_id
            """;

    private final Pool pool;
    private final ObjectMapper json;
    private final AuditLog audit;

    public AcknowledgementStore(Pool pool, ObjectMapper json, AuditLog audit) {
        this.pool = pool;
        this.json = json;
        this.audit = audit;
    }

    /** The message of a link; empty when it does not exist. */
    public Uni<Optional<LinkedMessage>> find(UUID messageId) {
        return pool.preparedQuery(FIND)
                .execute(Tuple.of(messageId))
                .map(rows -> rows.size() == 0
                        ? Optional.empty()
                        : Optional.of(linked(rows.iterator().next())));
    }

    /** Records an answer, and publishes it when it changes something. A message of a drill has no answer. */
    public Uni<Void> record(UUID messageId, Answer answer) {
        return TemporaryFailure.retried(pool.withTransaction(tx -> tx.preparedQuery(RECORD)
                .execute(Tuple.of(messageId, idOf(messageId), answer == Answer.DONE))
                .flatMap(rows -> rows.size() == 0
                        ? Uni.createFrom().voidItem()
                        : audit.write(tx, act(messageId, rows.iterator().next()))
                                .flatMap(done -> publish(tx, rows.iterator().next())))));
    }

    /** The link entitles; it was sent to this person, who need not have used it. */
    private static Act act(UUID messageId, Row row) {
        return Act.of(row.getBoolean("done") ? Action.COMPLETED : Action.ACKNOWLEDGED, "message", messageId)
                .ofAccount(row.getString("account_id"))
                .byPerson(row.getString("by_email"))
                .with("run", row.getUUID("run_id"));
    }

    private Uni<Void> publish(SqlConnection tx, Row row) {
        Instant at = row.getOffsetDateTime("at").toInstant();
        String id = row.getUUID("id").toString();
        boolean done = row.getBoolean("done");
        ObjectNode data = json.createObjectNode()
                .put("id", id)
                .put("runId", row.getUUID("run_id").toString())
                .put("actionId", row.getString("action_id"))
                .put("accountId", row.getString("account_id"))
                .put("step", row.getString("step"))
                .put("by", row.getString("by_email"))
                .put("at", at.toString())
                .put("done", done);
        // A person acted, not a change: without a cause, and the count of hops starts anew.
        return FeedAppender.append(
                tx, Change.ofAccount(row.getString("account_id"), TYPE, id, versionOf(done), at, data));
    }

    private static UUID idOf(UUID messageId) {
        return UUID.nameUUIDFromBytes(("acknowledgement/" + messageId).getBytes(StandardCharsets.UTF_8));
    }

    // DONE is newer than TAKEN_UP, even when TAKEN_UP was never recorded.
    private static long versionOf(boolean done) {
        return done ? 2 : 1;
    }

    private static LinkedMessage linked(Row row) {
        return new LinkedMessage(
                row.getUUID("id"),
                TASKS.contains(row.getString("kind")),
                row.getUUID("run_id"),
                row.getString("subject"),
                row.getString("recipient_name"),
                row.getString("account_name"),
                instant(row, "at"),
                instant(row, "done_at"),
                row.getBoolean("drill"));
    }

    private static Optional<Instant> instant(Row row, String column) {
        return Optional.ofNullable(row.getOffsetDateTime(column)).map(OffsetDateTime::toInstant);
    }

    /**
     * What the page of a link shows.
     *
     * @param id          of the message
     * @param task        whether it is a task or its reminder, which can be done
     * @param runId       the run it belongs to; all zeros for none
     * @param subject     of the mail
     * @param recipient   the name of whom it was sent to
     * @param accountName the account it is about
     * @param answeredAt  when it was answered first, in business time; empty while it is not
     * @param doneAt      when it was said to be done; empty while it is not
     * @param drill       whether it belongs to a drill, so that nothing is recorded
     */
    public record LinkedMessage(
            UUID id,
            boolean task,
            UUID runId,
            String subject,
            String recipient,
            String accountName,
            Optional<Instant> answeredAt,
            Optional<Instant> doneAt,
            boolean drill) {

        /** Whether it belongs to a run that the console shows. */
        public boolean hasRun() {
            return !drill && !runId.equals(NO_RUN);
        }
    }
}
