package io.tidewatch.dispatch.standin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidewatch.testsuite.FeedStandIn;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Stands in for account-ingestion: seven suggestions for every account. */
public final class AccountIngestionStandIn extends FeedStandIn {

    private final List<String> asked = new CopyOnWriteArrayList<>();

    AccountIngestionStandIn() {
        serve("/v1/accounts/", call -> {
            asked.add(call.exchange().getRequestURI().getRawPath());
            ObjectNode answer = JSON.createObjectNode().put("accountId", "any").put("asOf", "2026-12-01");
            answer.putArray("missing");
            ArrayNode items = answer.putArray("items");
            for (int number = 1; number <= 7; number++) {
                items.addObject()
                        .put("type", "FEATURE")
                        .put("subject", "Feature " + number)
                        .put("reason", "Nobody uses it.")
                        .putArray("records");
            }
            return new Answer(200, answer);
        });
    }

    /** The paths that were asked for. */
    public List<String> asked() {
        return List.copyOf(asked);
    }
}
