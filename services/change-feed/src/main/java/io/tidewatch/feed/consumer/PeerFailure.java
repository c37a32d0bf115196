package io.tidewatch.feed.consumer;

/** The provider could not be reached. */
final class PeerFailure extends RuntimeException {

    PeerFailure(Throwable cause) {
        super(cause);
    }
}
