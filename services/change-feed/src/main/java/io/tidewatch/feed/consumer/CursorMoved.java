package io.tidewatch.feed.consumer;

/** The stored cursor is no longer the one that was read: the changes were applied already, or a rebuild was requested. */
final class CursorMoved extends RuntimeException {}
