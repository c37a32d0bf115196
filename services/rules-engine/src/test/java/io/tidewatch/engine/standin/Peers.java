package io.tidewatch.engine.standin;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.tidewatch.testsuite.FeedStandIn;
import java.util.Map;

/** Stand-ins for the peers of the service, and the settings that lead it to them and to the rules. */
public final class Peers implements QuarkusTestResourceLifecycleManager {

    private static IngestionStandIn ingestion;
    private static FeedStandIn dispatch;

    @Override
    public Map<String, String> start() {
        ingestion = new IngestionStandIn();
        dispatch = new FeedStandIn();
        return Map.of(
                "tidewatch.peers.account-ingestion.url",
                ingestion.url(),
                "tidewatch.peers.notification-dispatch.url",
                dispatch.url(),
                "tidewatch.judging.interval",
                "PT0.1S",
                "tidewatch.rules.interval",
                "PT0.1S",
                "tidewatch.portfolio.every",
                "PT0.2S",
                "tidewatch.portfolio.retry",
                "PT0.2S",
                "tidewatch.rules.folder",
                FixtureRules.folder().toString());
    }

    @Override
    public void stop() {
        ingestion.close();
        dispatch.close();
    }

    /** Stands in for account-ingestion. */
    public static IngestionStandIn ingestion() {
        return ingestion;
    }

    /** Stands in for notification-dispatch. */
    public static FeedStandIn dispatch() {
        return dispatch;
    }
}
