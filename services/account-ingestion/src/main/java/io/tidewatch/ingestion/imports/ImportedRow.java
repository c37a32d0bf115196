package io.tidewatch.ingestion.imports;

import java.util.List;

/**
 * A row of a file that was understood, before it is known whether its account exists.
 *
 * @param line line of the file on which it starts
 * @param externalId its id in the source
 * @param account external id of its account; null when it comes through a contract period
 * @param period external id of its contract period; null when the account is named
 * @param values per field of the kind the text to cast to the column's type; null for none
 * @param attributes what is kept without being understood, as JSON
 * @param contentHash of all of it
 */
record ImportedRow(
        long line,
        String externalId,
        String account,
        String period,
        List<String> values,
        String attributes,
        String contentHash) {}
