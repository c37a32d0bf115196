package io.tidewatch.ingestion.suggestion;

import java.util.List;

/**
 * Something to talk about with a customer.
 *
 * @param subject name of the feature or product; headline of the story
 * @param reason why, in a sentence for people
 * @param records the records behind it
 */
record Suggestion(Type type, String subject, String reason, List<Source> records) {

    /** What is suggested. */
    enum Type {
        /** To use a feature. */
        FEATURE,
        /** To buy a product. */
        PRODUCT,
        /** To hear of another customer. */
        STORY
    }

    /**
     * A record.
     *
     * @param accountId the account it belongs to, see {@link io.tidewatch.ingestion.history.HistoryScope#NO_ACCOUNT}
     */
    record Source(String accountId, String kind, String id) {}

    /**
     * The suggestions for an account, the most pressing first.
     *
     * @param missing what is not known, in sentences
     */
    record Found(List<Suggestion> suggestions, List<String> missing) {}
}
