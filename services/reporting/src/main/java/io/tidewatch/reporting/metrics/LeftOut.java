package io.tidewatch.reporting.metrics;

import io.tidewatch.money.Money;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Accounts that a figure does not include, for one reason.
 *
 * @param reason   why, in a sentence
 * @param accounts how many, at least one
 * @param revenue  their annual recurring revenue as far as it is known, minor units by currency; empty when none is
 */
public record LeftOut(String reason, long accounts, SortedMap<String, Long> revenue) {

    public LeftOut {
        revenue = Collections.unmodifiableSortedMap(new TreeMap<>(revenue));
    }

    /** With the amounts in any order. */
    public static LeftOut of(String reason, long accounts, Map<String, Long> revenue) {
        return new LeftOut(reason, accounts, new TreeMap<>(revenue));
    }

    /** How many accounts, how much revenue, and why: {@code 1 account (ARR EUR 108,000.00). It has several currencies.} */
    public String sentence() {
        String accountsText = accounts + (accounts == 1 ? " account" : " accounts");
        String revenueText = revenue.entrySet().stream()
                .map(amount -> Money.ofMinor(amount.getValue(), amount.getKey()).toString())
                .collect(Collectors.joining(" + "));
        return accountsText + (revenueText.isEmpty() ? "" : " (ARR " + revenueText + ")") + ". " + reason;
    }
}
