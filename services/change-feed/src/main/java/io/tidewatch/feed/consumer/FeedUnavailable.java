package io.tidewatch.feed.consumer;

/** A provider answered with an error or an unexpected status. */
public final class FeedUnavailable extends RuntimeException {

    private final int status;

    /**
     * @param request the request, for the message
     * @param status  the HTTP status of the answer
     */
    public FeedUnavailable(String request, int status) {
        super(request + " was answered with status " + status);
        this.status = status;
    }

    /** The HTTP status of the answer. */
    public int status() {
        return status;
    }
}
