package io.tidewatch.ingestion.metric;

import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.stream.Stream;

/**
 * What is asked about a portfolio.
 *
 * @param metrics ids
 * @param asOf the day of the values
 * @param from the earlier day; null for the window of each definition
 * @param knownAt leaves out what became known later; null for nothing
 * @param catalogueHash who defines the metrics; null for the newest that is ready
 * @param groupBy up to two groupings
 * @param separately whether each grouping stands on its own, beside all accounts, instead of all groupings together
 * @param accountIds only these; null or empty for all
 * @param segment only accounts of it; null for all
 * @param csm only accounts of this CSM; null for all
 * @param after by ACCOUNT, only accounts after this one; null for the first page
 * @param limit by ACCOUNT, how many accounts a page has; null for as many as an answer may have
 */
record MetricQuestion(
        List<String> metrics,
        LocalDate asOf,
        LocalDate from,
        OffsetDateTime knownAt,
        String catalogueHash,
        List<Grouping> groupBy,
        boolean separately,
        List<String> accountIds,
        String segment,
        String csm,
        String after,
        Integer limit) {

    /** The groupings of the answer, each by nothing, one or two attributes. */
    List<List<Grouping>> groupings() {
        return separately
                ? Stream.concat(Stream.of(List.<Grouping>of()), groupBy.stream().map(List::of))
                        .toList()
                : List.of(groupBy);
    }

    /** By what values are grouped. Attributes are those of the day that counts for the metric. */
    enum Grouping {
        SEGMENT("segment"),
        BUSINESS_MODEL("business_model"),
        LIFECYCLE_STAGE("lifecycle_stage"),
        INDUSTRY("industry"),
        COUNTRY("country"),
        CSM("csm_email"),
        /** The month in which the account became a customer for the first time. */
        COHORT(null),
        /** Each account on its own. */
        ACCOUNT("account_id");

        private final String column;

        Grouping(String column) {
            this.column = column;
        }

        /** The column of {@code account_groups}; null for one that follows from the contract periods. */
        String column() {
            return column;
        }
    }
}
