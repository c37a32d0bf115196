package io.tidewatch.reporting.retention;

import io.tidewatch.reporting.metrics.LeftOut;
import io.tidewatch.reporting.portfolio.Portfolio.Arr;
import io.tidewatch.reporting.portfolio.Portfolio.Members;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The ARR of accounts at risk, with the accounts that it does not include. */
final class RiskSum {

    /** Why an amount beyond any real one is not shown. */
    static final String TOO_LARGE = "It is larger than any amount of money could be.";

    private static final String ARR_UNKNOWN = "At risk, with unknown ARR.";
    private static final String NOT_JUDGED = "The risk is unknown: a metric that a threshold reads is unknown.";

    private RiskSum() {}

    /**
     * The sum over some accounts.
     *
     * @param currencies     the currencies of the selection; with exactly one, "nothing" is 0 of it
     * @param definitionHash of ARR; null when not known
     */
    static MoneyFigure of(Members members, List<String> currencies, String definitionHash) {
        try {
            List<LeftOut> leftOut = leftOut(members);
            if (members.atRisk() == 0 && members.accounts() > 0 && members.notJudged() == members.accounts()) {
                return MoneyFigure.unknown(
                        "It is unknown which accounts are at risk: metrics that the thresholds read are unknown.",
                        leftOut);
            }
            if (members.atRisk() > 0 && members.arrUnknown() == members.atRisk()) {
                return MoneyFigure.unknown(
                        members.atRisk() == 1
                                ? "The ARR of the account at risk is unknown."
                                : "The ARR of all " + members.atRisk() + " accounts at risk is unknown.",
                        leftOut);
            }
            Map<String, Long> amounts = exact(members.arrAtRisk());
            if (currencies.size() == 1) {
                amounts.putIfAbsent(currencies.getFirst(), 0L);
            }
            return MoneyFigure.of(amounts, definitionHash, leftOut);
        } catch (ArithmeticException e) {
            return MoneyFigure.unknown(TOO_LARGE);
        }
    }

    private static List<LeftOut> leftOut(Members members) {
        List<LeftOut> leftOut = new ArrayList<>();
        if (members.arrUnknown() > 0) {
            leftOut.add(LeftOut.of(ARR_UNKNOWN, members.arrUnknown(), Map.of()));
        }
        if (members.notJudged() > 0) {
            leftOut.add(LeftOut.of(NOT_JUDGED, members.notJudged(), exact(members.arrNotJudged())));
        }
        return leftOut;
    }

    private static Map<String, Long> exact(Map<String, BigDecimal> amounts) {
        Map<String, Long> exact = new TreeMap<>();
        amounts.forEach((currency, minor) -> exact.put(currency, minor.longValueExact()));
        return exact;
    }

    /** The ARR of one account. */
    static MoneyFigure of(Arr arr) {
        return arr.known()
                ? MoneyFigure.of(
                        arr.currency() == null ? Map.of() : Map.of(arr.currency(), arr.minor()),
                        arr.definitionHash(),
                        List.of())
                : new MoneyFigure(
                        false,
                        new TreeMap<>(),
                        arr.definitionHash(),
                        arr.reason() == null
                                ? "account-ingestion has not published an ARR of this account."
                                : arr.reason(),
                        List.of());
    }
}
