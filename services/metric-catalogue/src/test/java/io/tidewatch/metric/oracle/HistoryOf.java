package io.tidewatch.metric.oracle;

import io.tidewatch.metric.history.AccountHistory;
import io.tidewatch.metric.history.CoveredDays;
import io.tidewatch.metric.history.Dictionary;
import io.tidewatch.metric.history.HistoryBuilder;
import io.tidewatch.metric.language.Vocabulary;
import java.time.LocalDate;

/** Makes the history of an account that is given as plain records. */
public final class HistoryOf {
    private HistoryOf() {}

    /** The history; texts are numbered in the dictionary. */
    public static AccountHistory account(Vocabulary vocabulary, Dictionary dictionary, PlainAccount account) {
        return account(vocabulary, dictionary, account, null);
    }

    /** The history of one without sign-up and contract that begins with a record that it does not hold; null for no such record. */
    static AccountHistory account(
            Vocabulary vocabulary, Dictionary dictionary, PlainAccount account, LocalDate firstRecord) {
        HistoryBuilder builder = new HistoryBuilder(vocabulary, dictionary, account.id()).firstRecord(firstRecord);
        account.records().forEach(builder::add);
        account.attributes().forEach(builder::attributes);
        account.covered()
                .forEach((kind, days) -> builder.covered(
                        kind,
                        new CoveredDays(
                                Math.toIntExact(days.from().toEpochDay()),
                                Math.toIntExact(days.through().toEpochDay()),
                                null)));
        return builder.build(account.horizon());
    }
}
