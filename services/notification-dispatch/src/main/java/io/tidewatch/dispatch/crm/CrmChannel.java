package io.tidewatch.dispatch.crm;

import io.smallrye.mutiny.Uni;
import io.tidewatch.dispatch.delivery.DeliveryOutcome;
import io.tidewatch.dispatch.delivery.DeliveryOutcome.Delivered;
import io.tidewatch.dispatch.delivery.DeliveryOutcome.Rejected;
import io.tidewatch.dispatch.delivery.DeliveryOutcome.Retry;
import io.tidewatch.dispatch.delivery.MessageChannel;
import io.tidewatch.dispatch.delivery.OutgoingMessage;
import io.tidewatch.dispatch.message.Channel;
import io.tidewatch.problem.FailureText;
import io.vertx.ext.web.client.WebClientOptions;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.ext.web.client.HttpResponse;
import io.vertx.mutiny.ext.web.client.WebClient;
import io.vertx.mutiny.ext.web.codec.BodyCodec;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/** Posts to the CRM by Standard Webhooks 1.0: one id for all tries, a timestamp and a signature for each. */
@ApplicationScoped
public class CrmChannel implements MessageChannel {

    private static final Logger LOG = Logger.getLogger(CrmChannel.class);

    private final CrmConfig config;
    private final WebhookSignature signature;
    private final WebClient client;
    private final Clock clock;

    public CrmChannel(CrmConfig config, Vertx vertx, Clock clock) {
        this.config = config;
        this.signature = new WebhookSignature(config.secret());
        this.clock = clock;
        this.client = WebClient.create(
                vertx,
                new WebClientOptions()
                        .setFollowRedirects(false)
                        .setUserAgent("Tidewatch")
                        .setConnectTimeout((int) config.timeout().toMillis()));
    }

    @Override
    public Channel channel() {
        return Channel.CRM;
    }

    @Override
    public Uni<DeliveryOutcome> send(OutgoingMessage message, BooleanSupplier claimHolds) {
        if (config.url().isEmpty()) {
            return Uni.createFrom()
                    .item(new Rejected("The endpoint of the CRM is not set (tidewatch.dispatch.crm.url)."));
        }
        return Uni.createFrom()
                .deferred(() -> post(config.url().get(), message))
                .ifNoItem()
                .after(config.timeout())
                .recoverWithItem(() -> new Retry(
                        "No complete answer within " + config.timeout().toSeconds() + " s."))
                .onFailure()
                .recoverWithItem(CrmChannel::unreachable);
    }

    private static DeliveryOutcome unreachable(Throwable failure) {
        LOG.warnf("The CRM cannot be reached: %s", failure);
        return new Retry("The CRM cannot be reached: " + FailureText.of(failure));
    }

    private Uni<DeliveryOutcome> post(URI url, OutgoingMessage message) {
        String body = message.content().text();
        long timestamp = clock.instant().getEpochSecond();
        return client.postAbs(url.toString())
                .putHeader("content-type", "application/json")
                .putHeader("webhook-id", message.messageId())
                .putHeader("webhook-timestamp", Long.toString(timestamp))
                .putHeader("webhook-signature", signature.sign(message.messageId(), timestamp, body))
                .timeout(config.timeout().toMillis())
                // Only the status counts; an endless body must not fill the memory.
                .as(BodyCodec.none())
                .sendBuffer(Buffer.buffer(body))
                .map(this::outcome);
    }

    private DeliveryOutcome outcome(HttpResponse<Void> response) {
        int status = response.statusCode();
        String said = "The CRM answered " + status + ".";
        if (status >= 200 && status < 300) {
            return new Delivered(said);
        }
        if (status < 400) {
            return new Retry(said + " Redirects are not followed; set the final address instead.");
        }
        if (status == 408 || status == 429 || status >= 500) {
            return new Retry(said, asked(response.getHeader("Retry-After")));
        }
        return new Rejected(said);
    }

    private Optional<Duration> asked(String retryAfter) {
        if (retryAfter == null || retryAfter.isBlank()) {
            return Optional.empty();
        }
        String wish = retryAfter.strip();
        if (wish.matches("\\d{1,9}")) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(wish)));
        }
        try {
            Instant until = ZonedDateTime.parse(wish, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            Duration pause = Duration.between(clock.instant(), until);
            return pause.isNegative() ? Optional.empty() : Optional.of(pause);
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
