package io.tidewatch.feed;

import java.util.List;

/**
 * One page of the present state of a partition.
 *
 * @param items entities in the order of the provider's paging key
 * @param next  the key to request the next page with; null on the last page
 */
public record SnapshotPage(List<SnapshotItem> items, String next) {

    public SnapshotPage {
        items = List.copyOf(items);
    }
}
