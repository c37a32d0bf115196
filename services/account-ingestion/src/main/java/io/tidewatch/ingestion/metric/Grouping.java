package io.tidewatch.ingestion.metric;

import io.tidewatch.metric.history.AccountHistory;
import io.tidewatch.metric.language.Vocabulary;
import io.tidewatch.problem.Problem.Fault;
import io.tidewatch.problem.ProblemException;
import io.tidewatch.spelling.Spelling;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What accounts are grouped by, or chosen by. Attributes are those of the day that counts for the metric; an account without a
 * value belongs to the group of the empty text.
 *
 * @param word as a question names it: a word, or {@code attribute:} and the name of a field of accounts
 * @param field the field; null for what follows from other records
 */
record Grouping(String word, String field) {

    /** Each account on its own. */
    static final String ACCOUNT = "ACCOUNT";

    /** The CSM's mail address, in small letters. */
    static final String CSM = "CSM";

    /** The month in which the account became a customer for the first time. */
    private static final String COHORT = "COHORT";
    /** The topmost account of the tree that the account belongs to. */
    private static final String PARENT = "PARENT";

    private static final String ATTRIBUTE = "attribute:";
    /** The words for fields. */
    private static final Map<String, String> FIELDS = new TreeMap<>(Map.of(
            "SEGMENT",
            "segment",
            "TIER",
            "tier",
            "BUSINESS_MODEL",
            "businessModel",
            "LIFECYCLE_STAGE",
            "lifecycleStage",
            "INDUSTRY",
            "industry",
            "COUNTRY",
            "country",
            "REGION",
            "region",
            "CHANNEL",
            "channel",
            CSM,
            "csmEmail"));

    /**
     * What a question means.
     *
     * @param pointer the place in the question
     * @return fails with {@code grouping-unknown}
     */
    static Grouping of(String word, Vocabulary vocabulary, String pointer) {
        if (Set.of(ACCOUNT, COHORT, PARENT).contains(word)) {
            return new Grouping(word, null);
        }
        Set<String> fields = vocabulary.kind(Vocabulary.ACCOUNT).fields().keySet();
        String field = word.startsWith(ATTRIBUTE) ? word.substring(ATTRIBUTE.length()) : FIELDS.get(word);
        if (field != null && fields.contains(field)) {
            return new Grouping(word, field);
        }
        String suggestion = Spelling.closest(
                word,
                Stream.of(
                                Stream.of(ACCOUNT, COHORT, PARENT),
                                FIELDS.keySet().stream(),
                                fields.stream().map(ATTRIBUTE::concat))
                        .flatMap(all -> all)
                        .toList());
        String detail = "\"" + word + "\" is not something that accounts can be grouped by"
                + (suggestion == null ? "." : "; did you mean \"" + suggestion + "\"?");
        throw new ProblemException(
                MetricProblem.GROUPING_UNKNOWN, detail, List.of(new Fault(pointer, null, detail, suggestion)));
    }

    boolean isAccount() {
        return word.equals(ACCOUNT);
    }

    /** Whether it depends on other accounts, too. */
    boolean isParent() {
        return word.equals(PARENT);
    }

    /** The group that an account belongs to on a day on which it has attributes. */
    String of(AccountHistory history, LocalDate day, Ancestors ancestors) {
        return switch (word) {
            case ACCOUNT -> history.accountId();
            case COHORT -> PaidRevenue.cohort(history);
            case PARENT -> ancestors.topOf(history, day);
            default -> {
                int version = history.attributesOn(Math.toIntExact(day.toEpochDay()));
                String value = history.text(Vocabulary.ACCOUNT, version, field);
                yield value == null ? "" : value;
            }
        };
    }
}
