package io.tidewatch.ingestion.values;

/**
 * The values of an account, and what is stored with them.
 *
 * @param version of what was published last
 * @param catalogueHash of the newest catalogue whose values they are
 */
public record StoredRow(AccountRow row, long version, String catalogueHash) {}
