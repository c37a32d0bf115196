package io.tidewatch.reporting.retention;

import io.tidewatch.reporting.portfolio.Portfolio.Arr;
import io.tidewatch.reporting.portfolio.Portfolio.AtRiskAccount;
import io.tidewatch.reporting.portfolio.Portfolio.Cell;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Adds up the ARR of accounts at risk, in whole minor units: the sums of groups equal the sum of all. */
final class RiskSum {

    private static final int MOST_NAMES = 20;

    private RiskSum() {}

    /**
     * The sum over accounts, each once.
     *
     * @param accounts   those at risk
     * @param coverage   of how many accounts they are, and how many are not judged
     * @param currencies the currencies of the selection; with exactly one, "nothing" is 0 of it
     */
    static MoneyFigure of(Collection<AtRiskAccount> accounts, Coverage coverage, List<String> currencies) {
        List<AtRiskAccount> unknown =
                accounts.stream().filter(account -> !account.arr().known()).toList();
        if (accounts.isEmpty() && coverage.accounts() > 0 && coverage.notJudged() == coverage.accounts()) {
            return MoneyFigure.unknown(
                    "Whether an account is at risk is unknown: metrics that the flags read are not known");
        }
        if (!accounts.isEmpty() && unknown.size() == accounts.size()) {
            return MoneyFigure.unknown(
                    accounts.size() == 1
                            ? "The ARR of the account at risk is unknown: " + names(unknown)
                            : "The ARR of all " + accounts.size() + " accounts at risk is unknown: " + names(unknown));
        }
        Map<String, Long> amounts = new TreeMap<>();
        if (currencies.size() == 1) {
            amounts.put(currencies.getFirst(), 0L);
        }
        for (AtRiskAccount account : accounts) {
            if (account.arr().known() && account.arr().currency() != null) {
                amounts.merge(account.arr().currency(), account.arr().minor(), Math::addExact);
            }
        }
        return MoneyFigure.of(amounts, hashes(accounts), note(unknown, coverage));
    }

    /**
     * What a sum is about.
     *
     * @param accounts  all accounts, at risk or not
     * @param notJudged those of which nobody knows
     */
    record Coverage(long accounts, long notJudged) {

        static Coverage of(Collection<Cell> cells) {
            return new Coverage(
                    cells.stream().mapToLong(Cell::accounts).sum(),
                    cells.stream().mapToLong(Cell::notJudged).sum());
        }
    }

    private static String note(List<AtRiskAccount> unknown, Coverage coverage) {
        List<String> notes = new ArrayList<>();
        if (!unknown.isEmpty()) {
            notes.add("Not counted, because their ARR is unknown: " + names(unknown) + ".");
        }
        if (coverage.notJudged() > 0) {
            notes.add(coverage.notJudged() + " of " + coverage.accounts()
                    + " accounts cannot be judged in full, because metrics are unknown.");
        }
        return notes.isEmpty() ? null : String.join(" ", notes);
    }

    /** The ARR of one account. */
    static MoneyFigure of(Arr arr) {
        return arr.known()
                ? MoneyFigure.of(
                        arr.currency() == null ? Map.of() : Map.of(arr.currency(), arr.minor()),
                        arr.definitionHash(),
                        null)
                : new MoneyFigure(
                        false,
                        new TreeMap<>(),
                        arr.definitionHash(),
                        arr.reason() == null ? "account-ingestion has not told of its ARR" : arr.reason(),
                        null);
    }

    private static String hashes(Collection<AtRiskAccount> accounts) {
        String hashes = accounts.stream()
                .map(account -> account.arr().definitionHash())
                .filter(Objects::nonNull)
                .distinct()
                .sorted()
                .collect(Collectors.joining(","));
        return hashes.isEmpty() ? null : hashes;
    }

    private static String names(List<AtRiskAccount> accounts) {
        String names =
                accounts.stream().limit(MOST_NAMES).map(AtRiskAccount::name).collect(Collectors.joining(", "));
        return accounts.size() <= MOST_NAMES ? names : names + " and " + (accounts.size() - MOST_NAMES) + " more";
    }
}
