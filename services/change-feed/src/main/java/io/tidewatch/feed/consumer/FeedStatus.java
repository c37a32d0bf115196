package io.tidewatch.feed.consumer;

/** How a consumer stands to the feed it follows. */
public enum FeedStatus {
    /** All that the provider had some seconds ago is applied. */
    CAUGHT_UP,
    /** There may be changes that are not applied yet; also at the start and while no lease is held. */
    CATCHING_UP,
    /** The provider cannot be asked; what is known is what was known before. */
    PEER_UNREACHABLE
}
