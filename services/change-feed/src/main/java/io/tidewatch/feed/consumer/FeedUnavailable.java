package io.tidewatch.feed.consumer;

/** A provider answered, but not with what it was asked for. */
public final class FeedUnavailable extends RuntimeException {

    private final int status;

    /**
     * @param request what was asked
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
