package io.tidewatch.ingestion.imports;

import java.util.List;

/**
 * Something about a finished file that its sender should look at although the rows were stored.
 *
 * @param type what was noticed; a job has at most one notice of each type
 * @param count how often
 * @param examples the first of them, at most {@value #MOST_EXAMPLES}; may be empty
 */
record ImportNotice(Type type, long count, List<String> examples) {

    /** How many examples a notice keeps; the count covers all. */
    static final int MOST_EXAMPLES = 10;

    /** What can be noticed. */
    enum Type {
        /** Columns of the file that no field of the mapping reads. */
        COLUMNS_NOT_USED("No field of the mapping reads these columns, and the mapping does not ignore them."),
        /** Amounts with more decimals than their currency has, or that divide into parts of a minor unit. */
        AMOUNTS_ROUNDED("Amounts were rounded half-even to the decimals of their currency (ISO 4217)."),
        /** Days without a period between two periods of one account. */
        ONE_DAY_GAPS(
                "Accounts have no contract period on the single day between two periods. Where the file's end dates are"
                        + " the last day of a period, set endDateIs to LAST_DAY in the mapping and import the file with"
                        + " corrections=true. Examples name account and day."),
        /** Paid periods of one account and product that share days. */
        PERIODS_OVERLAP(
                "Paid contract periods of one account and product (the plan) overlap, and the revenue of both counts"
                        + " on the shared days. Examples name account, period and first shared day."),
        /** More rejected and conflicting rows than are listed. */
        ROWS_NOT_LISTED("More rows were rejected or conflict than this installation lists; these are not listed."),
        /** Rows that make figures of their accounts unknown. */
        ROWS_NOT_SETTLED(
                "Rows were rejected or conflict with stored records. The figures of their accounts that need these records"
                        + " are unknown until the rows are imported correctly (conflicts with corrections=true), the records"
                        + " are PUT, or the rows are dismissed with PUT /v1/imports/{importId}/rows/dismissed."),
        /** The source does not count as complete because rows are missing. */
        COMPLETE_THROUGH_NOT_APPLIED(
                "completeThrough was not applied, because these rows were rejected or conflict with stored"
                        + " records. Send a file with the rows corrected (conflicts with corrections=true); if the rows may be"
                        + " missing, PUT /v1/sources/{source}/coverage/{kind}.");

        private final String detail;

        Type(String detail) {
            this.detail = detail;
        }

        /** The notice as sentences for the person who sent the file. */
        String detail() {
            return detail;
        }
    }

    /** A notice about named things; the count covers all, the examples are the first of them. */
    static ImportNotice of(Type type, List<String> all) {
        return new ImportNotice(
                type, all.size(), all.stream().limit(MOST_EXAMPLES).toList());
    }

    /** A notice that is only a number. */
    static ImportNotice of(Type type, long count) {
        return new ImportNotice(type, count, List.of());
    }
}
