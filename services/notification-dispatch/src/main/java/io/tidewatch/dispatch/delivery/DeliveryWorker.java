package io.tidewatch.dispatch.delivery;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Scope;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.tidewatch.dispatch.DispatchConfig;
import io.tidewatch.dispatch.StartOrder;
import io.tidewatch.dispatch.message.Channel;
import io.tidewatch.dispatch.message.MessageStore;
import io.tidewatch.feed.trace.TracedWork;
import io.tidewatch.feed.trace.Traceparent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/**
 * Sends messages that are due. Each channel has its own number of concurrent tries, so a slow mail server never delays
 * messages to the CRM.
 */
@ApplicationScoped
public class DeliveryWorker {

    private static final Logger LOG = Logger.getLogger(DeliveryWorker.class);
    /** For how many terms of a claim storing an outcome is tried again: through a restart of the database. */
    private static final int STORED_WITHIN = 10;

    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);

    private final DeliveryQueue queue;
    private final MessageStore messages;
    private final DeliveryConfig config;
    private final String instance;
    private final Polling polling;
    private final DeliveryCounters counters;
    private final Map<Channel, MessageChannel> channels = new EnumMap<>(Channel.class);
    private final Map<Channel, AtomicInteger> busy = new EnumMap<>(Channel.class);
    private final AtomicBoolean queueing = new AtomicBoolean();
    private final AtomicBoolean renewing = new AtomicBoolean();
    private final Claims claims;
    /** Claims and tries that have not ended, and this worker itself. */
    private final Phaser underWay = new Phaser(1);

    private volatile Cancellable looking = () -> {};

    public DeliveryWorker(
            DeliveryQueue queue,
            MessageStore messages,
            DeliveryConfig config,
            DispatchConfig dispatch,
            Polling polling,
            DeliveryCounters counters,
            Instance<MessageChannel> channels) {
        this.queue = queue;
        this.messages = messages;
        this.config = config;
        this.instance = dispatch.instanceId();
        this.claims = new Claims(queue, instance, config.claim());
        this.polling = polling;
        this.counters = counters;
        channels.forEach(channel -> this.channels.put(channel.channel(), channel));
        this.channels.keySet().forEach(channel -> busy.put(channel, new AtomicInteger()));
    }

    void start(@Observes @Priority(StartOrder.WORK) StartupEvent event) {
        looking = polling.begin(queue.release(instance), () -> {
            renew();
            queueHeld();
            channels.keySet().forEach(this::look);
        });
    }

    /** Lets the tries under way end: a mail that was sent is stored as sent, or it would be sent again. */
    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        looking.cancel();
        try {
            underWay.awaitAdvanceInterruptibly(underWay.arrive(), STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.warnf(
                    "%d tries have not ended after %d s; their messages will be sent again when their claims expire",
                    underWay.getUnarrivedParties(), STOP_TIMEOUT.toSeconds());
        }
    }

    private void renew() {
        if (renewing.compareAndSet(false, true)) {
            claims.renew()
                    .onTermination()
                    .invoke(() -> renewing.set(false))
                    .subscribe()
                    .with(done -> {}, e -> LOG.warnf("Failed to renew claims, will retry: %s", e));
        }
    }

    private void queueHeld() {
        if (queueing.compareAndSet(false, true)) {
            messages.queueHeld()
                    .onTermination()
                    .invoke(() -> queueing.set(false))
                    .subscribe()
                    .with(done -> {}, e -> LOG.warnf("Failed to queue held messages, will retry: %s", e));
        }
    }

    private void look(Channel channel) {
        AtomicInteger places = busy.get(channel);
        int free = config.atATime() - places.get();
        if (free <= 0) {
            return;
        }
        places.addAndGet(free);
        underWay.register();
        long expiry = claims.expiry();
        queue.claim(instance, channel, free, config.claim(), claims.messages())
                .onFailure()
                .recoverWithItem(e -> {
                    LOG.warnf("Failed to claim messages, will retry: %s", e);
                    return List.of();
                })
                .subscribe()
                .with(
                        claimed -> {
                            places.addAndGet(claimed.size() - free);
                            claimed.forEach(message -> send(message, places, claims.hold(message, expiry)));
                            underWay.arriveAndDeregister();
                        },
                        e -> {
                            places.addAndGet(-free);
                            underWay.arriveAndDeregister();
                        });
    }

    private void send(OutgoingMessage claimed, AtomicInteger places, Claims.Claim claim) {
        underWay.register();
        Span span = TracedWork.begin("send message", claimed.traceparent())
                .setAttribute("tidewatch.message.id", claimed.id().toString())
                .setAttribute("tidewatch.channel", claimed.channel().name())
                .setAttribute("tidewatch.attempt", (long) claimed.attempt());
        OutgoingMessage message = claimed.tracedBy(Traceparent.of(span));
        Uni.createFrom()
                .deferred(() -> channels.get(message.channel()).send(message, claim::holds))
                .onFailure()
                .recoverWithItem(e -> {
                    try (Scope inTrace = TracedWork.logged(span)) {
                        LOG.errorf(e, "Message %s could not be sent", message.id());
                    }
                    return new DeliveryOutcome.Retry(
                            "Internal error: " + e.getClass().getSimpleName());
                })
                .invoke(outcome -> {
                    counters.add(message.channel(), outcome);
                    span.setAttribute("tidewatch.outcome", outcome.getClass().getSimpleName());
                })
                .flatMap(outcome -> settled(message, outcome))
                .onTermination()
                .invoke((done, failure, cancelled) -> {
                    TracedWork.end(span, failure);
                    claims.end(claim);
                    places.decrementAndGet();
                    underWay.arriveAndDeregister();
                })
                .subscribe()
                .with(
                        done -> {},
                        e -> LOG.warnf(
                                "Failed to store the outcome of message %s, which will be sent again: %s",
                                message.id(), e));
    }

    // A locked row or a database that restarts must not cause a mail to be sent twice. When the claim expires
    // meanwhile, the outcome is stored all the same unless another replica has taken the message over.
    private Uni<Void> settled(OutgoingMessage message, DeliveryOutcome outcome) {
        return Uni.createFrom()
                .deferred(() -> queue.settle(message, outcome))
                .onFailure()
                .retry()
                .withBackOff(config.firstPause().dividedBy(5), config.firstPause())
                .expireIn(config.claim().multipliedBy(STORED_WITHIN).toMillis());
    }
}
