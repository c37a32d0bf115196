package io.tidewatch.feed.consumer;

/** The provider could not be asked. */
final class PeerFailure extends RuntimeException {

    PeerFailure(Throwable cause) {
        super(cause);
    }
}
