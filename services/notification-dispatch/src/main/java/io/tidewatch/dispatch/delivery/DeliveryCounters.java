package io.tidewatch.dispatch.delivery;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.tidewatch.dispatch.message.Channel;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.EnumMap;
import java.util.Map;

/** Counts the tries to deliver a message, by channel and result. */
// A counter is there from the start: one that begins with its first event hides that event from increase().
@Startup
@ApplicationScoped
class DeliveryCounters {

    private record OfChannel(Counter delivered, Counter retry, Counter rejected) {}

    private final Map<Channel, OfChannel> counters = new EnumMap<>(Channel.class);

    DeliveryCounters(MeterRegistry meters) {
        for (Channel channel : Channel.values()) {
            counters.put(
                    channel,
                    new OfChannel(
                            counter(meters, channel, "delivered"),
                            counter(meters, channel, "retry"),
                            counter(meters, channel, "rejected")));
        }
    }

    private static Counter counter(MeterRegistry meters, Channel channel, String result) {
        return Counter.builder("tidewatch.deliveries")
                .description("Tries to deliver a message: delivered, to be tried again, or rejected for good")
                .tag("channel", channel.name())
                .tag("result", result)
                .register(meters);
    }

    /** Adds the outcome of a try. */
    void add(Channel channel, DeliveryOutcome outcome) {
        OfChannel of = counters.get(channel);
        Counter counter =
                switch (outcome) {
                    case DeliveryOutcome.Delivered d -> of.delivered();
                    case DeliveryOutcome.Retry r -> of.retry();
                    case DeliveryOutcome.Rejected r -> of.rejected();
                };
        counter.increment();
    }
}
