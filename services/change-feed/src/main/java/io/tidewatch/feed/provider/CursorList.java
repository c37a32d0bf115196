package io.tidewatch.feed.provider;

import io.tidewatch.feed.Cursor;
import java.util.List;

/**
 * The newest place of every partition, as in the contract.
 *
 * @param items one cursor per partition
 */
public record CursorList(List<Cursor> items) {}
