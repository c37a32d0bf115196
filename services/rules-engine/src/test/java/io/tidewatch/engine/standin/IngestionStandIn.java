package io.tidewatch.engine.standin;

import io.tidewatch.testsuite.FeedStandIn;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Stands in for account-ingestion: its feed, and what it does with catalogues. */
public final class IngestionStandIn extends FeedStandIn {

    private final List<String> catalogues = new CopyOnWriteArrayList<>();
    private volatile String catalogueState = "READY";

    IngestionStandIn() {
        serve("/v1/catalogues/", call -> {
            String hash = call.exchange().getRequestURI().getPath().substring("/v1/catalogues/".length());
            catalogues.add(hash);
            return catalogueState.equals("REFUSED")
                    ? new Answer(422, JSON.createObjectNode().put("type", "/problems/catalogue-refused"))
                    : new Answer(
                            200,
                            JSON.createObjectNode()
                                    .put("hash", hash)
                                    .put("state", catalogueState)
                                    .put("accountsDone", 0)
                                    .put("accountsTotal", 0));
        });
    }

    /** What it answers when a catalogue is handed over: READY, COMPUTING or REFUSED. */
    public void catalogues(String state) {
        catalogueState = state;
    }

    /** The hashes that were handed over, in order. */
    public List<String> cataloguesSeen() {
        return List.copyOf(catalogues);
    }
}
