package io.tidewatch.engine.standin;

/** The stand-ins of the peers, one each per process. */
public final class Peers {

    private static FeedStandIn ingestion;
    private static FeedStandIn dispatch;

    private Peers() {}

    /** Stands in for account-ingestion. */
    public static synchronized FeedStandIn ingestion() {
        if (ingestion == null) {
            ingestion = start("tidewatch.test.ingestion");
        }
        return ingestion;
    }

    /** Stands in for notification-dispatch. */
    public static synchronized FeedStandIn dispatch() {
        if (dispatch == null) {
            dispatch = start("tidewatch.test.dispatch");
        }
        return dispatch;
    }

    private static FeedStandIn start(String property) {
        // Quarkus may load this class anew for another application; the server before holds the port.
        Object before = System.getProperties().get(property + ".server");
        if (before instanceof AutoCloseable server) {
            try {
                server.close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
        FeedStandIn started = new FeedStandIn(Integer.getInteger(property));
        System.getProperties().put(property + ".server", started);
        return started;
    }
}
