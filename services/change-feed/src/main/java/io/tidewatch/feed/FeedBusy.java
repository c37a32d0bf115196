package io.tidewatch.feed;

/** Too many requests wait for changes already; ask again later. On the wire: 429. */
public final class FeedBusy extends RuntimeException {

    /** @param waiting how many requests wait */
    public FeedBusy(int waiting) {
        super(waiting + " requests wait for changes already");
    }
}
