package io.tidewatch.dispatch.delivery;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.tidewatch.dispatch.DispatchConfig;
import io.tidewatch.dispatch.StartOrder;
import io.tidewatch.dispatch.message.Channel;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/**
 * Sends what is due. Each channel has a number of places; a slow mail server keeps the places of mails busy, never
 * those of the CRM.
 */
@ApplicationScoped
public class DeliveryWorker {

    private static final Logger LOG = Logger.getLogger(DeliveryWorker.class);

    private final DeliveryQueue queue;
    private final DeliveryConfig config;
    private final String instance;
    private final Polling polling;
    private final MeterRegistry meters;
    private final Map<Channel, MessageChannel> channels = new EnumMap<>(Channel.class);
    private final Map<Channel, AtomicInteger> busy = new EnumMap<>(Channel.class);
    private volatile Cancellable looking = () -> {};

    /** For the container. */
    public DeliveryWorker(
            DeliveryQueue queue,
            DeliveryConfig config,
            DispatchConfig dispatch,
            Polling polling,
            MeterRegistry meters,
            Instance<MessageChannel> channels) {
        this.queue = queue;
        this.config = config;
        this.instance = dispatch.instanceId();
        this.polling = polling;
        this.meters = meters;
        channels.forEach(channel -> this.channels.put(channel.channel(), channel));
        this.channels.keySet().forEach(channel -> busy.put(channel, new AtomicInteger()));
    }

    void start(@Observes @Priority(StartOrder.WORK) StartupEvent event) {
        looking = polling.begin(queue.release(instance), () -> channels.keySet().forEach(this::look));
    }

    void stop(@Observes ShutdownEvent event) {
        looking.cancel();
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
                    LOG.warnf("Messages cannot be claimed now: %s", e.getMessage());
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
                            "A fault of ours: " + e.getClass().getSimpleName());
                })
                .invoke(outcome -> count(message, outcome))
                .flatMap(outcome -> settled(message, outcome))
                .onTermination()
                .invoke(places::decrementAndGet)
                .subscribe()
                .with(
                        done -> {},
                        e -> LOG.warnf(
                                "The outcome of message %s could not be stored, it will be sent again: %s",
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

    // A row that somebody holds, or a database that starts again, is no reason to send a mail twice.
    private Uni<Void> settled(OutgoingMessage message, DeliveryOutcome outcome) {
        return Uni.createFrom()
                .deferred(() -> queue.settle(message, outcome))
                .onFailure()
                .retry()
                .withBackOff(config.firstPause().dividedBy(5), config.firstPause())
                .expireIn(config.claim().dividedBy(3).toMillis());
    }
}
