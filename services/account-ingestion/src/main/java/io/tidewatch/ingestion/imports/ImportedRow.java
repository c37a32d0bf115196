package io.tidewatch.ingestion.imports;

import java.util.ArrayList;
import java.util.List;

/**
 * A row of a file whose cells are valid, before its account is looked up.
 *
 * @param line line of the file on which it starts
 * @param id key in the table: canonical id of an account, {@link UsageId} of usage, else "source:external id"
 * @param externalId its id in the source
 * @param account external id of its account; {@link #NO_ACCOUNT} if it belongs to none, null when the account is that of a
 *     contract period
 * @param period external id of its contract period; null when the account is named
 * @param values per field of the kind the text of its value, as {@link FieldReader} gives it; null for none
 * @param attributes custom attributes, as JSON
 * @param contentHash of account, period, values and attributes; null for usage, which is compared by its columns
 * @param rounded whether an amount was rounded to the minor units of its currency
 */
record ImportedRow(
        long line,
        Object id,
        String externalId,
        String account,
        String period,
        List<String> values,
        String attributes,
        String contentHash,
        boolean rounded) {

    /** The account of rows without one; no id is empty. */
    static final String NO_ACCOUNT = "";

    /** The same row with another value of a field; its hash is that of what the file said. */
    ImportedRow with(int field, String value) {
        List<String> changed = new ArrayList<>(values);
        changed.set(field, value);
        return new ImportedRow(line, id, externalId, account, period, changed, attributes, contentHash, rounded);
    }
}
