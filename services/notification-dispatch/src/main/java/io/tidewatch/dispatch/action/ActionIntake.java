package io.tidewatch.dispatch.action;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import io.tidewatch.dispatch.action.ReceivedAction.State;
import io.tidewatch.dispatch.client.engine.model.ActionChange;
import io.tidewatch.dispatch.crm.CrmMessages;
import io.tidewatch.dispatch.message.MessageStore;
import io.tidewatch.dispatch.message.NewMessage.ActionReference;
import io.tidewatch.dispatch.routing.Audience;
import io.tidewatch.feed.Envelope;
import io.tidewatch.feed.SnapshotItem;
import io.tidewatch.feed.consumer.FeedHandler;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Stores the actions of the rules engine in the transaction that moves the cursor, and withdraws those of cancelled runs.
 * Messages to the CRM are written at once, which keeps the order of the feed. Actions for people wait until their
 * recipients are found, because this transaction must not contain a remote call.
 */
@ApplicationScoped
public class ActionIntake implements FeedHandler {

    /** The service that publishes the feed. */
    static final String PROVIDER = "rules-engine";

    /** An action of a drill; it has a type of its own, so that nobody takes it for real. */
    private static final String DRILL = "drill-action";

    /** The types of change that this service follows. */
    static final Set<String> TYPES = Set.of("action", DRILL, "run");

    private static final Logger LOG = Logger.getLogger(ActionIntake.class);
    private static final String BEGIN_AT_FIRST_START = """
            insert into action_start (partition, actions_from) values ($1, business_now())
            on conflict (partition) do nothing
            """;
    private static final String BEGIN_AGAIN = """
            insert into action_start (partition, actions_from) values ($1, business_now())
            on conflict (partition) do update set actions_from = excluded.actions_from
            """;

    private final ActionStore actions;
    private final MessageStore messages;
    private final CrmMessages crm;
    private final ObjectMapper json;

    public ActionIntake(ActionStore actions, MessageStore messages, CrmMessages crm, ObjectMapper json) {
        this.actions = actions;
        this.messages = messages;
        this.crm = crm;
        this.json = json;
    }

    @Override
    public Uni<Void> apply(SqlConnection tx, int partition, List<Envelope> changes) {
        Uni<Void> done = Uni.createFrom().voidItem();
        for (Envelope change : changes) {
            done = done.flatMap(v -> switch (change.type()) {
                case "action", DRILL ->
                    take(
                            tx,
                            partition,
                            change.key(),
                            change.data(),
                            change.occurredAt(),
                            change.causeFor(PROVIDER),
                            change.hops() + 1,
                            change.traceparent(),
                            change.type().equals(DRILL));
                case "run" -> takeRun(tx, change.data(), change.causeFor(PROVIDER), change.hops() + 1);
                default -> Uni.createFrom().voidItem();
            });
        }
        return done;
    }

    /** The snapshot may contain actions that occurred after our start, but before we read the feed. */
    @Override
    public Uni<Void> applySnapshot(SqlConnection tx, int partition, List<SnapshotItem> items) {
        Uni<Void> done = Uni.createFrom().voidItem();
        for (SnapshotItem item : items) {
            if (item.deleted()) {
                continue;
            }
            done = done.flatMap(v -> switch (item.type()) {
                case "action" ->
                    take(tx, partition, item.key(), item.data(), null, causeOf(item.key()), 1, null, false);
                case "run" -> takeRun(tx, item.data(), causeOf(item.key()), 1);
                default -> Uni.createFrom().voidItem();
            });
        }
        return done;
    }

    @Override
    public Uni<Void> beginSnapshot(SqlConnection tx, int partition, boolean reset) {
        return tx.preparedQuery(reset ? BEGIN_AGAIN : BEGIN_AT_FIRST_START)
                .execute(Tuple.of((short) partition))
                .replaceWithVoid();
    }

    private Uni<Void> takeRun(SqlConnection tx, JsonNode run, UUID cause, int hops) {
        String state = run.path("state").asText();
        if (state.equals("OPEN")) {
            return Uni.createFrom().voidItem();
        }
        UUID id = UUID.fromString(run.path("id").asText());
        Uni<Void> cancelled = state.equals("CANCELLED")
                ? actions.cancelRun(tx, id)
                : Uni.createFrom().voidItem();
        return run.path("closedAt").isTextual()
                ? cancelled.flatMap(done -> restore(tx, id, closedAt(run), cause, hops))
                : cancelled;
    }

    private static Instant closedAt(JsonNode run) {
        return OffsetDateTime.parse(run.path("closedAt").asText()).toInstant();
    }

    /** Reports to the CRM that the schedules hold again which the run had changed until its end. */
    private Uni<Void> restore(SqlConnection tx, UUID runId, Instant at, UUID cause, int hops) {
        return actions.scheduleChanges(tx, runId)
                .flatMap(changes -> messages.insert(
                        tx,
                        changes.stream()
                                .flatMap(data -> crm.restored(read(data), at, cause, hops).stream())
                                .toList()));
    }

    private ActionChange read(String data) {
        try {
            return json.readValue(data, ActionChange.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored action can be read", e);
        }
    }

    private Uni<Void> take(
            SqlConnection tx,
            int partition,
            String key,
            JsonNode data,
            Instant occurredAt,
            UUID cause,
            int hops,
            String traceparent,
            boolean drill) {
        ActionChange action;
        try {
            action = json.treeToValue(data, ActionChange.class);
            check(action);
            if (drill) {
                require(action.getDrill(), "drill");
            }
        } catch (JsonProcessingException | IllegalArgumentException e) {
            String problem = e instanceof JsonProcessingException j ? j.getOriginalMessage() : e.getMessage();
            LOG.errorf("Set aside action %s, which cannot be read: %s", key, problem);
            return actions.keep(
                            tx,
                            partition,
                            new ReceivedAction(
                                    key,
                                    "",
                                    ActionReference.NO_RUN,
                                    "",
                                    "",
                                    occurredAt == null ? Instant.EPOCH : occurredAt,
                                    data.toString(),
                                    cause,
                                    hops,
                                    traceparent,
                                    State.REFUSED,
                                    problem))
                    .replaceWithVoid();
        }
        boolean forCrm = action.getDrill() == null && action.getAudience().contains(Audience.CRM.name());
        boolean forPeople = action.getAudience().stream().anyMatch(name -> !name.equals(Audience.CRM.name()));
        ReceivedAction received = new ReceivedAction(
                action.getId(),
                action.getAccount().getId(),
                runOf(action),
                action.getKind(),
                action.getStep(),
                // What a drill is about lies ahead; it happened when it was started.
                (action.getDrill() == null
                                ? action.getOccurredAt()
                                : action.getDrill().getStartedAt())
                        .toInstant(),
                data.toString(),
                cause,
                hops,
                traceparent,
                forPeople ? State.WAITING : State.ROUTED,
                null);
        return actions.keep(tx, partition, received)
                .flatMap(fresh -> fresh && forCrm
                        ? messages.insert(tx, crm.of(action, cause, hops))
                        : Uni.createFrom().voidItem());
    }

    private static UUID runOf(ActionChange action) {
        return action.getRun() == null
                ? ActionReference.NO_RUN
                : action.getRun().getId();
    }

    private static void check(ActionChange action) {
        require(action.getId(), "id");
        require(action.getKind(), "kind");
        require(action.getStep(), "step");
        require(action.getAudience(), "audience");
        require(action.getOccurredAt(), "occurredAt");
        require(action.getAccount(), "account");
        require(action.getAccount().getId(), "account.id");
        require(action.getAccount().getName(), "account.name");
        if (action.getRun() != null) {
            require(action.getRun().getId(), "run.id");
        } else if (!action.getAccount().getId().equals(ReceivedAction.PORTFOLIO)
                || action.getAudience().contains(Audience.CRM.name())) {
            throw new IllegalArgumentException("run is missing");
        }
        if (action.getDrill() != null) {
            require(action.getDrill().getId(), "drill.id");
            require(action.getDrill().getRecipient(), "drill.recipient");
            require(action.getDrill().getStartedAt(), "drill.startedAt");
        }
        if (action.getKind().equals(CrmMessages.SCHEDULE_CHANGE)) {
            require(action.getSchedule(), "schedule");
        }
        if (action.getAudience().isEmpty()) {
            throw new IllegalArgumentException("audience is empty");
        }
    }

    private static void require(Object value, String name) {
        if (value == null) {
            throw new IllegalArgumentException(name + " is missing");
        }
    }

    // A snapshot has no causes: derived from the action, it is the same in every reading.
    private static UUID causeOf(String key) {
        return UUID.nameUUIDFromBytes((PROVIDER + "/action/" + key).getBytes(StandardCharsets.UTF_8));
    }
}
