package io.tidewatch.ingestion.history;

/**
 * How the usage of accounts is read.
 *
 * @param packed whether what is packed is read, with the rows after it; false reads all rows themselves
 * @param packThrough packs the usage of accounts that have many rows which are not packed yet, up to this batch, which had ended before the
 *     transaction began, like all before it; null packs nothing
 */
public record UsageReading(boolean packed, Integer packThrough) {

    /** Reads what is packed. */
    public static final UsageReading PACKED = new UsageReading(true, null);

    /** Reads the rows, to compare. */
    public static final UsageReading ROWS = new UsageReading(false, null);

    /** Reads what is packed, and packs more; nothing while a batch is at work, when null is given. */
    public static UsageReading packing(Integer endedBatch) {
        return new UsageReading(true, endedBatch);
    }
}
