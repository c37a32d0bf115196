package io.tidewatch.dispatch.action;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.subscription.Cancellable;
import io.tidewatch.dispatch.DispatchConfig;
import io.tidewatch.dispatch.StartOrder;
import io.tidewatch.dispatch.action.ActionStore.Claimed;
import io.tidewatch.dispatch.action.ActionStore.Unfound;
import io.tidewatch.dispatch.client.engine.model.ActionAccount;
import io.tidewatch.dispatch.client.engine.model.ActionChange;
import io.tidewatch.dispatch.delivery.Polling;
import io.tidewatch.dispatch.delivery.RetryPolicy;
import io.tidewatch.dispatch.message.NewMessage;
import io.tidewatch.dispatch.routing.Audience;
import io.tidewatch.dispatch.routing.Recipient;
import io.tidewatch.dispatch.routing.Recipient.Missing;
import io.tidewatch.dispatch.routing.RecipientRouting;
import io.tidewatch.dispatch.suggestion.AccountSuggestions;
import io.tidewatch.dispatch.writing.DrillMark;
import io.tidewatch.dispatch.writing.MessageComposer;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * Turns waiting actions into messages: finds the recipients and what to suggest, renders, writes. While the directory does not
 * answer, actions wait; they are retried without end.
 */
@ApplicationScoped
public class ActionRouting {

    private static final Logger LOG = Logger.getLogger(ActionRouting.class);
    private static final int BATCH = 20;
    /** Longer than the messages of a batch take to be written while Keycloak is slow. It ends early when its replica is not heard of. */
    private static final Duration CLAIM = Duration.ofMinutes(2);

    private final ActionStore actions;
    private final RecipientRouting routing;
    private final AccountSuggestions suggestions;
    private final MessageComposer composer;
    private final RetryPolicy retries;
    private final ObjectMapper json;
    private final String instance;
    private final Polling polling;
    private final AtomicBoolean working = new AtomicBoolean();
    private volatile Cancellable looking = () -> {};

    public ActionRouting(
            ActionStore actions,
            RecipientRouting routing,
            AccountSuggestions suggestions,
            MessageComposer composer,
            RetryPolicy retries,
            DispatchConfig dispatch,
            ObjectMapper json,
            Polling polling) {
        this.actions = actions;
        this.routing = routing;
        this.suggestions = suggestions;
        this.composer = composer;
        this.retries = retries;
        this.json = json;
        this.instance = dispatch.instanceId();
        this.polling = polling;
    }

    void start(@Observes @Priority(StartOrder.WORK) StartupEvent event) {
        looking = polling.begin(actions.release(instance), this::look);
    }

    void stop(@Observes ShutdownEvent event) {
        looking.cancel();
    }

    private void look() {
        if (!working.compareAndSet(false, true)) {
            return;
        }
        actions.claim(instance, BATCH, CLAIM)
                .flatMap(this::routeAll)
                .onTermination()
                .invoke(() -> working.set(false))
                .subscribe()
                .with(done -> {}, e -> LOG.warnf("Failed to route actions, will retry: %s", e));
    }

    private Uni<Void> routeAll(List<Claimed> claimed) {
        Uni<Void> done = Uni.createFrom().voidItem();
        for (Claimed action : claimed) {
            done = done.flatMap(v -> route(action).onFailure().recoverWithUni(e -> postponed(action, e)));
        }
        return done;
    }

    private Uni<Void> postponed(Claimed action, Throwable problem) {
        LOG.warnf("Action %s waits: %s", action.id(), problem);
        return actions.postpone(action, retries.pause(action.attempts(), Optional.empty()), "" + problem.getMessage());
    }

    private Uni<Void> route(Claimed claimed) {
        ActionChange action = read(claimed.data());
        if (action.getDrill() != null) {
            return routeDrill(claimed, action);
        }
        String csm = action.getAccount().getCsmEmail();
        String sales = action.getAccount().getSalesOwnerEmail();
        return claimed.unreached()
                .map(routing::insteadOf)
                .orElseGet(() -> find(action))
                .flatMap(recipients -> routing.accountPeople(csm, sales).flatMap(people -> suggestions
                        .of(action, claimed.attempts())
                        .emitOn(Infrastructure.getDefaultWorkerPool())
                        .map(suggested -> recipients.stream()
                                .map(recipient -> new Written(
                                        recipient,
                                        composer.compose(
                                                action,
                                                recipient,
                                                people,
                                                suggested,
                                                claimed.causationId(),
                                                claimed.hops())))
                                .toList())))
                .flatMap(written -> actions.route(
                        claimed,
                        action.getAccount().getId(),
                        written.stream().map(Written::message).toList(),
                        unfound(written)));
    }

    /** To the person who drills only, once; the people who would receive the message are looked up and named in it. */
    private Uni<Void> routeDrill(Claimed claimed, ActionChange action) {
        String csm = action.getAccount().getCsmEmail();
        String sales = action.getAccount().getSalesOwnerEmail();
        return find(action)
                .flatMap(inEarnest -> routing.drilling(action.getDrill().getRecipient(), inEarnest)
                        .flatMap(person -> routing.accountPeople(csm, sales)
                                .emitOn(Infrastructure.getDefaultWorkerPool())
                                .map(people -> DrillMark.on(
                                        composer.compose(
                                                action,
                                                person,
                                                people,
                                                List.of(),
                                                claimed.causationId(),
                                                claimed.hops()),
                                        action,
                                        inEarnest))))
                .flatMap(message -> actions.route(claimed, action.getAccount().getId(), List.of(message), List.of()));
    }

    private Uni<List<Recipient>> find(ActionChange action) {
        Set<Audience> audiences = audiences(action);
        ActionAccount account = action.getAccount();
        if (account.getId().equals(ReceivedAction.PORTFOLIO)) {
            return routing.findWithoutAccount(audiences);
        }
        Map<Audience, String> own = new EnumMap<>(Audience.class);
        audiences.forEach(audience -> own.put(audience, account.getOwnerEmail()));
        own.put(Audience.CSM, account.getCsmEmail());
        own.put(Audience.SALES, account.getSalesOwnerEmail());
        return routing.find(audiences, own);
    }

    private ActionChange read(String data) {
        try {
            return json.readValue(data, ActionChange.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored action can be read", e);
        }
    }

    // The leaders receive the actions for an audience that only a newer rules engine knows.
    private static Set<Audience> audiences(ActionChange action) {
        Set<Audience> audiences = new LinkedHashSet<>();
        action.getAudience().forEach(name -> audiences.add(Audience.named(name).orElse(Audience.CS_LEADERSHIP)));
        audiences.remove(Audience.CRM);
        return audiences;
    }

    private static List<Unfound> unfound(List<Written> written) {
        List<Unfound> unfound = new ArrayList<>();
        written.forEach(w -> w.recipient().missing().stream()
                .filter(Missing::unfound)
                .forEach(missing -> unfound.add(new Unfound(missing, w.message().id()))));
        return unfound;
    }

    private record Written(Recipient recipient, NewMessage message) {}
}
