package io.tidewatch.feed.consumer;

/** The stored cursor is not the one that was read from: the changes were applied already, or a rebuild was asked for. */
final class CursorMoved extends RuntimeException {}
