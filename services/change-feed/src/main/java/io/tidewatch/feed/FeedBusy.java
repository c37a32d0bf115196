package io.tidewatch.feed;

/** Too many requests are waiting for changes; the caller must retry later. The HTTP status is 429. */
public final class FeedBusy extends RuntimeException {

    /** @param waiting how many requests are waiting */
    public FeedBusy(int waiting) {
        super(waiting + " requests are already waiting for changes");
    }
}
