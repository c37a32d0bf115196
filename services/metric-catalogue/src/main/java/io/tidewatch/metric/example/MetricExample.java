package io.tidewatch.metric.example;

import io.tidewatch.metric.history.AccountRecord;
import io.tidewatch.metric.history.CoveredDays;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;

/**
 * What an analyst expects of a metric for some records.
 *
 * @param file where it is written
 * @param line its first line
 * @param name what it shows
 * @param metric id
 * @param from the earlier day; null for the period of the metric
 * @param accounts one account, or the members of a group
 * @param group whether the figure of all accounts together is expected, and not the value of the only one
 * @param withoutAccount records without an account, which figures of the whole portfolio may count
 * @param rates records of rates of exchange
 */
record MetricExample(
        String file,
        int line,
        String name,
        String metric,
        LocalDate asOf,
        LocalDate from,
        List<Account> accounts,
        boolean group,
        List<AccountRecord> withoutAccount,
        List<AccountRecord> rates,
        Expected expected) {

    /**
     * An account of an example.
     *
     * @param covered what is covered of each kind; a kind that is not named is covered always
     */
    record Account(Map<String, Object> attributes, List<AccountRecord> records, Map<String, CoveredDays> covered) {}

    /**
     * What is expected; what is null or missing is not looked at.
     *
     * @param value in the unit of the metric, money in major units
     * @param currency of an amount
     * @param state when there is no value
     * @param measures by name; a null value means that the measure has none
     * @param labels values of the parts that the metric is split into
     * @param leftOut how many accounts of a group have no value because something is unknown
     */
    record Expected(
            BigDecimal value,
            String currency,
            String state,
            String band,
            Map<String, BigDecimal> measures,
            Map<String, BigDecimal> labels,
            Integer leftOut) {}
}
