package io.tidewatch.dispatch.delivery;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.tidewatch.dispatch.DispatchConfig;
import io.tidewatch.dispatch.StartOrder;
import io.tidewatch.dispatch.message.Channel;
import io.tidewatch.dispatch.message.MessageStore;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
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

    private final DeliveryQueue queue;
    private final MessageStore messages;
    private final DeliveryConfig config;
    private final String instance;
    private final Polling polling;
    private final MeterRegistry meters;
    private final Map<Channel, MessageChannel> channels = new EnumMap<>(Channel.class);
    private final Map<Channel, AtomicInteger> busy = new EnumMap<>(Channel.class);
    private final AtomicBoolean queueing = new AtomicBoolean();
    private volatile Cancellable looking = () -> {};

    public DeliveryWorker(
            DeliveryQueue queue,
            MessageStore messages,
            DeliveryConfig config,
            DispatchConfig dispatch,
            Polling polling,
            MeterRegistry meters,
            Instance<MessageChannel> channels) {
        this.queue = queue;
        this.messages = messages;
        this.config = config;
        this.instance = dispatch.instanceId();
        this.polling = polling;
        this.meters = meters;
        channels.forEach(channel -> this.channels.put(channel.channel(), channel));
        this.channels.keySet().forEach(channel -> busy.put(channel, new AtomicInteger()));
    }

    void start(@Observes @Priority(StartOrder.WORK) StartupEvent event) {
        looking = polling.begin(queue.release(instance), () -> {
            queueHeld();
            channels.keySet().forEach(this::look);
        });
    }

    void stop(@Observes ShutdownEvent event) {
        looking.cancel();
    }

    private void queueHeld() {
        if (queueing.compareAndSet(false, true)) {
            messages.queueHeld()
                    .onTermination()
                    .invoke(() -> queueing.set(false))
                    .subscribe()
                    .with(done -> {}, e -> LOG.warnf("Failed to queue held messages, will retry: %s", e.getMessage()));
        }
    }

    private void look(Channel channel) {
        AtomicInteger places = busy.get(channel);
        int free = config.atATime() - places.get();
        if (free <= 0) {
            return;
        }
        places.addAndGet(free);
        queue.claim(instance, channel, free, config.claim())
                .onFailure()
                .recoverWithItem(e -> {
                    LOG.warnf("Failed to claim messages, will retry: %s", e.getMessage());
                    return List.of();
                })
                .subscribe()
                .with(
                        claimed -> {
                            places.addAndGet(claimed.size() - free);
                            claimed.forEach(message -> send(message, places));
                        },
                        e -> places.addAndGet(-free));
    }

    private void send(OutgoingMessage message, AtomicInteger places) {
        Uni.createFrom()
                .deferred(() -> channels.get(message.channel()).send(message))
                .onFailure()
                .recoverWithItem(e -> {
                    LOG.errorf(e, "Message %s could not be sent", message.id());
                    return new DeliveryOutcome.Retry(
                            "Internal error: " + e.getClass().getSimpleName());
                })
                .invoke(outcome -> count(message, outcome))
                .flatMap(outcome -> settled(message, outcome))
                .onTermination()
                .invoke(places::decrementAndGet)
                .subscribe()
                .with(
                        done -> {},
                        e -> LOG.warnf(
                                "Failed to store the outcome of message %s, which will be sent again: %s",
                                message.id(), e.getMessage()));
    }

    private void count(OutgoingMessage message, DeliveryOutcome outcome) {
        meters.counter(
                        "tidewatch.deliveries",
                        "channel",
                        message.channel().name(),
                        "outcome",
                        outcome.getClass().getSimpleName())
                .increment();
    }

    // A locked row or a database that restarts must not cause a mail to be sent twice.
    private Uni<Void> settled(OutgoingMessage message, DeliveryOutcome outcome) {
        return Uni.createFrom()
                .deferred(() -> queue.settle(message, outcome))
                .onFailure()
                .retry()
                .withBackOff(config.firstPause().dividedBy(5), config.firstPause())
                .expireIn(config.claim().dividedBy(3).toMillis());
    }
}
