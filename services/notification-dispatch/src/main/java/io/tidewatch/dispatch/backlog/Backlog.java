package io.tidewatch.dispatch.backlog;

import io.tidewatch.access.StoredGauge;
import io.tidewatch.access.StoredGauges;
import io.tidewatch.dispatch.message.Channel;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** What waits to be sent, and what was given up. */
@ApplicationScoped
class Backlog implements StoredGauges {

    /** A channel without messages is shown, too. */
    private static final String CHANNELS = Arrays.stream(Channel.values())
            .map(channel -> "('" + channel + "')")
            .collect(Collectors.joining(", ", "(values ", ") as c (channel)"));

    private static final String WAITING = """
            select c.channel, (select count(*) from (
                select from message where channel = c.channel and state = 'WAITING' limit 10000) m)
            from %s
            """.formatted(CHANNELS);

    // Since they were queued: after a try in vain a message is due later, and waits all the same.
    private static final String WAITING_SECONDS = """
            select c.channel, extract(epoch from clock_timestamp() - (
                select queued_at from message where channel = c.channel and state = 'WAITING'
                order by queued_at limit 1))::float8
            from %s
            """.formatted(CHANNELS);

    private static final String DEAD = """
            select c.channel, (select count(*) from (
                select from message
                where channel = c.channel and state = 'FAILED'
                  and next_attempt_at > clock_timestamp() - interval '7 days' limit 10000) m)
            from %s
            """.formatted(CHANNELS);

    // The oldest ones were tried most often, so their next try is among the last ones.
    private static final String UNROUTED_SECONDS = """
            select extract(epoch from business_now() - min(received_at))::float8
            from (select received_at from action where state = 'WAITING'
                  order by next_attempt_at desc limit 1000) a
            """;

    @Override
    public List<StoredGauge> gauges() {
        return List.of(
                StoredGauge.number(
                        "tidewatch.messages.waiting",
                        "Messages that wait to be delivered, also those tried in vain, counted up to 10000",
                        WAITING),
                StoredGauge.age(
                        "tidewatch.messages.waiting.seconds",
                        "How long the oldest of these messages has waited",
                        WAITING_SECONDS),
                StoredGauge.number(
                        "tidewatch.messages.dead",
                        "Messages given up within the last seven days, counted up to 10000",
                        DEAD),
                StoredGauge.age(
                        "tidewatch.actions.unrouted.seconds",
                        "How long the oldest action has waited to become messages",
                        UNROUTED_SECONDS));
    }
}
