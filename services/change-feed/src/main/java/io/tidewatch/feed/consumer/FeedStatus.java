package io.tidewatch.feed.consumer;

/** The status of a consumer towards the feed it follows. */
public enum FeedStatus {
    /** Everything that the provider had some seconds ago is applied. */
    CAUGHT_UP,
    /** There may be changes that are not applied yet; also at the start and while no lease is held. */
    CATCHING_UP,
    /** The provider cannot be reached; the applied state may be out of date. */
    PEER_UNREACHABLE
}
