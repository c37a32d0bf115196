package io.tidewatch.dispatch.suggestion;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import io.tidewatch.access.ServiceToken;
import io.tidewatch.dispatch.client.engine.model.ActionChange;
import io.tidewatch.dispatch.client.ingestion.model.Suggestion;
import io.vertx.ext.web.client.WebClientOptions;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.ext.web.client.HttpResponse;
import io.vertx.mutiny.ext.web.client.WebClient;
import io.vertx.mutiny.uritemplate.UriTemplate;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import org.jboss.logging.Logger;

/** Asks account-ingestion what to suggest to a customer, for the messages that list it. Never call it inside a transaction. */
@ApplicationScoped
public class AccountSuggestions {

    private static final Logger LOG = Logger.getLogger(AccountSuggestions.class);

    /** A text with more of them is a report. */
    private static final int MOST = 5;

    private static final Duration ANSWER = Duration.ofSeconds(3);

    /** A message without suggestions is better than one that comes too late. */
    private static final int TRIES = 5;

    private final ServiceToken token;
    private final ObjectMapper json;
    private final WebClient client;
    private final UriTemplate address;

    AccountSuggestions(SuggestionsConfig config, Vertx vertx, ServiceToken token, ObjectMapper json) {
        this.token = token;
        this.json = json;
        this.client = WebClient.create(
                vertx,
                new WebClientOptions()
                        .setConnectTimeout((int) ANSWER.toMillis())
                        .setFollowRedirects(false));
        this.address =
                UriTemplate.of(config.url().toString().replaceAll("/+$", "") + "/v1/accounts/{accountId}/suggestions");
    }

    /**
     * The first five suggestions for the account of an action; none for a text that does not list them.
     *
     * @param attempt which try to write the messages of the action this is, from 1
     * @return fails while account-ingestion does not answer; from the fifth try on it is empty then
     */
    public Uni<List<Suggestion>> of(ActionChange action, int attempt) {
        if (!Boolean.TRUE.equals(action.getListsSuggestions())) {
            return Uni.createFrom().item(List.of());
        }
        String accountId = action.getAccount().getId();
        return token.bearer()
                .flatMap(bearer -> client.getAbs(address)
                        .setTemplateParam("accountId", accountId)
                        .bearerTokenAuthentication(bearer)
                        .timeout(ANSWER.toMillis())
                        .send())
                // Also covers an answer that begins and never ends.
                .ifNoItem()
                .after(ANSWER.plusSeconds(1))
                .fail()
                .map(this::read)
                .onFailure(failure -> attempt >= TRIES)
                .recoverWithItem(failure -> {
                    LOG.warnf(
                            "The messages of action %s list no suggestions, because account-ingestion did not answer: %s",
                            action.getId(), failure);
                    return List.of();
                });
    }

    private List<Suggestion> read(HttpResponse<Buffer> answer) {
        if (answer.statusCode() == 404) {
            return List.of();
        }
        if (answer.statusCode() != 200) {
            throw new IllegalStateException("account-ingestion answered " + answer.statusCode());
        }
        try {
            return json
                    .readValue(
                            answer.bodyAsString(),
                            io.tidewatch.dispatch.client.ingestion.model.AccountSuggestions.class)
                    .getItems()
                    .stream()
                    .limit(MOST)
                    .toList();
        } catch (JsonProcessingException unreadable) {
            throw new IllegalStateException("The answer of account-ingestion could not be read", unreadable);
        }
    }
}
